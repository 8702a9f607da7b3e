import type { IdentifierKind } from '../../span.ts'
import type { Reading } from '../evidence.ts'
import type { Lexicon } from '../lexicon.ts'
import { createIdIndex } from './id-index.ts'
import { createNameIndex } from './name-index.ts'

const CODES = new Set<IdentifierKind>([
  'SSN',
  'MRN',
  'HEALTHPLAN',
  'ACCOUNT',
  'LICENSE',
  'VEHICLE',
  'DEVICE',
  'BIOMETRIC',
  'OTHERID',
  'PHONE',
  'FAX',
])

/** From this score on a finding is certain enough to be looked for elsewhere. */
const LEARN_FROM = 0.75

/** What was found with confidence is looked for in all texts of the call, in all its forms: a name learnt in one text is found in all. */
export function remember(readings: readonly Reading[], lexicon: Lexicon): void {
  const names = createNameIndex(lexicon)
  const codes = createIdIndex()
  const seen = new Set<string>()
  for (const { found, text } of readings) {
    for (const { kind, score, start, end, rule } of found) {
      if (score < LEARN_FROM || rule.startsWith('known/')) continue
      const value = text.slice(start, end)
      if (seen.has(value)) continue
      seen.add(value)
      if (kind === 'NAME' && rule !== 'name/initials') names.learn(value)
      else if (CODES.has(kind)) codes.learn(value, kind)
    }
  }
  for (const reading of readings) {
    names.seek(reading, 'memory/name', 0.8)
    names.seekMaybe(reading, 'memory/maybe', 0.5)
    codes.seek(reading, 'memory/code', 0.72)
  }
}
