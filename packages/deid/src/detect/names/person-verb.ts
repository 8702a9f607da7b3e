import type { Reading } from '../evidence.ts'
import { COMMON, EPONYM, GIVEN, PERSON_VERB, SURNAME } from '../flags.ts'
import type { Tally } from './bare-score.ts'
import type { NameRun } from './name-run.ts'
import { sentenceStart } from './protection.ts'

/** A single surname before a verb of persons: `Bell tolerated the procedure`. */
export function personVerb(reading: Reading, run: NameRun, { sur, unknown, ordinary, caps }: Tally): boolean {
  const { tokens } = reading
  const next = tokens.flags[run.last + 1] ?? 0
  if (caps || ordinary > 0 || !(next & PERSON_VERB) || !HUMAN_VERB.has(tokens.lower[run.last + 1] ?? '')) return false
  const flags = tokens.flags[run.first] ?? 0
  if (flags & COMMON && sentenceStart(reading, run.first))
    return (flags & (GIVEN | SURNAME)) !== 0 && STRONG_VERB.has(tokens.lower[run.last + 1] ?? '')
  return sur >= 0.3 || (unknown > 0 && (flags & EPONYM) === 0)
}

const HUMAN_VERB = new Set(
  'says said saying states stated reports reported denies denied complains complained tolerated tolerates called phoned rang texted asked asks wants wanted lives lived underwent drives drove came went arrived attended visited visits agrees agreed declined refuses refused understands verbalized recommended recommends advised signed consented endorses endorsed gave told opened answered doubted disclosed walked laughed thinks believes hopes smokes drinks sleeps eats died'.split(
    ' ',
  ),
)

const STRONG_VERB = new Set(
  'says said tolerated denies denied reports reported phoned rang texted asked verbalized agreed declined refused consented endorses told answered doubted disclosed laughed'.split(
    ' ',
  ),
)
