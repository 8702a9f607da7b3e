import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

const BOX_WORDS = new Set(['po', 'p', 'box', 'rr', 'rural', 'hc', 'rd', 'pob', 'postal', 'corner', 'mile', 'apartado'])

/** Boxes, rural routes, corners and mile markers. */
export const boxes: Rule = { starts: { words: BOX_WORDS }, read: box }

const BOX =
  /p\.? ?o\.? ?box \d{1,6}(?:-\d{1,5})?|(?:rural route|r\.? ?r\.?|hc|rd) #?\d{1,4}[, ]{1,2}box \d{1,5}[a-z]?|rural route \d{1,3}\b|corner of [\w.]{1,20} (?:&|and) [\w.]{1,20}|mile marker \d{1,4}(?: (?:of |on )?(?:rte|route|hwy|highway|i-|us-|sr)[ -]?\d{1,4})?|box \d{1,6}(?=,)/iy

function box(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(BOX, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'STREET', 'street/box', 0.93)
}
