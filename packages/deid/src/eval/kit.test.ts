import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusteredShare } from './bootstrap.ts'
import { createComparison, settle } from './compare.ts'
import { allocate, createDraw } from './draw.ts'
import type { GoldSpan } from './gold.ts'
import { readMarked, writeMarked } from './marked-text.ts'

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
const name = (start: number, end: number, type = 'NAME'): GoldSpan => ({ start, end, type })

describe('a draw', () => {
  const frame = Array.from({ length: 200 }, (_, n) => ({
    text: `note ${n}`,
    stratum: n % 10 === 0 ? 'rare' : 'common',
  }))
  const drawn = (documents: typeof frame, seed: string, count = 40) => {
    const draw = createDraw({ seed, sha256 })
    for (const { text, stratum } of documents) draw.add(text, stratum)
    const { picked, ...rest } = draw.draw(count)
    return { texts: picked.map(({ index }) => documents[index]?.text), ...rest }
  }

  it('is the same for the same seed, in whatever order the documents come, and another for another', () => {
    expect(drawn([...frame].reverse(), 'a').texts).toEqual(drawn(frame, 'a').texts)
    expect(drawn(frame, 'b').texts).not.toEqual(drawn(frame, 'a').texts)
  })
  it('takes of each stratum its share', () => {
    expect(drawn(frame, 'a').strata).toEqual([
      { name: 'common', documents: 180, drawn: 36 },
      { name: 'rare', documents: 20, drawn: 4 },
    ])
  })
  it('holds each text once', () => {
    const twice = drawn([...frame, ...frame], 'a', 1_000)
    expect([twice.documents, twice.duplicates, new Set(twice.texts).size]).toEqual([200, 200, 200])
  })
  it('favours no document: over 400 seeds each is drawn about as often as another', () => {
    const times = new Map<string | undefined, number>()
    for (let seed = 0; seed < 400; seed++)
      for (const text of drawn(frame, `seed ${seed}`).texts) times.set(text, (times.get(text) ?? 0) + 1)
    // 80 expected, standard deviation 8: five of them.
    for (const count of times.values()) expect(Math.abs(count - 80)).toBeLessThan(40)
    expect(times.size).toBe(200)
  })
  it('allocates all of the sample, at least one each and never more than there are', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 2_000 }), (of, count) => {
        const shares = allocate(of, count)
        const total = of.reduce((sum, size) => sum + size, 0)
        expect(shares.every((share, n) => share >= 1 && share <= (of[n] ?? 0))).toBe(true)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(Math.min(total, Math.max(count, of.length)))
      }),
    )
  })
})

describe('a share over documents', () => {
  it('has the bound of documents below Wilson’s when misses come together, and the lower one counts', () => {
    const together = [...Array.from({ length: 99 }, () => ({ hits: 30, of: 30 })), { hits: 0, of: 30 }]
    const scattered = Array.from({ length: 100 }, (_, n) => ({ hits: n < 30 ? 29 : 30, of: 30 }))
    const [one, other] = [clusteredShare(together, 's'), clusteredShare(scattered, 's')]
    expect([one.hits, one.of, one.wilsonLow]).toEqual([other.hits, other.of, other.wilsonLow])
    expect(one.documentsLow).toBeLessThan(one.wilsonLow)
    expect(one.low).toBe(one.documentsLow)
    expect(other.low).toBe(other.wilsonLow)
  })
  it('is repeatable, and knows nothing of one document or of none', () => {
    const documents = Array.from({ length: 50 }, (_, n) => ({ hits: n % 7, of: 7 }))
    expect(clusteredShare(documents, 'a')).toEqual(clusteredShare(documents, 'a'))
    expect(clusteredShare([{ hits: 5_000, of: 5_000 }], 'a').low).toBe(0)
    expect(clusteredShare([], 'a')).toMatchObject({ hits: 0, of: 0, low: 0 })
  })
  it('covers: of 300 samples from a clustered population, the bound lies above the truth in about 2.5 %', () => {
    // Half of all notes lose none, half lose each identifier with 10 %: truth .95.
    let state = 7
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) / 2 ** 24
    }
    const sample = () =>
      Array.from({ length: 100 }, () => {
        const risk = random() < 0.5 ? 0 : 0.1
        return { hits: Array.from({ length: 10 }, random).filter((draw) => draw >= risk).length, of: 10 }
      })
    const above = Array.from({ length: 300 }, (_, n) => clusteredShare(sample(), `${n}`).low > 0.95).filter(Boolean)
    expect(above.length).toBeLessThan(0.06 * 300)
  })
})

describe('a marked text', () => {
  const original = 'Seen by Dr. Ng.\r\nCall 555-0142 [[x]]'
  it('gives the labels in offsets of the original', () => {
    const marked = 'Seen by [[NAME|Dr. Ng]].\r\nCall [[PHONE|555-0142]] [[x]]'
    expect(readMarked(original, marked)).toEqual([name(8, 14), name(22, 30, 'PHONE')])
    expect(writeMarked(original, readMarked(original, marked))).toBe(marked)
  })
  it('forgives an editor its line ends', () => {
    expect(readMarked(original, '\ufeffSeen by [[NAME|Dr. Ng]].\nCall 555-0142 [[x]]\n')).toEqual([name(8, 14)])
    expect(readMarked('Anna\n', '[[NAME|Anna]]')).toEqual([name(0, 4)])
  })
  it('comes back whole, whatever the text', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '[', ']', '|', 'NAME', '\n', '\r\n', '😀'),
      maxLength: 40,
    })
    fc.assert(
      fc.property(text, fc.nat(60), fc.integer({ min: 1, max: 8 }), (given, from, length) => {
        const start = Math.min(from, given.length - 1)
        const end = Math.min(start + length, given.length)
        // Two brackets end a mark, so one that ends in a bracket ends before it: punctuation identifies nobody.
        fc.pre(start >= 0 && !given.slice(start, end + 1).includes(']') && !given.includes('[[NAME|'))
        expect(readMarked(given, writeMarked(given, [name(start, end)]))).toEqual([name(start, end)])
      }),
    )
  })
  it.each([
    ['a changed letter', 'Seen bY Dr. Ng.', 'line 1, column 7: the text was changed'],
    ['a lost end', 'Seen by [[NAME|Dr. Ng]].', 'line 1, column 25: the text ends too early'],
    [
      'a mark that does not end',
      'Seen by [[NAME|Dr. Ng.\r\nCall 555-0142 ',
      'line 1, column 9: a mark that does not end',
    ],
    ['a mark inside a mark', 'Seen by [[NAME|[[NAME|Dr.', 'line 1, column 16: a mark inside a mark'],
    ['an unknown type', 'Seen by Dr. Ng.\r\nCall [[TEL|555', 'line 2, column 6: a mark of an unknown type'],
    ['an empty mark', 'Seen by [[NAME|]]', 'line 1, column 16: an empty mark'],
  ])('with %s is refused by its place', (_, marked, at) => {
    expect(() => readMarked(original, marked)).toThrow(expect.objectContaining({ code: 'gold_invalid', at }))
  })
})

describe('two reviewers', () => {
  const text = 'Dr. Anna Ng saw Bo in Lyme on 3/4.'
  const compared = (first: GoldSpan[], second: GoldSpan[]) => {
    const comparison = createComparison()
    return { ...comparison.add({ id: 'd1', text }, first, second), comparison }
  }

  it('agree where letters and digits and type are the same, a title forgiven', () => {
    const { agreed, disagreements } = compared([name(0, 11), name(30, 33, 'DATE')], [name(4, 11), name(30, 34, 'DATE')])
    expect(agreed).toEqual([name(0, 11), name(30, 33, 'DATE')])
    expect(disagreements).toEqual([])
  })
  it.each([
    ['only one marked it', [name(16, 18)], []],
    ['the types differ', [name(22, 26, 'CITY')], [name(22, 26, 'NAME')]],
    ['the ends differ', [name(4, 8)], [name(4, 11)]],
    ['one made two of it', [name(4, 8), name(9, 11)], [name(4, 11)]],
  ])('disagree where %s', (_, first, second) => {
    const { agreed, disagreements } = compared(first, second)
    expect(agreed).toEqual([])
    expect(disagreements).toHaveLength(1)
    expect(disagreements[0]).toMatchObject({ id: 'd1', first, second })
  })
  it('are settled by a third: either, both, none, or other labels', () => {
    const [disagreement] = compared([name(4, 8)], [name(0, 11, 'ORG')]).disagreements
    if (disagreement === undefined) throw new Error('none')
    expect(settle(disagreement, 'first')).toEqual([name(4, 8)])
    expect(settle(disagreement, 'second')).toEqual([name(0, 11, 'ORG')])
    expect(settle(disagreement, 'both')).toEqual([name(0, 11, 'ORG')])
    expect(settle(disagreement, 'none')).toEqual([])
    expect(settle(disagreement, [name(9, 11)])).toEqual([name(9, 11)])
  })
  it('have F1 by marks and kappa by letters and digits', () => {
    // 23 letters and digits; first marks 8 (AnnaNg Bo), second 6 (AnnaNg).
    const { comparison } = compared([name(4, 11), name(16, 18)], [name(4, 11)])
    const expected = (8 * 6 + 15 * 17) / 23 ** 2
    const kappa = (21 / 23 - expected) / (1 - expected)
    expect(comparison.overall()).toMatchObject({ first: 2, second: 1, same: 1, f1: 2 / 3 })
    expect(comparison.overall().kappa).toBeCloseTo(kappa, 10)
    expect(comparison.byType().NAME?.kappa).toBeCloseTo(kappa, 10)
  })
  it('who mark alike have kappa 1, also when there was nothing to mark', () => {
    expect(compared([name(4, 11)], [name(4, 11)]).comparison.overall()).toMatchObject({ f1: 1, kappa: 1 })
    expect(compared([], []).comparison.overall()).toMatchObject({ f1: 1, kappa: 1 })
  })
})
