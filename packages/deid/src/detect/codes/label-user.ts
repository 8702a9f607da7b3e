import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, WORDLIKE } from '../flags.ts'
import { MARK } from '../tokens.ts'
import type { Label } from './label-trie.ts'

const USER = /[\w][\w.@/-]{2,40}/y

/** A user name: one word with a digit or an inner mark, or any uncommon word after a mark. */
export function user(reading: Reading, i: number, start: number, marked: boolean, label: Label): void {
  const match = matchAt(USER, reading.text, start)
  if (match === null) return
  const raw = match[0].replace(/[.\-/]+$/, '')
  const odd = /\d|[_.]/.test(raw)
  const common =
    ((reading.tokens.flags[i] ?? 0) & (COMMON | CLINICAL | WORDLIKE)) !== 0 ||
    (label.phrase === 'user' && reading.tokens.lower[i - 1] === ':' && reading.tokens.gap[i] === 1)
  if (!odd && (!marked || common || !/^[a-z]{4,}$/i.test(raw) || /^[A-Z][a-z]/.test(raw))) return
  if (/^\d{1,3}$/.test(raw) || reading.tokens.type[i] === MARK) return
  add(reading, start, start + raw.length, 'OTHERID', `label/${label.phrase.replace(/ /g, '-')}`, odd ? 0.9 : 0.75)
}
