import type { Reading } from '../evidence.ts'
import {
  CITY_WORD,
  COMMON,
  COMPOUND,
  CREDENTIAL,
  EPONYM,
  GIVEN,
  MONTH,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { CAMEL, CAPS, MARK, MIXED, TIGHT, TITLE, WORD } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { bareScore } from './bare-score.ts'
import type { Claimed } from './claimed.ts'
import { isCapital, isInitial } from './initial.ts'
import { isLetterMark } from './list-letters.ts'
import { extend, type NameRun } from './name-run.ts'
import { ORDINARY } from './ordinary.ts'

/** Capitalised words that the lexicons know as names, without any cue. */
export const bareNames: Rule<Claimed> = {
  starts: { forms: [...form(WORD, TITLE, CAPS, CAMEL), ...form(MIXED, TITLE)] },
  take(reading, k) {
    if (reading.taken[k] === 1 || !startsBare(reading, k)) return k
    const run = bareRun(reading, k)
    const score = run === undefined ? 0 : bareScore(reading, run)
    if (run === undefined || score === 0) return k
    addRun(reading, run, 'name/lexicon', score)
    return run.last + 1
  },
}

function bareRun(reading: Claimed, k: number): NameRun | undefined {
  const { tokens } = reading
  const comma = tokens.lower[k + 1] === ',' || tokens.lower[k + 2] === ','
  return cut(reading, extend(reading, k, comma && commaName(reading, k), false))
}

/** A capitalised word that can begin a name: not a title or a credential, not an ordinary word, a role or a relation before the name proper. */
function startsBare(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if (isInitial(reading, k))
    return (
      !isLetterMark(reading, k) &&
      tokens.lower[k] !== 'i' &&
      (tokens.lower[k] !== 'a' || tokens.lower[k + 1] === '.') &&
      (tokens.lower[k + 1] === '.' || isCapital(tokens, k + 1))
    )
  if (!isCapital(tokens, k)) return false
  if (
    k > 0 &&
    tokens.gap[k] === TIGHT &&
    /[\w@/\\.-]/.test(tokens.lower[k - 1] ?? '') &&
    !(tokens.lower[k - 1] === '.' && isInitial(reading, k - 2))
  )
    return false
  if (flags & (GIVEN | SURNAME))
    return !(
      flags & (TITLE_WORD | CREDENTIAL | PREPOSITION) &&
      flags & COMMON &&
      (tokens.flags[k + 1] ?? 0) & (GIVEN | SURNAME | COMPOUND)
    )
  return (flags & (TITLE_WORD | CREDENTIAL | ROLE | RELATION | ORDINARY | PREPOSITION | PERSON_VERB)) === 0
}

/** The run up to the first token that another rule has claimed. */
function cut(reading: Claimed, run: NameRun): NameRun | undefined {
  let last = run.first - 1
  for (let i = run.first; i <= run.last && reading.taken[i] !== 1; i++) last = i
  if (last < run.first) return undefined
  while (last > run.first && reading.tokens.type[last] === MARK && reading.tokens.lower[last] === ',') last--
  return last === run.last ? run : { first: run.first, last, words: last === run.first ? 1 : run.words }
}

/** `Fitzwilliam, Nigel`: a surname, a comma, a given name. */
function commaName(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const at = tokens.lower[k + 1] === ',' ? k + 1 : k + 2
  const given = tokens.flags[at + 1] ?? 0
  const own = tokens.flags[k] ?? 0
  if (own & (STATE_WORD | CITY_WORD | MONTH | WEEKDAY) && !(own & SURNAME)) return false
  if (enumerated(reading, k, at + 1)) return false
  return (
    (given & GIVEN) !== 0 &&
    (given & CITY_WORD) === 0 &&
    isCapital(tokens, at + 1) &&
    ((own & (SURNAME | COMPOUND)) !== 0 || (own & (ORDINARY | EPONYM)) === 0) &&
    (own & GIVEN) === 0 &&
    tokens.shape[at + 1] === tokens.shape[k]
  )
}

/** `Kell, Kidd, Lewis`: one of many words between commas is no surname before a given name. */
function enumerated({ tokens }: Reading, k: number, given: number): boolean {
  const before = tokens.lower[k - 1] === ',' && isCapital(tokens, k - 2)
  return before || (tokens.lower[given + 1] === ',' && isCapital(tokens, given + 2))
}
