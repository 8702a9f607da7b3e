import { describe, expect, it } from 'vitest'
import { parseGold } from './gold.ts'
import { wilson } from './interval.ts'
import { createScorer } from './score.ts'

const span = (start: number, end: number, kind: 'NAME' | 'DATE' = 'NAME') => ({
  start,
  end,
  kind,
  rule: 'test',
  score: 1,
})
const gold = (text: string, ...spans: [number, number, string][]) => ({
  id: 'd',
  text,
  spans: spans.map(([start, end, type]) => ({ start, end, type })),
})

describe('the scorer', () => {
  it.each([
    { name: 'exact', found: [span(4, 8)], whole: 1, strict: 1, touched: 1 },
    { name: 'wider', found: [span(0, 10)], whole: 1, strict: 0, touched: 1 },
    { name: 'half', found: [span(4, 6)], whole: 0, strict: 0, touched: 1 },
    { name: 'beside', found: [span(9, 10)], whole: 0, strict: 0, touched: 0 },
    { name: 'of another kind', found: [span(4, 8, 'DATE')], whole: 1, strict: 0, touched: 1 },
    { name: 'in two pieces', found: [span(4, 6), span(6, 8)], whole: 1, strict: 0, touched: 1 },
  ])('counts a hit that is $name', ({ found, whole, strict, touched }) => {
    const scorer = createScorer()
    const misses = scorer.add(gold('saw Anna x.', [4, 8, 'NAME']), found)
    const score = scorer.score()
    expect([score.whole.hits, score.strict.hits, score.touched.hits]).toEqual([whole, strict, touched])
    expect(misses).toHaveLength(1 - whole)
  })

  it('forgives a title, and punctuation inside a value', () => {
    const scorer = createScorer()
    expect(
      scorer.add(gold('Dr. Ng, 555-0142', [0, 6, 'NAME'], [8, 16, 'PHONE']), [span(4, 6), span(8, 11), span(12, 16)]),
    ).toEqual([])
  })

  it('counts letters and digits, and harmless texts that were damaged', () => {
    const scorer = createScorer()
    scorer.add(gold('Anna sat.', [0, 4, 'NAME']), [span(0, 8)])
    scorer.add(gold('Nothing here.'), [span(0, 7)])
    scorer.add(gold('Nor here.'), [])
    const { characterPrecision, characterRecall, harmlessDamaged } = scorer.score()
    expect([characterPrecision.hits, characterPrecision.of]).toEqual([4, 14])
    expect([characterRecall.hits, characterRecall.of]).toEqual([4, 4])
    expect([harmlessDamaged.hits, harmlessDamaged.of]).toEqual([1, 2])
  })

  it('tells kinds of text apart', () => {
    const scorer = createScorer()
    scorer.add({ ...gold('saw Anna x.', [4, 8, 'NAME']), kind: 'note' }, [span(4, 8)])
    scorer.add({ ...gold('saw Anna x.', [4, 8, 'NAME']), kind: 'note' }, [])
    scorer.add({ ...gold('Nothing here.'), kind: 'leaflet' }, [span(0, 7)])
    scorer.add(gold('Nor here.'), [])
    const { byKind } = scorer.score()
    const rows = Object.entries(byKind).map(([kind, { documents, whole, harmlessDamaged }]) => [
      kind,
      documents,
      whole.hits,
      whole.of,
      harmlessDamaged.hits,
      harmlessDamaged.of,
    ])
    expect(rows).toEqual([
      ['leaflet', 1, 0, 0, 1, 1],
      ['note', 2, 1, 2, 0, 0],
      ['unnamed', 1, 0, 0, 0, 1],
    ])
  })

  it('gives Wilson’s interval', () => {
    const { low, high } = wilson(98, 100)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.9300', '0.9945'])
  })
})

describe('a gold file', () => {
  it.each([
    ['not JSON', '{', 'line 7: JSON'],
    ['no text', '{"spans":[]}', 'line 7: text'],
    ['no spans', '{"text":"x"}', 'line 7: spans'],
    [
      'a span outside',
      '{"text":"Anna","spans":[{"start":0,"end":9,"type":"NAME"}]}',
      'line 7: spans[0] lies outside its text',
    ],
    [
      'a span that holds something else',
      '{"text":"Anna","spans":[{"start":0,"end":2,"type":"NAME","text":"na"}]}',
      'line 7: spans[0] does not hold what it states',
    ],
    ['a span without a type', '{"text":"Anna","spans":[{"start":0,"end":2}]}', 'line 7: spans[0]'],
  ])('with %s is refused by its place', (_, line, at) => {
    expect(() => parseGold(line, 7)).toThrow(expect.objectContaining({ code: 'gold_invalid', at }))
  })
})
