import type { TaskProfile } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Store } from '../store/store.ts'
import { openChart, type Piece } from './chart.ts'
import { knownNames, ownNames } from './known.ts'
import { SEARCH_LIMITS, type SearchLimits } from './limits.ts'
import { createRepeats } from './near-duplicate.ts'
import { type Ranked, rank } from './rank.ts'
import type { Passage, Retrieval } from './retrieval.ts'
import { createStaff } from './staff.ts'
import { createTokenizer } from './tokenize.ts'

/** Reads the one chart that the caller was permitted to ask about, whole, and answers from it alone. */
export function createRetrieval(deps: {
  store: Store
  keyring: Keyring
  now: Clock
  limits?: Partial<SearchLimits>
}): Retrieval {
  const limits = { ...SEARCH_LIMITS, ...deps.limits }
  const staff = createStaff(deps)
  const known = async (tenant: string, names: readonly string[]) => {
    const [theirs, house] = await Promise.all([knownNames(deps, tenant, names), staff(tenant)])
    return { known: house.others(theirs), standing: house.list }
  }

  async function search(ask: Parameters<Retrieval['search']>[0]): Promise<Passage[]> {
    const { tenant, names, profile } = ask
    const query = ask.query.reveal().slice(0, limits.queryCharactersMax)
    if (profile.passagesMax === 0 || query.trim() === '') return []
    const opening = { ...ask, paths: profile.paths }
    const [pieces, called] = await Promise.all([
      openChart({ ...deps, limits }, tenant, names, opening),
      ownNames(deps, tenant, names),
    ])
    const own = new Set(called.flatMap(createTokenizer().tokens))
    const admitted = pieces.filter(({ of }) => ask.of === undefined || ask.of.includes(of))
    return fit(rank(admitted, query, own, profile, deps.now()), profile, ask.of).map(passage)
  }

  return { search, known }
}

/** Lines about one thing (readings of one pressure) that go beside notes; the notes say how it went. */
const SAME_FACT_MAX = 2

/**
 * As many of the best as the profile lets go, 164.502(b). Beside notes, facts take at most half the places and one
 * thing two of them, so that forty short lines about one drug do not crowd out the note that explains it.
 */
function fit(ranked: readonly Ranked[], profile: TaskProfile, of: readonly string[] | undefined): Ranked[] {
  const repeats = createRepeats()
  const crowds =
    of === undefined || of.includes('notes') ? createCrowd(Math.ceil(profile.passagesMax / 2)) : () => false
  const taken: Ranked[] = []
  let characters = 0
  for (const one of ranked) {
    if (taken.length >= profile.passagesMax) break
    const { text } = one.piece
    if (characters + text.length > profile.passageCharactersMax || crowds(one.piece) || repeats(text)) continue
    taken.push(one)
    characters += text.length
  }
  return taken
}

/** Tells whether one more fact would crowd out the notes. */
function createCrowd(factsMax: number): (piece: Piece) => boolean {
  const taken = new Map<string, number>()
  let facts = 0
  return ({ of, text }) => {
    if (of === 'notes') return false
    const thing = text.split(',')[0] ?? ''
    const same = taken.get(thing) ?? 0
    if (facts >= factsMax || same >= SAME_FACT_MAX) return true
    facts += 1
    taken.set(thing, same + 1)
    return false
  }
}

function passage({ piece, score }: Ranked): Passage {
  return {
    document: piece.document,
    source: new Phi(piece.source),
    type: piece.type,
    date: new Phi(piece.date),
    section: piece.sectionKnown ? piece.section : 'other',
    text: new Phi(piece.text),
    start: piece.start,
    end: piece.end,
    score,
    labels: piece.labels,
  }
}
