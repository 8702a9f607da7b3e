import { add, matchAt, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { LOWER, MARK, MIXED, TIGHT } from '../tokens.ts'

/** User names by their form: an inner underscore and digits. */
export const underscoredNames: Rule = { starts: { words: ['_'] }, read: underscored }

/** User names by their form: a long small word with digits at its end. */
export const tailedNames: Rule = { starts: { forms: form(MIXED, LOWER) }, read: tailed }

function tailed(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.gap[k] === TIGHT) return
  const word = text.slice(tokens.start[k], tokens.end[k])
  const alone = !/[\w@-]/.test(text.charAt(tokens.end[k] ?? 0))
  if (alone && TAILED.test(word) && !NOT_ACCOUNT.test(word))
    add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'OTHERID', 'handle/form', 0.6)
}

const UNDERSCORED = /(?:u\/)?[A-Za-z][A-Za-z\d.]{0,30}_[\w.]{1,40}/y

const TAILED = /^[a-z]{5,16}\d{2,4}$/

const NOT_ACCOUNT = /^(?:covid|sars|factor|apolipo|interleukin|vitamin|version|windows|python)/i

/** Back to the start of the word that holds the underscore at token `k`. */
function underscored(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let first = k
  while (
    first > 0 &&
    k - first < 6 &&
    tokens.gap[first] === 0 &&
    (tokens.type[first - 1] !== MARK || /[./_]/.test(tokens.lower[first - 1] ?? ''))
  )
    first--
  const start = tokens.start[first] ?? 0
  const match = matchAt(UNDERSCORED, text, start)
  if (match === null || /[@:"^-]/.test(text.charAt(start - 1))) return
  const raw = match[0].replace(/\.+$/, '')
  const after = text.slice(start + raw.length, start + raw.length + 3)
  const said =
    /\b(?:by|user|login)\s$/i.test(text.slice(Math.max(0, start - 6), start)) && /^(?:[A-Z_]+|[a-z_]+)$/.test(raw)
  if (
    (/^"?\s*[:=]/.test(after) && !raw.startsWith('u/')) ||
    (!said && !/\d{2}$|\d/.test(raw.slice(raw.indexOf('_')))) ||
    raw.startsWith('c.')
  )
    return
  add(reading, start, start + raw.length, 'OTHERID', 'handle/form', 0.6)
}
