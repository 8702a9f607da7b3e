import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

const BOX_WORDS =
  'po p box bx b0x rr r rural hc rd rt rte route star pob postal post mile apartado drawer gpo private bp postfach casilla'.split(
    ' ',
  )

/** Boxes, drawers, rural routes and mile markers, also as a scanner reads them. */
export const boxes: Rule = { starts: { words: BOX_WORDS }, read: box }

const DIGITS = String.raw`[\dOol]{1,6}(?:-\d{1,5})?[A-Za-z]?`

const BOX_WORD = '(?:b[o0]?x|drawer|dwr|lockbox)'

const BOX = new RegExp(
  [
    String.raw`p\.? {0,2}[o0]\.? {0,2}${BOX_WORD} {0,2}#?(?=[\dOl]{0,5}\d)${DIGITS}`,
    String.raw`(?:post office|g\.?p\.?o\.?|postal) ${BOX_WORD} #?\d{1,6}`,
    String.raw`(?:rural route|star route|route|rte|rt|r\.? ?r\.?|hc|rd)[ -]{0,2}#?[\dOl]{0,4}[, ]{1,3}${BOX_WORD} {1,2}(?=[\dOl]{0,5}[\d])${DIGITS}(?: {1,2}[\dl][A-Z]\b)?`,
    String.raw`rural route \d{1,3}\b`,
    String.raw`private bag [A-Z]?\d{1,6}`,
    String.raw`(?:apartado(?: postal)?|casilla|postfach|bp) (?=\d[\d ]{1,8}(?:[,\n]|$))[\d ]{2,8}`,
    String.raw`box [A-Z]{1,3} ?\d{1,5}\b`,
    String.raw`mile ?(?:marker|post) \d{1,4}(?: (?:of |on )?(?:rte|route|hwy|highway|i-|us-|sr)[ -]?\d{1,4})?`,
    String.raw`box \d{2,6}(?=, ?\p{Lu})`,
    String.raw`box #?\d{1,5}[A-Z]?,? (?:rural|star) (?:route|rte?)\.? ?\d{1,3}\b`,
    String.raw`drawer \d{2,6}(?= ?,)`,
  ].join('|'),
  'iuy',
)

function box(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  if (/[\w-]/.test(reading.text.charAt(start - 1))) return
  const match = matchAt(BOX, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].trimEnd().length, 'STREET', 'street/box', 0.93)
}
