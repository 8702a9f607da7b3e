import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMPOUND, GIVEN, NUMBER_WORD, SURNAME } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { CAPS, MIXED, NUMBER, TITLE, WIDE } from '../tokens.ts'

const AGE_WORDS = new Set(['ninety', 'nineties', 'ninetyish', 'hundred', 'one', 'a', 'centenarian'])

/** Ages over 89, in digits and words: 45 CFR 164.514(b)(2)(i)(C). The number only, without "year-old". */
export const AGES: readonly Rule[] = [
  { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: digits },
  { starts: { words: AGE_WORDS, flags: NUMBER_WORD }, read: words },
]

const OLD = /(?:9\d|9[O]|1[0-2]\d)(?![\d:/]|\.\d)/y

const AFTER =
  /^(?:[ -]{0,2}(?:years?|yrs?|y)(?:[ -]{0,2}(?:old|of age|o)\b|\b(?=[ .,;)]))|[ -]?y[./]?o\b|[ -]?yo[mf]?\b|[ -]?y\.o\b|[ -]?(?:year|yr)[ -]|[FM]\b(?! ?\d)| ?(?:male|female|F|M|woman|man|gentleman|lady)\b[ ,;.:]|(?: \(?(?:yrs|years)))/i

const BEFORE =
  /(?:\b(?:aged?|ages?|turn(?:s|ed|ing)|reached|lived to|until|age of|is now|was|sex\/age.{0,8}|now aged|at age|pt age)[ :.]{0,3}|"age": ?"?|\| ?[FM] |AGE\^LN\|\||\b(?:died|dead|alive|passed|d\.) (?:at |age )?|\b[FM] ?\/ |\b(?:is|who is|living,|mother,|father,|sister,|brother,|and) )$/i

const NOT_AFTER =
  /^ ?(?:%|percent|th\b|st\b|nd\b|mm|mg|ml|bpm|lb|kg|min|sec|days?|hours?|weeks?|months?|degrees|F\b ?(?:oral|temp)|on |RA|\/|packs?|over|to \d|units|cm|beats|and \d|sat)/i

function digits(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const first = text.charCodeAt(start)
  if (first !== ONE && first !== NINE) return
  if (k > 0 && tokens.gap[k] === 0 && /[\w./$#-]/.test(text.charAt(start - 1))) return
  const match = matchAt(OLD, text, start)
  if (match === null) return
  const end = start + match[0].length
  const after = text.slice(end, end + 16)
  const before = text.slice(Math.max(0, start - 24), start)
  const said = AFTER.test(after) && !(/^ [FM]\b/.test(after) && !sexFollows(reading, k, before))
  const cued =
    BEFORE.test(before) &&
    !NOT_AFTER.test(after) &&
    (strong(before) || /^[.,;)|"\n]|^ (?:and|of|\() ?|^ ?\P{ASCII}|^$/u.test(after))
  const aside =
    /[\p{Ll}\p{Lu}],? \(?$/u.test(before) &&
    /^(?:,|\)| and well)/.test(after) &&
    (kin(text, start) || named(reading, k))
  if (said || cued || aside) add(reading, start, end, 'AGE90', 'age/digits', said ? 0.95 : 0.8)
}

const ONE = 49
const NINE = 57

const strong = (before: string): boolean =>
  /(?:age|turn|reach|\| ?[FM] |AGE|\bd\. |died |dead |alive |[FM] ?\/ )/i.test(before)

/** `Miss Taniguchi-Ilagan, 92,`: a name and a comma before. */
function named({ tokens }: Reading, k: number): boolean {
  return (
    tokens.lower[k - 1] === ',' &&
    tokens.shape[k - 2] === TITLE &&
    ((tokens.flags[k - 2] ?? 0) & (GIVEN | SURNAME | COMPOUND)) !== 0
  )
}

/** `97 F` is a person after a wide gap, a date, a comma, a bar or a name; after anything else it may be a temperature. */
function sexFollows({ tokens }: Reading, k: number, before: string): boolean {
  if ((tokens.gap[k] ?? 0) >= WIDE || /\d{4}\W{0,3}$|,\s?$|\| ?$/.test(before)) return true
  const flags = tokens.flags[k - 1] ?? 0
  return (
    (tokens.shape[k - 1] === TITLE || tokens.shape[k - 1] === CAPS) &&
    (flags & (GIVEN | SURNAME)) !== 0 &&
    (flags & CLINICAL) === 0
  )
}

/** `his sister Setsuko, 97,` and `great-aunt reached 104`: a relation stands shortly before. */
function kin(text: string, start: number): boolean {
  return /(?:mother|father|sister|brother|aunt|uncle|wife|husband|widow|grand\w+|daughter|son|cousin|friend|neighbor|patient|pt|living|lady|gentleman|gma|mom|dad)\b/i.test(
    text.slice(Math.max(0, start - 40), start),
  )
}

const ageWord = (lower: string, next: string | undefined): boolean =>
  lower === 'a' || lower === 'one' ? next === 'hundred' : AGE_WORDS.has(lower) || lower.startsWith('ninety-')

const WORDS =
  /ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?(?![\w-]*(?:percent|%))|(?:one|a) hundred(?: and)?(?: (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen))?|(?:mid-|early |late |mid )?nineties/iy

const WORDS_BEFORE =
  /(?:\b(?:aged?|is|was|turn(?:s|ed|ing)|reached|now|of|her|his|their|into|in|a|an|at|until|lived to|about|nearly|almost)[ ]|, |\()$/i

function words(reading: Reading, k: number): void {
  const { text, tokens } = reading
  if (!ageWord(tokens.lower[k] ?? '', tokens.lower[k + 1])) return
  const start = tokens.start[k] ?? 0
  const match = matchAt(WORDS, text, start)
  if (match === null) return
  const end = start + match[0].length
  const after = text.slice(end, end + 20)
  const decade = /nineties$/i.test(match[0])
  const before = text.slice(Math.max(0, start - 14), start)
  const old = /^[ -](?:years?|yrs?|y\/o)\b|^ [FM]\b(?! ?\d)/i.test(after)
  const loose =
    WORDS_BEFORE.test(before) &&
    /^(?:[.,;)]| and (?:well|lives|living|a )|$| but| who| you know)/.test(after) &&
    (/^ninety[ -]/i.test(match[0]) || /aged|turn|reach|lived/.test(before))
  if (old || loose || (decade && /(?:her|his|their|in|into) (?:mid-|early |late )?$/i.test(before)))
    add(reading, start, end, 'AGE90', 'age/words', 0.85)
}
