import { describe, expect, it } from 'vitest'
import { createLexicon } from '../lexicon.ts'
import { tokenise } from '../tokens.ts'
import { type Candidate, FACTS, FACTS_MAX, factsOf, groupStart, JUDGE_WEIGHTS, judge } from './judge.ts'
import { companyOf, saidOf } from './said.ts'
import { createVocabulary } from './vocabulary.ts'

const lexicon = createLexicon()
const vocabulary = createVocabulary()
const facts = new Int32Array(FACTS_MAX)
const NAME = 1
const CODE = 13

function factsIn(text: string, candidate: Candidate): number[] {
  const reading = { text, tokens: tokenise(text, lexicon), found: [] }
  const said = saidOf(reading)
  const around = { reading, said, company: companyOf(reading, said), vocabulary, sure: 0, days: 0 }
  return [...facts.subarray(0, factsOf(candidate, around, facts))]
}

const mention = (first: number, last = first): Candidate => ({ label: NAME, first, last, margin: 50 })

describe('the judge', () => {
  it('knows no better than even without weights', () => {
    expect(judge([], Int32Array.of(0, 4), 2, NAME)).toBe(0.5)
  })

  it('adds what a fact is worth to all labels and to the label of its group', () => {
    const weights = Array.from({ length: JUDGE_WEIGHTS }, () => 0)
    weights[4] = 100
    weights[groupStart(NAME) + 4] = 200
    expect(judge(weights, Int32Array.of(4), 1, CODE)).toBeCloseTo(1 / (1 + Math.exp(-1)))
    expect(judge(weights, Int32Array.of(4), 1, NAME)).toBeCloseTo(1 / (1 + Math.exp(-3)))
  })

  it('tells a person from a thing by what follows', () => {
    const person = factsIn('Bell tolerated his lunch', mention(0))
    const thing = factsIn("Bell's palsy of the left face", mention(0))
    expect(person.filter((fact) => !thing.includes(fact)).length).toBeGreaterThan(2)
    expect(thing.filter((fact) => !person.includes(fact)).length).toBeGreaterThan(2)
  })

  it('states each fact once, and none out of range', () => {
    const long = 'Ann '.repeat(300)
    for (const [text, candidate] of [
      [long, mention(0, 299)],
      ['3/4', { label: 3, first: 0, last: 2, margin: 9_999 }],
      ['x', mention(0)],
      ['— —', { label: 15, first: 0, last: 1, margin: -9_999 }],
    ] as const) {
      const stated = factsIn(text, candidate)
      expect(new Set(stated).size).toBe(stated.length)
      expect(stated.length).toBeLessThan(FACTS_MAX)
      for (const fact of stated) expect(fact >= 0 && fact < FACTS).toBe(true)
    }
  })
})
