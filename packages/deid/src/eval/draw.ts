/** How many documents of a stratum there are, and how many of them were drawn. */
export interface Stratum {
  readonly name: string
  readonly documents: number
  readonly drawn: number
}

export interface Drawn {
  /** What was drawn, by the numbers that `add` gave, in random order. */
  readonly picked: readonly { readonly index: number; readonly stratum: string }[]
  readonly strata: readonly Stratum[]
  readonly documents: number
  /** Documents whose text had been seen before; the frame holds each text once. */
  readonly duplicates: number
}

export interface Draw {
  /** Puts a document in the frame. Documents are numbered from 0 in the order in which they are added. */
  add(text: string, stratum: string): void
  draw(count: number): Drawn
}

/** Changes whenever the same seed and frame would give another sample. */
export const DRAW_METHOD = 'stratified/proportional/lowest-sha-256/1'

/**
 * A stratified random sample without replacement. Every text has a rank, SHA-256 over seed and text, and of each stratum the
 * lowest ranks are drawn: the same seed and frame give the same sample in whatever order the documents come, and nobody can
 * choose a document. A stratum gets its share of the sample, and at least one document.
 */
export function createDraw({ seed, sha256 }: { seed: string; sha256: (data: Uint8Array) => Uint8Array }): Draw {
  const ranks = new Set<string>()
  const strata = new Map<string, { rank: string; index: number }[]>()
  let added = 0
  return {
    add(text, stratum) {
      const index = added++
      const rank = rankOf(seed, text, sha256)
      if (ranks.has(rank)) return
      ranks.add(rank)
      const held = strata.get(stratum) ?? []
      strata.set(stratum, held)
      held.push({ rank, index })
    },
    draw(count) {
      const names = [...strata.keys()].sort()
      const sizes = names.map((name) => strata.get(name)?.length ?? 0)
      const shares = allocate(sizes, count)
      const picked = names.flatMap((stratum, n) => {
        const ranked = (strata.get(stratum) ?? []).sort((a, b) => (a.rank < b.rank ? -1 : 1))
        return ranked.slice(0, shares[n]).map((each) => ({ ...each, stratum }))
      })
      return {
        picked: picked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ index, stratum }) => ({ index, stratum })),
        strata: names.map((name, n) => ({ name, documents: sizes[n] ?? 0, drawn: shares[n] ?? 0 })),
        documents: ranks.size,
        duplicates: added - ranks.size,
      }
    },
  }
}

/**
 * Shares proportional to the sizes, whole, at least one each, never more than there are; together `count`, or all there is.
 * `count` below the number of strata gives one to each all the same.
 */
export function allocate(sizes: readonly number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const wanted = Math.min(total, Math.max(count, sizes.length))
  const quotas = sizes.map((size) => (size * wanted) / total)
  const shares = sizes.map((size, n) => Math.min(size, Math.max(1, Math.floor(quotas[n] ?? 0))))
  const want = (n: number) => (quotas[n] ?? 0) - (shares[n] ?? 0)
  let given = shares.reduce((sum, share) => sum + share, 0)
  for (; given < wanted; given++) change(1, (n) => (shares[n] ?? 0) < (sizes[n] ?? 0), want)
  for (; given > wanted; given--)
    change(
      -1,
      (n) => (shares[n] ?? 0) > 1,
      (n) => -want(n),
    )
  return shares

  function change(by: 1 | -1, may: (n: number) => boolean, need: (n: number) => number): void {
    const neediest = sizes
      .map((_, n) => n)
      .filter(may)
      .reduce((best, n) => (need(n) > need(best) ? n : best))
    shares[neediest] = (shares[neediest] ?? 0) + by
  }
}

const RANK_BYTES = 20

function rankOf(seed: string, text: string, sha256: (data: Uint8Array) => Uint8Array): string {
  const hash = sha256(new TextEncoder().encode(`${seed}\n${text}`)).subarray(0, RANK_BYTES)
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
