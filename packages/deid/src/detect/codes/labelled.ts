import type { Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { LINE, NUMBER } from '../tokens.ts'
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
    if (match === undefined || inWord(reading, k, match)) return k
    value(reading, k, match)
    return match.next
  },
}

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
])

const FILLER_MAX = 12

function value(reading: Reading, k: number, { label, next }: LabelMatch): void {
  const { tokens } = reading
  let i = next
  let marked = false
  for (; i < tokens.count && i < next + FILLER_MAX; i++) {
    if ((tokens.gap[i] ?? 0) >= LINE && !(i === next || marked)) return
    if (!isFiller(reading, i, label)) break
    if (/^(?:[:#=|]|number|no|id)$/.test(tokens.lower[i] ?? '')) marked = true
  }
  if (i >= tokens.count || (tokens.gap[i] ?? 0) > LINE) return
  if ((tokens.gap[i] ?? 0) === LINE && !marked) return
  const start = starStart(reading, i, label.kind === 'SSN' || label.phrase === 'barcode')
  if (label.shape === 'user') {
    user(reading, i, start, marked || tokens.lower[i - 1] === 'is', label)
    return
  }
  if (label.shape === 'digits') {
    digits(reading, i, start, label, marked)
    return
  }
  coded(reading, { k, label, start, marked })
}

/** `A 394475` is a licence, not an article and a number; a comma leads only from `last four` to its digits. */
function isFiller({ tokens }: Reading, i: number, label: Label): boolean {
  const lower = tokens.lower[i] ?? ''
  if (lower === 'a' && tokens.type[i + 1] === NUMBER && label.phrase.startsWith('lic')) return false
  return FILLER.has(lower) || (lower === ',' && label.kind === 'SSN')
}

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
