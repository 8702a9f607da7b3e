/**
 * Porter's stemmer: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the two departures of
 * the author's own later releases (`logi` and `bli`). Takes a lower-case ASCII word.
 *
 * @example stem('hypertensive') // 'hypertens'
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word
  return step5(step4(step3(step2(step1c(step1b(step1a(word)))))))
}

const CONSONANT = '[^aeiou]'
const VOWEL = '[aeiouy]'
const C = `${CONSONANT}[^aeiouy]*`
const V = `${VOWEL}[aeiou]*`
/** Measure: how many vowel-consonant runs the stem has. */
const ABOVE_0 = new RegExp(`^(?:${C})?${V}${C}`)
const EXACTLY_1 = new RegExp(`^(?:${C})?${V}${C}(?:${V})?$`)
const ABOVE_1 = new RegExp(`^(?:${C})?${V}${C}${V}${C}`)
const HAS_VOWEL = new RegExp(`^(?:${C})?${VOWEL}`)
/** Ends consonant-vowel-consonant, the last not w, x or y: `hop` in `hoping`. */
const SHORT = new RegExp(`^${C}${VOWEL}[^aeiouwxy]$`)

function step1a(word: string): string {
  if (/(ss|i)es$/.test(word)) return word.slice(0, -2)
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word
}

function step1b(word: string): string {
  if (word.endsWith('eed')) return ABOVE_0.test(word.slice(0, -3)) ? word.slice(0, -1) : word
  const root = /^(.+?)(?:ed|ing)$/.exec(word)?.[1]
  if (root === undefined || !HAS_VOWEL.test(root)) return word
  if (/(at|bl|iz)$/.test(root)) return `${root}e`
  if (/([^aeiouylsz])\1$/.test(root)) return root.slice(0, -1)
  return SHORT.test(root) ? `${root}e` : root
}

function step1c(word: string): string {
  return word.endsWith('y') && HAS_VOWEL.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word
}

const STEP_2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
]
const STEP_3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
]

function step2(word: string): string {
  return replaced(word, STEP_2)
}

function step3(word: string): string {
  return replaced(word, STEP_3)
}

/** The longest ending decides, even when the measure then forbids it. */
function replaced(word: string, table: readonly (readonly [string, string])[]): string {
  const [ending, by] = table.reduce(
    (best, row) => (word.endsWith(row[0]) && row[0].length > best[0].length ? row : best),
    ['', ''],
  )
  const root = word.slice(0, word.length - ending.length)
  return ending && ABOVE_0.test(root) ? root + by : word
}

const STEP_4 = /^(.+?)(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)$/

function step4(word: string): string {
  const root = STEP_4.exec(word)?.[1] ?? /^(.+?[st])ion$/.exec(word)?.[1]
  return root !== undefined && ABOVE_1.test(root) ? root : word
}

function step5(word: string): string {
  const root = word.slice(0, -1)
  const drops = word.endsWith('e') && (ABOVE_1.test(root) || (EXACTLY_1.test(root) && !SHORT.test(root)))
  const trimmed = drops ? root : word
  return trimmed.endsWith('ll') && ABOVE_1.test(trimmed) ? trimmed.slice(0, -1) : trimmed
}
