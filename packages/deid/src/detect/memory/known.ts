import type { Known } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'

/** Finds identifiers that are certain beforehand. */
export function createKnown(): (reading: Reading, known: readonly Known[]) => void {
  return (reading, known) => {
    for (const { kind, value } of known) {
      if (value.length < 2) continue
      const lower = reading.text.toLowerCase()
      const wanted = value.toLowerCase()
      for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1))
        add(reading, at, at + wanted.length, kind, 'known/exact', 1)
    }
  }
}
