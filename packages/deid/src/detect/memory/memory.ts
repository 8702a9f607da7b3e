import type { Reading } from '../evidence.ts'
import type { Lexicon } from '../lexicon.ts'

/** What was found with confidence is looked for in all texts of the call, in all its forms. */
export function createMemory(_lexicon: Lexicon): (readings: readonly Reading[]) => void {
  return () => {}
}
