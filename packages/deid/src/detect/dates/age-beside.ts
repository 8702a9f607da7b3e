import { add, type Finding, type Reading } from '../evidence.ts'
import { CLINICAL, EPONYM } from '../flags.ts'
import { isMeasure } from './age-contexts.ts'
import { digitAge, wordAge } from './age-values.ts'

/** Between a name and an age: `, `, ` (`, ` is now `, two blanks, `, about `. */
const BETWEEN =
  /(,? ?\(|, | [-–] |(?:\)?,? (?:is|was|turn(?:s|ed|ing)|reach(?:es|ed)|will be|will reach|who is|who was|aged?|now))+ |["”]?,? {1,4}|\t| ?\| ?)(?:about |abt |almost |nearly |aged? |approx\.? |~|now )?(?=[19onah])/iy

/** What stands after an age that only a name announces. */
const AFTER = /^(?:[.,;:)|]|\s*$|\n|\t| {2}| ?[–—-]{1,2} |[FM]\b| (?:[a-z]|[A-Z]{2,}\b|\d{1,2}\/\d))/

/** Only a comma or a bracket stands for `is` by itself. */
const CLEAR = /[(,]|[a-z]/

/** Older people than this are found by a label. */
const OLDEST = 112

/** `Mabel Quattlebaum 99 ALZ`, `Pearl Young (90)`, `Otis turns 92`: a number over 89 beside somebody's name. Runs after names are found. */
export function agesBeside(reading: Reading): void {
  for (const finding of reading.found.slice()) if (finding.kind === 'NAME') ageAfter(reading, finding)
}

function ageAfter(reading: Reading, { start, end }: Finding): void {
  const { text } = reading
  BETWEEN.lastIndex = end
  const between = BETWEEN.exec(text)
  if (between === null) return
  const at = end + between[0].length
  const age = digitAge(text, at) ?? wordAge(text, at)
  if (age === undefined || age.ordinal || age.misread || Number(text.slice(at, age.end)) > OLDEST) return
  const after = text.slice(age.end, age.end + 24)
  if (!AFTER.test(after) || isMeasure(after)) return
  if (!CLEAR.test(between[0]) && !isPerson(reading, start, end)) return
  add(reading, at, age.end, 'AGE90', 'age/beside', 0.8)
}

/** Not a scale that is called after somebody: `Barthel 95`. */
function isPerson({ tokens }: Reading, start: number, end: number): boolean {
  let k = firstAt(tokens.start, tokens.count, start)
  let words = 0
  for (; k < tokens.count && (tokens.start[k] ?? 0) < end; k++) {
    if ((tokens.flags[k] ?? 0) & (EPONYM | CLINICAL)) return false
    words++
  }
  return words > 1 || (tokens.lower[firstAt(tokens.start, tokens.count, start) - 1] ?? '') !== ''
}

/** The first token that starts at or after an offset: halving. */
function firstAt(starts: Int32Array, count: number, offset: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}
