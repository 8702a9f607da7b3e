import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBm25 } from './bm25.ts'
import { createTokenizer } from './tokenize.ts'

const FILE = join(import.meta.dirname, '../../../../../shared/data/pubmedqa/data/ori_pqal.json')

interface Item {
  QUESTION: string
  CONTEXTS: string[]
}

describe.skipIf(!existsSync(FILE))('PubMedQA (skipped where ../shared is absent)', () => {
  it('finds the abstract that a question was written from: MRR@10 of at least .97', () => {
    const items = Object.values(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Item>)
    const { tokens, terms } = createTokenizer()
    const index = createBm25(items.map(({ CONTEXTS }) => tokens(CONTEXTS.join('\n'))))
    const ranks = items.map(({ QUESTION }, own) => rankOf(index.scores(terms(QUESTION)), own))
    const reciprocal = ranks.reduce((sum, rank) => sum + (rank <= 10 ? 1 / rank : 0), 0)
    expect(reciprocal / items.length).toBeGreaterThanOrEqual(0.97)
  })
})

function rankOf(scores: readonly number[], own: number): number {
  const mine = scores[own] ?? 0
  return 1 + scores.filter((score, i) => score > mine || (score === mine && i < own)).length
}
