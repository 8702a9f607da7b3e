import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, GIVEN, ROLE, SURNAME } from '../flags.ts'
import { LINE } from '../tokens.ts'
import { cuedRun } from './name-run.ts'

const NAMES_MAX = 40

/** The names that follow one after `last` in a list: `Hope D., Grace, Will T and Chance`. Each must be capitalised and no clinical word. */
export function listAfter(reading: Reading, last: number): void {
  const { tokens } = reading
  let end = last
  for (let found = 0; found < NAMES_MAX; found++) {
    const next = afterSeparator(reading, end)
    if (next < 0) return
    const run = cuedRun(reading, next, false)
    if (run === undefined || !listed(reading, next, run.last)) return
    add(reading, tokens.start[run.first] ?? 0, tokens.end[run.last] ?? 0, 'NAME', 'name/list', 0.85)
    end = run.last
  }
}

/** Over an age or a role in brackets, then a comma, `and`, `&`, `;` or a slash. */
function afterSeparator(reading: Reading, last: number): number {
  const { tokens } = reading
  let i = last + 1
  if (tokens.lower[i] === '(') {
    while (i < last + 8 && tokens.lower[i] !== ')') i++
    i++
  }
  if (!/^(?:,|and|&|;|\/)$/.test(tokens.lower[i] ?? '')) return -1
  i++
  if (tokens.lower[i] === 'and') i++
  return i < tokens.count && (tokens.gap[i] ?? 0) <= LINE ? i : -1
}

/** An ordinary word is a name in a list only when the list goes on after it. */
function listed(reading: Reading, k: number, last: number): boolean {
  const flags = reading.tokens.flags[k] ?? 0
  if (flags & (CLINICAL | DRUG | ROLE) && !(flags & GIVEN)) return false
  if (last > k && reading.tokens.lower[last] === '.') return true
  if (flags & COMMON)
    return (flags & (GIVEN | SURNAME)) !== 0 && /^[,.;)]|^and$/.test(reading.tokens.lower[last + 1] ?? '')
  return true
}
