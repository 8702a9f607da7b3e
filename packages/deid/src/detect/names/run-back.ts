import { inCapsLine } from '../caps-line.ts'
import { CLINICAL, CREDENTIAL, DRUG, GIVEN, PARTICLE, PREPOSITION, ROLE, SURNAME, TITLE_WORD } from '../flags.ts'
import { LOWER } from '../tokens.ts'
import type { Claimed } from './claimed.ts'
import { isCapital, isInitial } from './initial.ts'
import { nameish } from './lower-run.ts'
import type { NameRun } from './name-run.ts'
import { ORDINARY } from './ordinary.ts'

/** Back from `last` over the words of a name. */
export function runBack(reading: Claimed, last: number): NameRun | undefined {
  const { tokens } = reading
  let end = last
  if (tokens.lower[end] === '.' && isInitial(reading, end - 1)) end--
  let first = end + 1
  let words = 0
  for (let i = end; i >= 0 && end - i < 7 && words < 4; i--) {
    if (i < end && (tokens.gap[i + 1] ?? 0) > 1) break
    const flags = tokens.flags[i] ?? 0
    if (tokens.lower[i] === '.' && isInitial(reading, i - 1)) continue
    if (flags & (TITLE_WORD | ROLE) && !(flags & (GIVEN | SURNAME)) && words > 0) break
    const lower =
      tokens.shape[i] === LOWER &&
      (tokens.shape[last] === LOWER ? nameish(flags) : (flags & PARTICLE) !== 0 && words > 0)
    if (!(isCapital(tokens, i) || isInitial(reading, i) || lower) || reading.taken[i] === 1) break
    if ((flags & CREDENTIAL && !(flags & (GIVEN | SURNAME))) || BEFORE_NAME.has(tokens.lower[i] ?? '')) break
    if (flags & PREPOSITION && !(flags & PARTICLE)) break
    if (words > 0 && flags & ORDINARY && !(flags & (GIVEN | SURNAME)) && (words >= 2 || flags & CLINICAL)) break
    if (inCapsLine(reading, i) && flags & ORDINARY && !(flags & (GIVEN | SURNAME))) break
    first = i
    words++
  }
  while (first <= end && (tokens.flags[first] ?? 0) & PARTICLE && tokens.shape[first] === LOWER) first++
  if (first > end || words === 0) return undefined
  const flags = tokens.flags[first] ?? 0
  if (words === 1 && flags & (CLINICAL | ROLE | DRUG) && !(flags & (GIVEN | SURNAME))) return undefined
  if (words === 1 && isInitial(reading, first)) return undefined
  if (words === 1 && NOT_ALONE.has(tokens.lower[first] ?? '')) return undefined
  return { first, last, words }
}

const BEFORE_NAME = new Set([
  'by',
  'the',
  'per',
  'signed',
  'attending',
  'provider',
  'dr',
  'and',
  'cc',
  'for',
  'report',
  'notified',
  'seen',
  'clinician',
  'performed',
  'with',
  'surgeon',
  'dictated',
  'reviewed',
  'electronically',
  'primary',
  'charge',
  'bedside',
  'noc',
  'night',
  'day',
  'staff',
  'chair',
  'hi',
  'hello',
  'thanks',
  'note',
])

const NOT_ALONE = new Set([
  'the',
  'your',
  'my',
  'our',
  'a',
  'an',
  'primary',
  'charge',
  'night',
  'day',
  'staff',
  'icu',
  'ed',
  'or',
  'noc',
  'another',
  'this',
  'each',
  'for',
  'any',
  'his',
  'her',
  'their',
  'bedside',
  'float',
  'triage',
  'his',
  'clinic',
  'hospice',
  'home',
  'she',
  'he',
  'was',
  'is',
  'to',
  'school',
  'telehealth',
  'new',
  'on-call',
  'requested',
  'ask',
  'male',
  'female',
  'no',
  'not',
])
