import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, COMPOUND, CREDENTIAL, EPONYM, GIVEN, SURNAME } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, TITLE } from '../tokens.ts'
import { addRun } from './add-run.ts'
import type { Claimed } from './claimed.ts'
import type { NameRun } from './name-run.ts'
import { ORDINARY } from './ordinary.ts'
import { runBack } from './run-back.ts'

/** A name before `, MD`, ` RN`, ` PA-C`. */
export const credentials: Rule<Claimed> = { starts: { flags: CREDENTIAL }, read: credential }

function credential(reading: Claimed, k: number): void {
  const { tokens } = reading
  if (k === 0 || !credentialHere(reading, k)) return
  const comma = tokens.lower[k - 1] === ','
  const bracket = tokens.lower[k - 1] === '('
  if (!comma && !bracket && tokens.gap[k] !== BLANK) return
  if (comma && initialsSign(reading, k - 2, k)) {
    add(reading, tokens.start[k - 2] ?? 0, tokens.end[k - 2] ?? 0, 'NAME', 'name/initials', 0.8)
    return
  }
  const run = runBack(reading, comma || bracket ? k - 2 : k - 1)
  if (run === undefined || (!comma && run.words < 2 && weakCredential(reading, k, run))) return
  addRun(reading, run, 'name/credential', 0.92)
}

/** `KO, RN` at the start of a line or a sentence: two or three letters written like the credential. */
function initialsSign({ tokens }: Reading, k: number, credential: number): boolean {
  const length = (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
  if (length < 2 || length > 3 || (tokens.flags[k] ?? 0) !== 0 || tokens.shape[k] !== tokens.shape[credential])
    return false
  return (tokens.gap[k] ?? 0) >= LINE || /^[-–—./]$/.test(tokens.lower[k - 1] ?? '')
}

const WEAK_CREDENTIALS = new Set([
  'pa',
  'rt',
  'od',
  'pt',
  'ma',
  'do',
  'ot',
  'at',
  'dc',
  'lac',
  'ms',
  'rd',
  'md',
  'np',
  'rn',
])

/** `Main PA`, `mantle RT`: a single word that no list calls a name before letters that mean something else too. */
function weakCredential(reading: Reading, k: number, run: NameRun): boolean {
  const flags = reading.tokens.flags[run.first] ?? 0
  if ((flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0) return false
  if (
    reading.tokens.shape[run.first] === LOWER ||
    (reading.tokens.end[run.first] ?? 0) - (reading.tokens.start[run.first] ?? 0) < 4
  )
    return true
  return WEAK_CREDENTIALS.has(reading.tokens.lower[k] ?? '') && (flags & (ORDINARY | EPONYM)) !== 0
}

/** `MD` in capitals, or lower case in lower-case text; `ma`, `do`, `pa` need the capitals. */
function credentialHere(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.shape[k] === LOWER)
    return (
      /^(?:md|rn|np|pa-c|lpn|cnm|pharmd|dds|dpm|lcsw)$/.test(tokens.lower[k] ?? '') ||
      (tokens.lower[k] === 'do' && /^\d/.test(tokens.lower[k + 1] ?? ''))
    )
  if (
    tokens.lower[k] === 'ma' ||
    tokens.lower[k] === 'do' ||
    tokens.lower[k] === 'od' ||
    tokens.lower[k] === 'pt' ||
    tokens.lower[k] === 'at' ||
    tokens.lower[k] === 'ot'
  ) {
    return tokens.shape[k] === CAPS && (tokens.lower[k - 1] === ',' || !inCapsLine(reading, k))
  }
  return tokens.shape[k] === CAPS || tokens.shape[k] === TITLE || tokens.shape[k] === 4
}
