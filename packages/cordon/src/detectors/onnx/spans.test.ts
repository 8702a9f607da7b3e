import type { Span } from '@cordon/deid'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLabels } from './labels.ts'
import { spansOf, unionOf, type Verdict, verdictOf } from './spans.ts'
import { windowsOf } from './windows.ts'

const refused = (at: string) => expect.objectContaining({ code: 'config_invalid', at }) as Error

describe('labels', () => {
  it('of BIO, BIOES, BILOU and plain models mean kinds of Cordon', () => {
    const id2label = { 0: 'O', 1: 'B-PATIENT', 2: 'I-PATIENT', 3: 'S-ID', 4: 'AGE', 5: 'L-PATIENT', 6: 'U_ID' }
    const table = { PATIENT: 'NAME', ID: 'MRN', AGE: 'none' } as const
    expect(readLabels(id2label, table)).toEqual([
      { kind: 'outside' },
      { kind: 'NAME', label: 'PATIENT', begins: true },
      { kind: 'NAME', label: 'PATIENT', begins: false },
      { kind: 'MRN', label: 'ID', begins: true },
      { kind: 'outside' },
      { kind: 'NAME', label: 'PATIENT', begins: false },
      { kind: 'MRN', label: 'ID', begins: true },
    ])
  })

  it('that nobody mapped are refused by name', () => {
    expect(() => readLabels({ 0: 'O', 1: 'B-STAFF' }, { PATIENT: 'NAME' })).toThrow(
      refused('detector.onnx: labels: STAFF is not mapped'),
    )
    expect(() => readLabels({ 0: 'constructor' }, {})).toThrow(
      refused('detector.onnx: labels: constructor is not mapped'),
    )
    expect(() => readLabels({ 0: 'O', 2: 'X' }, { X: 'NAME' })).toThrow(
      refused('detector.onnx: config.json: id2label is not 0, 1, 2, …'),
    )
  })
})

describe('a verdict', () => {
  const meanings = readLabels({ 0: 'O', 1: 'B-P', 2: 'I-P', 3: 'D' }, { P: 'NAME', D: 'DATE' })

  it('adds up what speaks for one kind', () => {
    // Each alone is less than the outside, together they are more.
    const verdict = verdictOf([1, 0.9, 0.8, -2], meanings, 0.5)
    expect(verdict).toMatchObject({ kind: 'NAME', label: 'P', begins: true })
    expect(verdict?.score).toBeGreaterThan(0.5)
    expect(verdictOf([1, 0.9, 0.8, -2], meanings, 0.7)).toBeUndefined()
  })

  it.each([[[Number.NaN, 0, 0, 0]], [[Number.POSITIVE_INFINITY, 0, 0, 0]], [[]]])('over %j is refused', (logits) => {
    expect(() => verdictOf(logits, meanings, 0.5)).toThrow(TypeError)
  })
})

describe('spans', () => {
  const text = 'Xan Thor, Xan'
  const tokens = [
    { id: 1, start: 0, end: 1, word: 0 },
    { id: 1, start: 1, end: 3, word: 0 },
    { id: 1, start: 4, end: 8, word: 1 },
    { id: 1, start: 8, end: 9, word: 2 },
    { id: 1, start: 10, end: 13, word: 3 },
  ]
  const name = (begins: boolean): Verdict => ({ kind: 'NAME', label: 'P', begins, score: 0.9 })
  const shown = (spans: readonly Span[]) => spans.map(({ start, end }) => text.slice(start, end))

  it('take a word whole when any token of it is taken', () => {
    expect(shown(spansOf(text, tokens, [undefined, name(false)]))).toEqual(['Xan'])
  })

  it('join words of one kind, until a label begins another', () => {
    expect(shown(spansOf(text, tokens, [name(true), name(false), name(false)]))).toEqual(['Xan Thor'])
    expect(shown(spansOf(text, tokens, [name(true), name(false), name(true), undefined, name(false)]))).toEqual([
      'Xan',
      'Thor',
      'Xan',
    ])
  })
})

describe('the union of two detectors', () => {
  const lists = fc
    .uniqueArray(fc.nat(60), { minLength: 0, maxLength: 12 })
    .map((cuts) => [...cuts].sort((a, b) => a - b))
    .map((cuts) =>
      Array.from(
        { length: cuts.length >> 1 },
        (_, i): Span => ({ start: cuts[2 * i] ?? 0, end: cuts[2 * i + 1] ?? 0, kind: 'NAME', rule: 'x/y', score: 1 }),
      ),
    )
  const places = (spans: readonly Span[]) =>
    new Set(spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)))

  it('is what either found, sorted, without overlaps', () => {
    fc.assert(
      fc.property(lists, lists, (first, second) => {
        const joined = unionOf(first, second)
        expect(places(joined)).toEqual(new Set([...places(first), ...places(second)].sort((a, b) => a - b)))
        joined.forEach(({ start, end }, i) => {
          expect(start).toBeLessThan(end)
          expect(start).toBeGreaterThanOrEqual(joined[i - 1]?.end ?? 0)
        })
      }),
      { seed: 5 },
    )
  })

  it('has the kind and rule of the first where they overlap', () => {
    const mine: Span = { start: 3, end: 6, kind: 'DATE', rule: 'date/numeric', score: 0.9 }
    const theirs: Span = { start: 0, end: 4, kind: 'NAME', rule: 'onnx/P', score: 0.6 }
    expect(unionOf([mine], [theirs])).toEqual([{ ...mine, start: 0, end: 6 }])
  })
})

describe('windows', () => {
  it('show every token, with a quarter of them beside the next', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.integer({ min: 1, max: 512 }), (tokens, size) => {
        const windows = windowsOf(tokens, size)
        const seen = new Set(windows.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)))
        expect(seen.size).toBe(tokens)
        windows.forEach(({ from, to }, i) => {
          expect(to - from).toBeLessThanOrEqual(size)
          const before = windows[i - 1]
          if (before !== undefined) expect(before.to - from).toBe(Math.min(size >> 2, size - 1))
        })
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})
