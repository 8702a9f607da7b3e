import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDetector } from './create-detector.ts'

const detector = createDetector()
const spansOf = (text: string) => detector.find([text], { known: [] })[0] ?? []

const piece = fc.oneof(
  fc.constantFrom(
    'Dr. ',
    'MRN: ',
    '10/28',
    'Graves disease',
    ' 555-0102',
    'John Smith',
    '\n',
    '\t',
    ' ',
    '"',
    '(',
    'é',
    'e\u0301',
    '🧓🏽',
    '&amp;',
    '\\"',
    '\u200b',
    'PID|',
    '*',
    '^',
    'St. ',
    ', OR 97738',
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)

describe('properties', () => {
  it('spans are in bounds, sorted, apart and the same each time', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        const found = spansOf(text)
        let last = 0
        for (const { start, end } of found) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(text.length)
        expect(spansOf(text)).toEqual(found)
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  it('what is known is found wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(piece, { maxLength: 8 }), (before, after) => {
        const lead = `${before.join('')} . `
        const text = `${lead}Xylophanes. ${after.join('')}`
        const hit = detector.findKnown([text], [{ kind: 'NAME', value: 'Xylophanes' }])[0] ?? []
        expect(hit.some((span) => span.start <= lead.length && span.end >= lead.length + 10)).toBe(true)
      }),
      { numRuns: 100, seed: 11 },
    )
  })
})

describe('hostile text', () => {
  const size = 60_000
  const fill = (unit: string, length = size): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
  const timed = (text: string): number => {
    const begin = performance.now()
    spansOf(text)
    return performance.now() - begin
  }
  const ordinary = fill(
    'Patient: Okafor, Marlene. Seen 3/14/24 by Dr. Graves at Hill Clinic for Graves disease, MRN 4402-91, strength 5/5.\n',
  )
  timed(ordinary)
  const base = Math.min(timed(ordinary), timed(ordinary))

  it.each([
    '1',
    '0 ',
    '(',
    '([{',
    ' ',
    'a',
    'A',
    '\n',
    '"',
    '{"a":',
    'a.',
    'a@',
    '1/',
    '1-',
    'J. ',
    'John ',
    'Smith, ',
    '|',
    'www.',
    '://',
    'A & ',
    'a_1',
    'one two ',
    '&amp;',
    '\\"',
    'MRN ',
    'St. ',
    'in New ',
    'x\u0301',
    '🧓',
  ])('of %j takes no more than a few times ordinary text', (unit) => {
    expect(timed(fill(unit))).toBeLessThan(base * 6 + 150)
  })

  it.each(['County ', 'old farm '])('of %j, which may begin a road, takes time in proportion to its length', (unit) => {
    expect(timed(fill(unit, size * 4))).toBeLessThan(base * 24 + 150)
  })
})
