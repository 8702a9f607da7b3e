import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64 } from './base64.ts'
import { JUDGE_WEIGHTS } from './judge.ts'
import { LABEL_COUNT } from './labels.ts'
import { bitCount8, loadModel, rowAt } from './model.ts'
import { MODEL } from './weights.ts'

describe('base64', () => {
  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
      }),
    )
  })

  it('refuses another character', () => {
    expect(() => decodeBase64('ab\u00e9=')).toThrow(RangeError)
    expect(() => decodeBase64('a b=')).toThrow(RangeError)
  })
})

describe('the model', () => {
  it('loads, with one number per label where one is due', () => {
    const { table, enter, exit, stay, judge } = loadModel(MODEL)
    expect(judge.length).toBe(JUDGE_WEIGHTS)
    for (const column of [enter, exit, stay]) expect(column.length).toBe(LABEL_COUNT)
    expect(table.length).toBeGreaterThan(40_000)
  })

  it('keeps signed bytes around the middle', () => {
    const rows = Buffer.from([1, 0b101, 0, 0x80 | 1, 5]).toString('base64')
    const model = loadModel({ ...MODEL, rows })
    const { table, index } = model
    expect([...index.subarray(0, 3)]).toEqual([1 << 1, 1 << 8, 1 << 8])
    expect([0, 1, 2, 8].map((row) => rowAt(model, row))).toEqual([-1, 0, -1, -1])
    expect((table[0] ?? 0) & 255).toBe(128 - 127)
    expect(((table[0] ?? 0) >>> 16) & 255).toBe(128 + 5)
  })

  it('counts the ones of a byte as the text of the number does', () => {
    for (let bits = 0; bits < 256; bits++) expect(bitCount8(bits)).toBe(bits.toString(2).replaceAll('0', '').length)
  })

  it('refuses weights that are cut short', () => {
    const rows = Buffer.from([0, 0b11, 0, 9]).toString('base64')
    expect(() => loadModel({ ...MODEL, rows })).toThrow(RangeError)
  })
})
