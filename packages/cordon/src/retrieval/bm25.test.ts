import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBm25 } from './bm25.ts'

/** The formula as the paper writes it, one document and one term at a time. */
function naive(documents: string[][], query: string[], document: number): number {
  const average = documents.reduce((sum, tokens) => sum + tokens.length, 0) / documents.length || 1
  const tokens = documents[document] ?? []
  return [...new Set(query)].reduce((sum, term) => {
    const frequency = tokens.filter((token) => token === term).length
    const holding = documents.filter((other) => other.includes(term)).length
    const idf = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5))
    const weight = (frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * tokens.length) / average))
    return sum + (frequency === 0 ? 0 : idf * weight)
  }, 0)
}

const equal = (query: string[]) => new Map(query.map((term) => [term, 1]))
const tokens = fc.array(fc.constantFrom('fever', 'cough', 'pain', 'rash', 'mg', 'daily'), { maxLength: 12 })

describe('BM25', () => {
  it('scores as the formula says, for any documents', () => {
    fc.assert(
      fc.property(fc.array(tokens, { minLength: 1, maxLength: 8 }), tokens, (documents, query) => {
        const scores = createBm25(documents).scores(equal(query))
        for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(naive(documents, query, i), 9)
      }),
    )
  })

  it('counts a term as much as it weighs', () => {
    const index = createBm25([['fever'], ['cough', 'cough']])
    const [whole = 0] = index.scores(new Map([['fever', 1]]))
    expect(index.scores(new Map([['fever', 0.25]]))[0]).toBeCloseTo(whole / 4, 12)
  })

  it('gives no score without a word in common, and none to an empty question', () => {
    expect(createBm25([['fever'], ['cough']]).scores(equal(['rash']))).toEqual([0, 0])
    expect(createBm25([['fever']]).scores(equal([]))).toEqual([0])
    expect(createBm25([]).scores(equal(['fever']))).toEqual([])
  })
})
