import { wilson } from './interval.ts'

/** What one document holds of a kind of thing: how many, and how many of them were hits. */
export interface Cluster {
  readonly hits: number
  readonly of: number
}

/**
 * A share counted over documents, with two lower 95 % bounds. Identifiers within one note are not independent: whoever is
 * missed once is missed again. Wilson's bound takes them as if they were; the bootstrap draws whole documents; `low`, the
 * lower of the two, is the one to believe.
 */
export interface ClusteredShare extends Cluster {
  readonly share: number
  readonly wilsonLow: number
  readonly documentsLow: number
  readonly low: number
}

/** Times that the documents are drawn anew. */
export const BOOTSTRAP_ROUNDS = 4_000

/**
 * The share with its bounds; the same documents and seed give the same bounds. Documents without any such thing tell nothing
 * about it and are passed over; fewer than two with some give a bound of 0.
 *
 * @example clusteredShare([{ hits: 9, of: 10 }, { hits: 10, of: 10 }], 'seed').share // 0.95
 */
export function clusteredShare(documents: readonly Cluster[], seed: string): ClusteredShare {
  const clusters = documents.filter(({ of }) => of > 0)
  const hits = clusters.reduce((sum, each) => sum + each.hits, 0)
  const of = clusters.reduce((sum, each) => sum + each.of, 0)
  const { share, low: wilsonLow } = wilson(hits, of)
  const documentsLow = bootstrapLow(clusters, seed)
  return { hits, of, share, wilsonLow, documentsLow, low: Math.min(wilsonLow, documentsLow) }
}

const TAIL = 0.025

/** The 2.5th percentile of the shares of documents drawn with replacement (Efron, Ann. Stat. 7:1, 1979). */
function bootstrapLow(clusters: readonly Cluster[], seed: string): number {
  if (clusters.length < 2) return 0
  const next = createStream(seed)
  const shares = new Float64Array(BOOTSTRAP_ROUNDS)
  for (let round = 0; round < BOOTSTRAP_ROUNDS; round++) shares[round] = drawAnew(clusters, next)
  return shares.sort()[Math.floor(TAIL * (BOOTSTRAP_ROUNDS - 1))] ?? 0
}

function drawAnew(clusters: readonly Cluster[], next: () => number): number {
  let hits = 0
  let of = 0
  for (let i = 0; i < clusters.length; i++) {
    const drawn = clusters[Math.floor(next() * clusters.length)]
    hits += drawn?.hits ?? 0
    of += drawn?.of ?? 0
  }
  return hits / of
}

/** Numbers in [0, 1), the same for the same seed (mulberry32 over FNV-1a). For drawing anew only: it is predictable. */
function createStream(seed: string): () => number {
  let state = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
