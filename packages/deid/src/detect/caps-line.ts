import type { Reading } from './evidence.ts'

/** Whether a token stands in a line written all in capitals, where capitals say nothing. */
export function inCapsLine({ tokens }: Reading, k: number): boolean {
  return tokens.caps[k] === 1
}
