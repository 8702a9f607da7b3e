import type { Reading } from '../evidence.ts'
import { COMMON, PREPOSITION } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, MARK, MIXED, NUMBER, TIGHT, WORD } from '../tokens.ts'
import { codeEnd } from './code-value.ts'
import { coded } from './label-code.ts'
import { digits } from './label-digits.ts'
import { createLabelTrie, type Label, type LabelMatch } from './label-trie.ts'
import { user } from './label-user.ts'

const LABEL_TRIE = createLabelTrie()

/** Identifiers that a label announces: `MRN: 4402-91`, `plate 7KRM 402`, `badge 2665`. Checksums raise the score and never veto. */
export const labelled: Rule = {
  starts: { words: LABEL_TRIE.firstWords },
  take(reading, k) {
    const match = LABEL_TRIE.match(reading.tokens, k)
    if (match === undefined || inWord(reading, k, match) || isSmall(reading, k, match)) return k
    value(reading, k, match)
    return match.next
  },
}

/** An abbreviation that counts in capitals only, in small letters. */
const isSmall = ({ tokens }: Reading, k: number, { label }: LabelMatch): boolean =>
  label.capitals && tokens.shape[k] !== CAPS

/** `_mrn` and `mrn_` count as labels; `foo.mrn@host` does not. */
function inWord(reading: Reading, k: number, match: LabelMatch): boolean {
  const { text, tokens } = reading
  const after = text.charAt(tokens.end[match.next - 1] ?? 0)
  return /[@\\]/.test(after) || /[@/\\.]/.test(tokens.gap[k] === 0 ? text.charAt((tokens.start[k] ?? 0) - 1) : '')
}

/** Words and marks that may stand between a label and its value. */
const FILLER = new Set([
  ':',
  '#',
  '=',
  '.',
  '-',
  '>',
  '<',
  '"',
  '(',
  '|',
  '*',
  '[',
  '–',
  '”',
  '—',
  '/',
  'number',
  'numbers',
  'num',
  'no',
  'nr',
  'is',
  'was',
  'id',
  'code',
  'of',
  'the',
  'are',
  'as',
  'ending',
  'in',
  'with',
  'my',
  'his',
  'her',
  'at',
  'to',
  'on',
  'uh',
  'um',
  'its',
  'el',
  'es',
  'me',
  'a',
  'pad',
  'valid',
  'address',
  'ids',
  'last',
  'four',
  '4',
  ')',
  'pt',
  'patient',
  'ends',
  'says',
  'reads',
  'shows',
  'given',
  'listed',
  'asked',
  'now',
  'still',
  'dice',
  'termina',
  'terminacion',
  'est',
  'ist',
  'de',
  'del',
  'e',
  'file',
  "'",
  '?',
  '{',
  '^',
])

const FILLER_MAX = 12

/** Tokens of a dot leader or a blank to fill in. */
const LEADER_MAX = 120

const LEADER = /^[._…·~]$/

function value(reading: Reading, k: number, { label, next }: LabelMatch): void {
  const { tokens } = reading
  if ((label.shape === 'code' || label.shape === 'tag' || label.shape === 'digits') && !hasNumber(tokens, next)) return
  let i = next
  let marked = false
  for (let fillers = 0; i < tokens.count && i < next + LEADER_MAX && fillers < FILLER_MAX; i++) {
    const lower = tokens.lower[i] ?? ''
    if (lower === '?' && (tokens.gap[i + 1] ?? 0) >= BLANK) {
      marked = true
      i = speaker(reading, i + 1) - 1
      fillers = 0
      continue
    }
    if ((tokens.gap[i] ?? 0) >= LINE && !(i === next || marked)) return
    if (endsSentence(reading, i, label)) return
    if (LEADER.test(lower)) continue
    if (!isFiller(reading, i, label)) break
    if (/^(?:[:#=|]|number|no|id)$/.test(lower)) marked = true
    fillers++
  }
  if (i >= tokens.count || (tokens.gap[i] ?? 0) > LINE) return
  if ((tokens.gap[i] ?? 0) === LINE && !marked) return
  if (isBare(reading, i, label)) read(reading, { k, label, i: beyond(reading, i, label), marked, far: true })
  else read(reading, { k, label, i, marked, far: false })
}

/** A full stop after a whole word, before a capital or a number: `99213 is the visit. M54.50 is back pain`. */
function endsSentence({ tokens }: Reading, i: number, { phrase }: Label): boolean {
  if (
    tokens.lower[i] !== '.' ||
    /^(?:\.|nos?|nr|num)$/.test(tokens.lower[i - 1] ?? '') ||
    tokens.gap[i] !== TIGHT ||
    (tokens.gap[i + 1] ?? TIGHT) === TIGHT
  )
    return false
  return !/(?:^|[ -])\w{1,4}$/.test(phrase) && tokens.lower[i + 1] !== '.'
}

/** Whether a digit stands near enough to be a value; most labels in prose have none, and are left at once. */
function hasNumber({ type, lower, count }: Reading['tokens'], from: number): boolean {
  const last = Math.min(count, from + NEAR)
  for (let i = from; i < last; i++) {
    if (type[i] === NUMBER || type[i] === MIXED) return true
    if (i === from && LEADER.test(lower[i] ?? '')) return true
  }
  return false
}

/** Tokens that fillers, words between and a prefix may take. */
const NEAR = 18

/** Past who answers, `CALLER:` or `A.`, at the start of the answer to a question. */
function speaker({ tokens }: Reading, i: number): number {
  for (let j = i; j < i + 4 && j < tokens.count; j++) {
    if (j > i && (tokens.gap[j] ?? 0) >= LINE) return i
    if (/^[:>]$/.test(tokens.lower[j] ?? '') || (tokens.lower[j] === '.' && j === i + 1)) return j + 1
  }
  return i
}

interface Value {
  readonly k: number
  readonly label: Label
  /** The token at which the value begins; -1 when none does. */
  readonly i: number
  readonly marked: boolean
  /** Words stand between label and value, so that the value must speak for itself. */
  readonly far: boolean
}

function read(reading: Reading, { k, label, i, marked, far }: Value): void {
  if (i < 0 || (label.shape !== 'user' && label.shape !== 'plate' && isTaken(reading, i, label))) return
  const start = starStart(reading, i, label.kind === 'SSN' || label.phrase === 'barcode')
  if (label.shape === 'user') {
    if (!far) user(reading, i, start, marked || reading.tokens.lower[i - 1] === 'is', label)
  } else if (label.shape === 'digits') digits(reading, { i, start, label, marked, far })
  else coded(reading, { k, label, start, marked, far })
}

/** A word where a code with a digit was expected, and no prefix that leads to one. */
function isBare({ text, tokens }: Reading, i: number, { shape }: Label): boolean {
  if (shape === 'user' || tokens.type[i] !== WORD) return false
  if (shape === 'plate') return tokens.shape[i] === LOWER && ((tokens.flags[i] ?? 0) & COMMON) !== 0
  if (codeEnd(text, tokens.start[i] ?? 0) < 0) return true
  return (
    tokens.shape[i] === LOWER && tokens.gap[i + 1] === BLANK && ((tokens.flags[i] ?? 0) & (COMMON | PREPOSITION)) !== 0
  )
}

/** A label of another kind stands where the value should: that one takes it. */
function isTaken({ tokens }: Reading, i: number, { kind }: Label): boolean {
  if (tokens.type[i] !== WORD) return false
  const own = LABEL_TRIE.match(tokens, i)?.label
  return own !== undefined && (OWN.has(own.phrase) || (own.kind !== kind && own.phrase.length > 2))
}

/** Labels of two letters that are never the prefix of a code. */
const OWN = new Set(['sn', 'id', 'mr', 'dl', 'rn'])

/** Words between a label and its value: `license number read from DMV, 508 117 422`. */
const FAR_MAX = 8

/** The next token with a digit in the same clause, unless another label comes first; -1 when there is none. */
function beyond({ text, tokens }: Reading, from: number, label: Label): number {
  for (let i = from + 1; i < tokens.count && i <= from + FAR_MAX; i++) {
    if ((tokens.gap[i] ?? 0) >= LINE) return -1
    const type = tokens.type[i] ?? 0
    if (type === MARK && !/^[,:#("'-]$/.test(tokens.lower[i] ?? '')) return -1
    if (type === WORD && isOther(tokens, i, label)) return -1
    if (type === WORD && tokens.shape[i] !== LOWER && codeEnd(text, tokens.start[i] ?? 0) > 0) return i
    if (
      type === WORD &&
      tokens.gap[i + 1] === TIGHT &&
      /^[-:#_]$/.test(tokens.lower[i + 1] ?? '') &&
      codeEnd(text, tokens.start[i] ?? 0) > 0
    )
      return i
    if (type !== MARK && type !== WORD) return i
  }
  return -1
}

function isOther(tokens: Reading['tokens'], i: number, { kind }: Label): boolean {
  const own = LABEL_TRIE.match(tokens, i)?.label
  return own !== undefined && own.kind !== kind && !own.plain
}

const COMMA_KINDS = new Set(['SSN', 'HEALTHPLAN', 'LICENSE', 'ACCOUNT', 'VEHICLE'])

/** `A 394475` is a licence, not an article and a number; a comma leads from a name of an insurer or a board to its number. */
function isFiller(reading: Reading, i: number, label: Label): boolean {
  const { tokens } = reading
  const lower = tokens.lower[i] ?? ''
  if (lower === 'a' && tokens.type[i + 1] === NUMBER && isPrefix(reading, i, label)) return false
  if (lower === '4' && tokens.lower[i - 1] !== 'last') return false
  if (lower === ',' && COMMA_KINDS.has(label.kind)) return true
  return FILLER.has(lower) && !(tokens.shape[i] === CAPS && tokens.type[i + 1] === NUMBER && lower.length > 1)
}

/** A capital before three digits or more, or any `a` of a licence. */
const isPrefix = ({ text, tokens }: Reading, i: number, { phrase }: Label): boolean =>
  phrase.startsWith('lic') || /^A \d{3}/.test(text.slice(tokens.start[i], (tokens.end[i] ?? 0) + 4))

/** A value may begin with a star of masking or a bracket of UDI. */
function starStart(reading: Reading, i: number, stars: boolean): number {
  const { tokens, text } = reading
  let start = tokens.start[i] ?? 0
  while (
    start > 0 &&
    (text.charAt(start - 1) === '+' ||
      (text.charAt(start - 1) === '(' && /^\d\d\d?\)/.test(text.slice(start, start + 4))) ||
      (stars && text.charAt(start - 1) === '*'))
  )
    start--
  return start
}
