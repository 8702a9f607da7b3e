import type { TaskProfile } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Store } from '../store/store.ts'
import { openChart } from './chart.ts'
import { knownNames, ownNames } from './known.ts'
import { SEARCH_LIMITS, type SearchLimits } from './limits.ts'
import { createRepeats } from './near-duplicate.ts'
import { type Ranked, rank } from './rank.ts'
import type { Passage, Retrieval } from './retrieval.ts'
import { createTokenizer } from './tokenize.ts'

/** Reads the one chart that the caller was permitted to ask about, whole, and answers from it alone. */
export function createRetrieval(deps: {
  store: Store
  keyring: Keyring
  now: Clock
  limits?: Partial<SearchLimits>
}): Retrieval {
  const limits = { ...SEARCH_LIMITS, ...deps.limits }
  const known = (tenant: string, patient: string) => knownNames(deps, tenant, patient)

  async function search(ask: Parameters<Retrieval['search']>[0]): Promise<Passage[]> {
    const { tenant, patient, profile } = ask
    const query = ask.query.reveal().slice(0, limits.queryCharactersMax)
    if (profile.passagesMax === 0 || query.trim() === '') return []
    const [pieces, names] = await Promise.all([
      openChart({ ...deps, limits }, tenant, patient),
      ownNames(deps, tenant, patient),
    ])
    const own = new Set(names.flatMap(createTokenizer()))
    const admitted = pieces.filter(({ of }) => ask.of === undefined || ask.of.includes(of))
    return fit(rank(admitted, query, own, profile, deps.now()), profile, ask.of).map(passage)
  }

  return { search, known }
}

/**
 * As many of the best as the profile lets go, 164.502(b). Beside notes, facts take at most half the places, so that
 * forty short lines about one drug do not crowd out the note that explains it.
 */
function fit(ranked: readonly Ranked[], profile: TaskProfile, of: readonly string[] | undefined): Ranked[] {
  const repeats = createRepeats()
  const factsMax = of !== undefined && !of.includes('notes') ? profile.passagesMax : Math.ceil(profile.passagesMax / 2)
  const taken: Ranked[] = []
  let characters = 0
  let facts = 0
  for (const one of ranked) {
    if (taken.length >= profile.passagesMax) break
    const { of: kind, text } = one.piece
    if (characters + text.length > profile.passageCharactersMax) continue
    if (kind === 'facts' && facts >= factsMax) continue
    if (repeats(text)) continue
    taken.push(one)
    characters += text.length
    if (kind === 'facts') facts += 1
  }
  return taken
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
  }
}
