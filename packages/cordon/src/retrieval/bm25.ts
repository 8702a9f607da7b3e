/** Okapi BM25 (Robertson and Zaragoza 2009) with k1 1.2 and b 0.75, and an idf that is never negative. */
const K1 = 1.2
const B = 0.75

export interface Bm25 {
  /** One score per document, in the order given; 0 when no term of the query (term → weight) occurs. */
  scores(query: ReadonlyMap<string, number>): number[]
}

/** An index over documents given as tokens. Held for one search; nothing of it is kept. */
export function createBm25(documents: readonly (readonly string[])[]): Bm25 {
  const lengths = documents.map((tokens) => tokens.length)
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, documents.length) || 1
  const postings = new Map<string, Map<number, number>>()
  documents.forEach((tokens, document) => {
    for (const token of tokens) {
      const list = postings.get(token) ?? new Map<number, number>()
      list.set(document, (list.get(document) ?? 0) + 1)
      postings.set(token, list)
    }
  })

  function scores(query: ReadonlyMap<string, number>): number[] {
    const total = documents.map(() => 0)
    for (const [term, weight] of query) {
      const list = postings.get(term)
      if (!list) continue
      const idf = weight * Math.log(1 + (documents.length - list.size + 0.5) / (list.size + 0.5))
      for (const [document, frequency] of list) {
        const norm = K1 * (1 - B + (B * (lengths[document] ?? 0)) / average)
        total[document] = (total[document] ?? 0) + (idf * frequency * (K1 + 1)) / (frequency + norm)
      }
    }
    return total
  }

  return { scores }
}
