import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, MARK, NUMBER, PARAGRAPH, TIGHT, type Tokens, WIDE, WORD } from '../tokens.ts'
import { isInitial } from './initial.ts'

/** `heard by rab`, `initials: mgt`, `e-signed rce`, `count KP/cb`: two or three letters that sign. */
export const signedInitials: Rule = {
  starts: {
    words: [
      'by',
      'initials',
      'initial',
      'e-signed',
      'e-sign',
      'esigned',
      'perfusion',
      'initialed',
      'initialled',
      'co-sign',
      'cosign',
      'co-signed',
    ],
  },
  read: signed,
}

function signed(reading: Reading, k: number): void {
  const { tokens } = reading
  let at = k + 1
  while (at < k + 5 && tokens.type[at] === MARK && /^[:_("[]$/.test(tokens.lower[at] ?? '')) at++
  if ((tokens.gap[at] ?? 0) >= LINE || !lettersOf(tokens, at) || !isEnd(tokens, at + 1)) return
  add(reading, tokens.start[at] ?? 0, tokens.end[at] ?? 0, 'NAME', 'name/initials', 0.72)
}

/** Two or three letters that no list holds. */
function lettersOf(tokens: Tokens, k: number): boolean {
  const length = (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
  if (tokens.type[k] !== WORD || length < 2 || length > 3 || (tokens.flags[k] ?? 0) !== 0) return false
  if (tokens.shape[k] !== LOWER && tokens.shape[k] !== CAPS) return false
  return !WORDS.has(tokens.lower[k] ?? '')
}

/** Short words and abbreviations that are nobody's initials. */
const WORDS = new Set(
  'us me it he she him her far day car bus air ear eye now way ems ups dna rna pcr nmr fda cdc hhs nih who va er ed iv im sc sq po ai it hr qa uv gps fbi dhs cps aps dcf vna osh pt ot md rn np pa do dr mr mrs ms ma cna lpn id no na tbd wnl nad min hpf lpf mod kg mg mcg ml dl mm cm hrs wk mo yr sec ppm bpm std ref abs etc mr ct ok yes new old per via the and not for but all any set get got let put see say ask end est pst edt cst mst pdt gmt utc am pm usa uk eu inc llc ltd fax tel ext url pdf jpg png csv xml api sms pin otp ehr emr icd cpt hcpcs snf alf ltc ccu icu asc ipa hmo ppo epo pos hsa fsa rfp nos nec lol omg thx pls plz btw imo fyi asap iom who tba eod eta ask roi op loc eus tlc qns nkda'.split(
    ' ',
  ),
)

/** A line, a sentence, a bracket or a column ends here, or a number follows. */
function isEnd(tokens: Tokens, k: number): boolean {
  if (k >= tokens.count || (tokens.gap[k] ?? 0) >= WIDE || tokens.type[k] === NUMBER) return true
  return tokens.type[k] === MARK && !/^[-'’@/\\]$/.test(tokens.lower[k] ?? '')
}

/** Initials that end a paragraph: `… the answer is no. mdg`, `… is H5216. - K`. */
export function paragraphInitials(reading: Reading): void {
  const { tokens } = reading
  for (let k = 2; k < tokens.count; k++) {
    const next = k + 1
    const ends = next >= tokens.count || (tokens.gap[next] ?? 0) === PARAGRAPH
    if (!ends || tokens.type[k] !== WORD) continue
    if (signsOff(reading, k)) add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'NAME', 'name/initials', 0.7)
  }
}

function signsOff(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const before = tokens.lower[k - 1] ?? ''
  if (isInitial(reading, k)) return /^[-–—]$/.test(before) && tokens.gap[k] === BLANK
  if (!lettersOf(tokens, k) || tokens.gap[k] === TIGHT) return false
  if ((tokens.gap[k] ?? 0) >= WIDE) return tokens.gap[k] === WIDE && tokens.shape[k] === LOWER
  return tokens.shape[k] === LOWER ? /^[.)!?–—-]$/.test(before) : /^[–—-]$/.test(before)
}

/** `J.D.B.`, `("M.H.")`, `-- A.Q.`: dotted initials, two only in brackets, quotes or after a dash. */
export const dottedInitials: Rule = { starts: { words: ['.'] }, read: dotted }

function dotted(reading: Reading, k: number): void {
  const { tokens } = reading
  const first = k - 1
  if (
    !isInitial(reading, first) ||
    tokens.gap[k] !== TIGHT ||
    (k > 1 && tokens.gap[first] === TIGHT && tokens.lower[k - 2] === '.')
  )
    return
  let last = k
  let count = 1
  let letters = tokens.lower[first] ?? ''
  while (
    count < 4 &&
    tokens.gap[last + 1] === TIGHT &&
    isInitial(reading, last + 1) &&
    tokens.lower[last + 2] === '.'
  ) {
    letters += tokens.lower[last + 1] ?? ''
    last += 2
    count++
  }
  if (count < 2 || ABBREVIATIONS.has(letters) || (tokens.gap[last + 1] === TIGHT && tokens.type[last + 1] === WORD))
    return
  const enclosed = /^["“('‘–—-]$/.test(tokens.lower[first - 1] ?? '') || tokens.lower[first - 1] === ':'
  const closed =
    last + 1 >= tokens.count || (tokens.gap[last + 1] ?? 0) >= LINE || /^["”)'’,;]$/.test(tokens.lower[last + 1] ?? '')
  if (tokens.lower[last + 1] === ':' || (count === 2 && !(enclosed && closed))) return
  add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'NAME', 'name/initials', 0.7)
}

const ABBREVIATIONS = new Set(
  'us usa uk eu md do rn np pa pac od os ou dc ny nj nc sc nm va pr po im iv sc sl pr prn bid tid qid qd qhs hs npo dnr dni er ed icu or facs facp facc faap mph mba phd dds dmd dvm esq llc pc pllc pa ps pps am pm ad bc ce vs eg ie na nb nka aka dba fka st mt ft ave ltd inc sa cdc fda nih hiv aids tb std lpn cna cnm msw lcsw rd rph pt ot slp atty rsvp asap'.split(
    ' ',
  ),
)
