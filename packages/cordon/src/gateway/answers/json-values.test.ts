import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Form } from '../../retrieval/others/forms.ts'
import { createJsonValues } from './json-values.ts'
import { createAnswerScan, whole } from './scan.ts'

const THEIRS: readonly Form[] = ['name ann bell', 'number 451234', 'number 5550147788']

const pieces = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []

function through(text: string, size: number): string {
  const isStranger = (form: Form) => THEIRS.includes(form)
  const filter = createAnswerScan({ isStranger, canaries: [], others: 'mark', onFound: () => undefined }).json()
  return (
    pieces(text, size)
      .map((piece) => filter.push(piece))
      .join('') + filter.end()
  )
}

describe.each([1, 4, 1_000])('a JSON text in pieces of %i', (size) => {
  it.each([
    { given: 'Ann', age: 50, note: 'x'.repeat(500), family: 'Bell' },
    { family: 'bell', use: 'official', given: ['mary', 'ann'] },
    { q: 'ann bell' },
    {
      rows: [
        { given: 'Ada', family: 'Lund' },
        { family: 'BELL', dob: '1970-01-01', first: 'ANN' },
      ],
    },
    { chart: 451234 },
    { anything: '0451234' },
    { ring: '+1 (555) 014-7788' },
    { 'a "b': '\\', given: '\u0041nn', other: { family: 'Lund' }, family: 'Bell' },
  ])('with somebody’s row is stopped: %j', (value) => {
    expect(() => through(JSON.stringify(value), size)).toThrow(expect.objectContaining({ code: 'answer_withheld' }))
  })

  it.each([
    {
      rows: [
        { given: 'Ann', family: 'Lund' },
        { given: 'Ada', family: 'Bell' },
      ],
    },
    { ann: 1, bell: 'Lund', given: 'Ada' },
    { dose: 451234.5, limit: 451_000, day: '2024-01-31' },
    { text: `Ann ${'y'.repeat(200)}`, family: 'Bell' },
  ])('with nobody’s goes through as it was written: %j', (value) => {
    const text = JSON.stringify(value, null, 1)
    expect(through(text, size)).toBe(text)
  })
})

describe('whatever comes', () => {
  it('goes through whole', () => {
    const parts = ['{', '}', '[', ']', ',', ':', '"', '\\', 'Ann', ' ', '-', '12', '.', 'e', 'x'.repeat(130), '\n']
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        (all, size) => {
          const filter = createJsonValues(() => false)
          const out = pieces(all.join(''), size).map((piece) => filter.push(piece))
          expect(out.join('') + filter.end()).toBe(all.join(''))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('holds back no more than a short value', () => {
    const filter = createJsonValues(() => false)
    const given = `"${'a\\"'.repeat(1_000)}": ${'1'.repeat(1_000)}`
    let out = 0
    for (const [n, char] of given.split('').entries()) {
      out += filter.push(char).length
      expect(n + 1 - out).toBeLessThanOrEqual(130)
    }
    expect(whole(filter, '')).toBeDefined()
  })
})
