import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  COMPOUND,
  DRUG,
  GIVEN,
  MONTH,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  WEEKDAY,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, MARK, NUMBER, TIGHT, WORD } from '../tokens.ts'
import { addRun, protectedRun } from './add-run.ts'
import { isCapital } from './initial.ts'
import { LOWER_NEVER, lowerRun, nameish } from './lower-run.ts'
import { listAfter } from './name-list.ts'
import { cuedRun } from './name-run.ts'
import { ORDINARY } from './ordinary.ts'

/** `her son Bill`, `wife Halina`, `daughter-in-law Faith Crohn`, `husband, Clement,`, `boyfriend named Guy`. */
export const relations: Rule = { starts: { flags: RELATION | ROLE }, read: relation }

function relation(reading: Reading, k: number): void {
  const { tokens } = reading
  let next = k + 1
  if (/^[,:(]$/.test(tokens.lower[next] ?? '')) next++
  else while (LINKS.has(tokens.lower[next] ?? '') && next < k + 3) next++
  const gap = tokens.gap[next] ?? 0
  if (next >= tokens.count || gap > LINE || (gap === TIGHT && tokens.lower[k + 1] !== '(')) return
  if (tokens.lower[k + 1] === ':' && !(tokens.lower[k] ?? '').endsWith('s')) return
  related(reading, k, next, ((tokens.flags[k] ?? 0) & RELATION) !== 0)
}

const LINKS = new Set(['is', 'was', 'named', 'called', 'name', 'also'])

function related(reading: Reading, k: number, next: number, relative: boolean): void {
  const { tokens } = reading
  const flags = tokens.flags[next] ?? 0
  if (isCapital(tokens, next)) {
    const aside = tokens.lower[next - 1] === ',' || tokens.lower[next - 1] === '('
    if (
      blocked(flags, aside, relative) ||
      (inCapsLine(reading, next) && !(flags & (GIVEN | SURNAME)) && flags & ORDINARY)
    )
      return
    if (
      (tokens.end[next] ?? 0) - (tokens.start[next] ?? 0) <= 4 &&
      tokens.shape[next] === CAPS &&
      !inCapsLine(reading, next) &&
      ((flags & GIVEN) === 0 || (flags & ORDINARY) !== 0)
    )
      return
    const run = cuedRun(reading, next, !relative)
    if (run === undefined || protectedRun(reading, run)) return
    addRun(reading, run, 'name/relation', aside ? 0.85 : 0.92)
    if ((tokens.lower[k] ?? '').endsWith('s')) listAfter(reading, run.last)
  } else if (relative && next === k + 1 && smallKin(reading, k, next)) {
    addRun(reading, { first: next, last: next, words: 1 }, 'name/relation-lower', 0.78)
  } else if (next === k + 1 && tokens.shape[next] === LOWER) {
    if (
      ((flags & (GIVEN | COMPOUND)) !== 0 ||
        (nameish(tokens.flags[next + 1] ?? 0) && ((tokens.flags[next + 1] ?? 0) & (COMPOUND | SURNAME)) !== 0)) &&
      (tokens.lower[next] ?? '') !== 'e-sig' &&
      !(flags & (PREPOSITION | PERSON_VERB)) &&
      !LOWER_NEVER.has(tokens.lower[next] ?? '') &&
      ((flags & COMMON) === 0 || lowerFollow(reading, next))
    ) {
      const run = lowerRun(reading, next)
      if (run !== undefined) addRun(reading, run, 'name/relation-lower', 0.8)
    }
  }
}

/** `mum dilrukshi rang`, `dtr merin in slough`: after a relative, a small word that no list holds, where a name can end. */
function smallKin({ tokens }: Reading, k: number, next: number): boolean {
  const word = tokens.lower[next] ?? ''
  if (tokens.shape[next] !== LOWER || tokens.type[next] !== WORD || (tokens.flags[next] ?? 0) !== 0) return false
  if (word.length < 4 || tokens.gap[next] !== BLANK || NO_KIN.has(tokens.lower[k] ?? '') || /['’]/.test(word))
    return false
  const after = tokens.flags[next + 1] ?? 0
  if (next + 1 >= tokens.count || (tokens.gap[next + 1] ?? 0) > BLANK || after & (PERSON_VERB | PREPOSITION))
    return true
  return (
    tokens.type[next + 1] === NUMBER ||
    (tokens.type[next + 1] === MARK && /^[,.;()–—-]$/.test(tokens.lower[next + 1] ?? ''))
  )
}

/** Words of care rather than of kin, after which anything may stand. */
const NO_KIN = new Set([
  'parent',
  'parents',
  'child',
  'children',
  'caregiver',
  'guardian',
  'aide',
  'sitter',
  'caretaker',
  'poa',
  'hcp',
  'spouse',
  'partner',
  'twin',
  'sibling',
  'siblings',
  'carer',
  'kid',
  'kids',
  'baby',
  'mari',
  'nan',
  'sis',
  'sibs',
])

function lowerFollow(reading: Reading, k: number): boolean {
  const flags = reading.tokens.flags[k + 1] ?? 0
  return nameish(flags) || (flags & PERSON_VERB) !== 0
}

/** After a comma or for a role the word itself must look like a name. */
function blocked(flags: number, aside: boolean, relative: boolean): boolean {
  if (flags & (STATE_WORD | WEEKDAY | PREPOSITION) && !(flags & GIVEN)) return true
  if (!aside && relative) return (flags & (CLINICAL | DRUG)) !== 0 && !(flags & GIVEN)
  return (flags & (ORDINARY | MONTH)) !== 0 && !(flags & GIVEN)
    ? true
    : !relative && (flags & ORDINARY) !== 0 && (flags & CLINICAL) !== 0
}
