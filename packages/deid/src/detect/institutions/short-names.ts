import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  MONTH,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, CAPS, TITLE, WORD } from '../tokens.ts'

/** `the Mater`, `the LGI`, `than the Infirmary`: a house that everybody there knows, after a word of place. */
export const theNames: Rule = { starts: { words: ['the'] }, read: theName }

const PLACE_BEFORE = /\b(?:at|to|in|into|from|than|near|via)\s{1,2}$/i

const KNOWN = new Set(
  'mater royal infirmary bons birches general western northern freeman rotunda coombe glebe elms oaks willows pines maples gables laurels cedars hawthorns limes beeches manor residency oratory grange priory abbey kirk'.split(
    ' ',
  ),
)

const GOES_ON =
  /^(?:[,.;)\n:]|$|'s? | {2}| (?:at|on|for|with|and|or|by|about|yesterday|since|to|in|last|this|when|after|before|if|gate|ward|ed|icu|yesterday|today|tomorrow|where|who|but|had|has|was|is|\d))/i

function theName(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const at = k + 1
  if (tokens.gap[at] !== BLANK || tokens.type[at] !== WORD || inCapsLine(reading, at)) return
  const known = KNOWN.has(tokens.lower[at] ?? '') && tokens.shape[at] === TITLE
  if (!PLACE_BEFORE.test(text.slice(Math.max(0, (tokens.start[k] ?? 0) - 8), tokens.start[k]))) return
  if (!GOES_ON.test(text.slice(tokens.end[at], (tokens.end[at] ?? 0) + 10))) return
  const acronym =
    tokens.shape[at] === CAPS &&
    (tokens.end[at] ?? 0) - (tokens.start[at] ?? 0) >= 3 &&
    !WARDS.has(tokens.lower[at] ?? '') &&
    tokens.word[at] === 0 &&
    /\b(?:than|seen at|admitted to|transferred to|transfer to|sent to|back to|up to)\s{1,2}$/i.test(
      text.slice(Math.max(0, (tokens.start[k] ?? 0) - 16), tokens.start[k]),
    )
  const strange = tokens.shape[at] === TITLE && tokens.word[at] === 0 && tokens.flags[at] === 0
  if (known || strange || acronym)
    add(reading, tokens.start[k] ?? 0, tokens.end[at] ?? 0, 'FACILITY', 'facility/the', 0.6)
}

/** `medevac to WGH`, `worked up at OSU`, `surgery at KATH`: capitals that are no ward, after a word of going or being treated. */
export const acronyms: Rule = { starts: { forms: form(WORD, CAPS) }, read: acronym }

const CARE_BEFORE =
  /\b(?:transfer(?:red|s)?|sent|medevac(?:'?d|ed)?|flown|airlifted|admitted|discharged|seen|surgery|worked[- ]up|delivered|born|done|scoped|imaged|referred|followed|accepted|rehab|treated|operated|handover|went|goes|going|taken|diverted|stay(?:ed)?|film|scan|study|prof\.?|professor|student|nurse|works|worked|studies|studied|graduated|appt|records|clinic|chemo|dialysis|repair(?:ed)?)\b[^.\n:]{0,24}\b(?:to|at|from|by|via|of) (?:the )?$/i

const WARDS = new Set(
  'icu micu sicu pacu ed er or nicu picu ccu cvicu csicu sdu imcu ltac ltach snf irf alf ct mri ir obs hd pt ot st rn md np pa do cna ems emt ama home hha pcp gp ent obgyn ob gyn gi gu id cv us uk usa tx va ny ca il hob ekg ecg eeg er sw rt dc tele cath lab labs po iv im sc sq prn bid tid qid qd hs ac pc am pm asap tbd na aa na ua ci icf ipr psych bmt hospice pod nh al il cm ptsd tb hiv bp hr rr fhr copd chf cad dm htn gerd esrd ckd cva tia mi afib pe dvt uti aki ards picc cvc lij pcr cbc bmp cmp inr tsh rbc wbc hgb plt ldl hdl mca aca pca rca lad lcx ivc svc itu hdu amu mau sau cau nhs rtc dob mrn dnr dni dpoa poa hcp phi hipaa fda cdc who nih aha acc ada cms dmv dcf cps aps dss dhs doc hmo ppo cpap bipap avf avg avr tavr cabg pci lvad icd crt vt vf svt usmc usn usaf us army navy rotc nicu l&d pnd ssi ssdi snap wic ihss adhc pace'.split(
    ' ',
  ),
)

function acronym(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const length = (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
  if (length < 2 || length > 5 || tokens.caps[k] === 1 || WARDS.has(tokens.lower[k] ?? '')) return
  if ((tokens.flags[k] ?? 0) & (COMMON | WORDLIKE | CLINICAL | DRUG | STATE_WORD | MONTH | WEEKDAY | HEAD)) return
  const start = tokens.start[k] ?? 0
  if (/[-/]/.test(text.charAt(tokens.end[k] ?? 0)) || /^ \d/.test(text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 2)))
    return
  if (CARE_BEFORE.test(text.slice(Math.max(0, start - 50), start)))
    add(reading, start, tokens.end[k] ?? 0, 'FACILITY', 'facility/acronym', 0.58)
}

/** `at Karl Schmidt's,`, `ask Tolliver's to confirm`, `note to Kemper's`: an owner's house, the possessive with nothing after it. */
export const owners: Rule = { starts: { words: ["'"] }, read: owner }

const OWNED_AFTER =
  /^(?:[,.;)?!\n]|$| (?:and|for|to|since|on|in|at|there|yes|no|who|he|she|where|but|then|by|with|as|today|tonight|yesterday|this|last)\b| e-)/

const AT_BEFORE = /\b(?:at|from|for|to|via|ask|call|pharmacy|store|shop|grocer|bakery)\s$/i

function owner(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.lower[k + 1] !== 's' || tokens.gap[k] !== 0 || tokens.gap[k + 1] !== 0 || tokens.shape[k - 1] !== TITLE)
    return
  const first =
    tokens.shape[k - 2] === TITLE && tokens.gap[k - 1] === BLANK && (tokens.flags[k - 2] ?? 0) & GIVEN ? k - 2 : k - 1
  const flags = tokens.flags[k - 1] ?? 0
  if (
    flags & (COMMON | CLINICAL | DRUG | ROLE | MONTH | WEEKDAY | TITLE_WORD | WORDLIKE) ||
    (flags & GIVEN && !(flags & SURNAME) && first === k - 1)
  )
    return
  const start = tokens.start[first] ?? 0
  if (flags & EPONYM && !/\b(?:works|worked|shift) (?:at|for)\s$/i.test(text.slice(Math.max(0, start - 14), start)))
    return
  if (
    !AT_BEFORE.test(text.slice(Math.max(0, start - 10), start)) ||
    !OWNED_AFTER.test(text.slice(tokens.end[k + 1], (tokens.end[k + 1] ?? 0) + 10))
  )
    return
  add(reading, start, tokens.end[k + 1] ?? 0, 'ORG', 'org/owner', 0.6)
}

/** `Palouse Cancer Institute (PCI)`: letters introduced once stand for the name everywhere. Runs after institutions are found. */
export function introduced(reading: Reading): void {
  const { text, found, tokens } = reading
  const short = new Map<string, Reading['found'][number]>()
  for (const finding of found) {
    if (finding.kind !== 'FACILITY' && finding.kind !== 'ORG') continue
    const letters = /^ \("?([A-Z][A-Z&]{1,5})"?(?=[) ,])/.exec(text.slice(finding.end, finding.end + 11))?.[1]
    if (letters !== undefined && initials(text.slice(finding.start, finding.end), letters)) short.set(letters, finding)
  }
  if (short.size === 0) return
  for (let k = 0; k < tokens.count; k++) {
    const own = tokens.shape[k] === CAPS ? short.get(text.slice(tokens.start[k], tokens.end[k])) : undefined
    if (own !== undefined)
      add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, own.kind, `${own.kind.toLowerCase()}/introduced`, 0.7)
  }
}

/** Whether the letters are those that the name's words begin with. */
function initials(name: string, letters: string): boolean {
  const firsts = name
    .replace(/[^\p{L} ]/gu, ' ')
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
  return firsts === letters || firsts.startsWith(letters) || firsts.endsWith(letters)
}
