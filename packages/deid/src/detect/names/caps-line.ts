import type { Reading } from '../evidence.ts'
import { CAPS, LINE, LOWER, TITLE, WORD } from '../tokens.ts'

const memo = new WeakMap<Reading, Uint8Array>()

/** Whether a token stands in a line written all in capitals, where capitals say nothing. */
export function inCapsLine(reading: Reading, k: number): boolean {
  let lines = memo.get(reading)
  if (lines === undefined) {
    lines = mark(reading)
    memo.set(reading, lines)
  }
  return lines[k] === 1
}

function mark({ tokens }: Reading): Uint8Array {
  const out = new Uint8Array(tokens.count)
  let begin = 0
  for (let k = 0; k <= tokens.count; k++) {
    if (k < tokens.count && (k === 0 || (tokens.gap[k] ?? 0) < LINE)) continue
    let caps = 0
    let other = 0
    for (let i = begin; i < k; i++) {
      if (tokens.type[i] !== WORD || (tokens.end[i] ?? 0) - (tokens.start[i] ?? 0) < 2) continue
      if (tokens.shape[i] === CAPS) caps++
      else if (tokens.shape[i] === LOWER || tokens.shape[i] === TITLE) other++
    }
    if (caps >= 2 && other * 4 <= caps) out.fill(1, begin, k)
    begin = k
  }
  return out
}
