import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CodeBookState, createCodeBook } from './code-book.ts'
import { newBook, seededRandom } from './deidentify.fixture.ts'
import { findCodes, readCode } from './replace/code.ts'
import { IDENTIFIER_KINDS } from './span.ts'

describe('a code', () => {
  it('is the same for the same kind, value and kept part, and else another', () => {
    const book = newBook()
    const code = book.codeFor('NAME', 'Ada Bell')
    expect(code).toMatch(/^\[NAME-[0-9A-HJKMNP-TV-Z]{6}\]$/)
    expect(book.codeFor('NAME', 'Ada Bell')).toBe(code)
    const others = [
      book.codeFor('NAME', 'ada bell'),
      book.codeFor('CITY', 'Ada Bell'),
      book.codeFor('DATE', '3/4', '2024'),
      book.codeFor('DATE', '3/4'),
    ]
    expect(new Set([code, ...others]).size).toBe(5)
    expect(others[2]).toMatch(/^\[DATE-2024-.{6}\]$/)
  })

  it('tells nothing of its value: other randomness, other code', () => {
    expect(newBook(1).codeFor('MRN', '8817345')).not.toBe(newBook(2).codeFor('MRN', '8817345'))
  })

  it('is never one that the book or the request has, and a source that repeats itself is refused', () => {
    let byte = 0
    const repeating = (n: number): Uint8Array => {
      const digit = Math.floor(byte++ / 3)
      return new Uint8Array(n).fill(digit, 1).fill(10, 0, 1)
    }
    const book = createCodeBook({ random: repeating })
    expect(book.codeFor('NAME', 'a')).toBe('[NAME-A00000]')
    expect(book.codeFor('NAME', 'b')).toBe('[NAME-A11111]')
    expect(book.codeFor('NAME', 'c', undefined, { taken: new Set(['A22222']) })).toBe('[NAME-A33333]')
    const stuck = createCodeBook({ random: (n) => new Uint8Array(n).fill(10, 0, 1) })
    stuck.codeFor('NAME', 'a')
    expect(() => stuck.codeFor('NAME', 'b')).toThrow(expect.objectContaining({ code: 'book_full' }))
  })

  it('of every kind is read back, whole and at every prefix', () => {
    const book = newBook()
    const keeps: Partial<Record<string, string>> = { DATE: '2024', AGE90: '90plus', ZIP: '606' }
    for (const kind of IDENTIFIER_KINDS) {
      const code = book.codeFor(kind, `value of ${kind}`, keeps[kind])
      expect(book.valueOf(code)).toBe(`value of ${kind}`)
      expect(findCodes(`x ${code}y`)).toMatchObject([{ start: 2, end: 2 + code.length }])
      expect(readCode(code)).toBeDefined()
    }
  })

  it('of no book is a prefix of another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...IDENTIFIER_KINDS), fc.string()), { maxLength: 30 }),
        (values) => {
          const book = newBook()
          const codes = [...new Set(values.map(([kind, value]) => book.codeFor(kind, value)))]
          return codes.every((one) => codes.every((other) => one === other || !other.startsWith(one)))
        },
      ),
      { seed: 7 },
    )
  })
})

describe('a book', () => {
  it('knows for later turns what is long enough to mean something, and no mere forms', () => {
    const book = newBook()
    book.codeFor('NAME', 'Ada Bell')
    book.codeFor('NAME', 'Jo')
    book.codeFor('NAME', 'A. Bell', undefined, { learned: false })
    expect(book.learned()).toEqual([{ kind: 'NAME', value: 'Ada Bell' }])
    book.codeFor('NAME', 'A. Bell')
    expect(book.learned().map(({ value }) => value)).toEqual(['Ada Bell', 'A. Bell'])
    expect(book.entries().map(({ value }) => value)).toEqual(['Ada Bell', 'Jo', 'A. Bell'])
  })

  it('is plain JSON when stored, and the same when read back', () => {
    const book = newBook()
    const code = book.codeFor('DATE', '3/4/2024', '2024')
    book.codeFor('NAME', 'form', undefined, { learned: false })
    book.remember('key', [[0, 8, code]])
    const state = JSON.parse(JSON.stringify(book.serialize())) as CodeBookState
    const again = createCodeBook({ random: seededRandom(3), state })
    expect(again.serialize()).toEqual(book.serialize())
    expect(again.codeFor('DATE', '3/4/2024', '2024')).toBe(code)
    expect(again.recall('key')).toEqual([[0, 8, code]])
    expect(again.learned()).toEqual(book.learned())
  })

  it.each([
    ['values', { valuesMax: 2 }],
    ['turns', { turnsMax: 2 }],
    ['bytes', { bytesMax: 150 }],
  ])('is bounded in %s', (_, limits) => {
    const book = createCodeBook({ random: seededRandom(), limits })
    const fill = (): void => {
      for (let i = 0; i < 3; i++) {
        book.codeFor('NAME', `Ada ${i}`)
        book.remember(`turn ${i}`, [[0, 1, '[NAME-000000]']])
      }
    }
    expect(fill).toThrow(expect.objectContaining({ code: 'book_full' }))
  })

  it('may remember a turn anew without growing', () => {
    const book = createCodeBook({ random: seededRandom(), limits: { bytesMax: 200 } })
    for (let i = 0; i < 100; i++) book.remember('turn', [[0, 1, '[NAME-000000]']])
    expect(book.recall('turn')).toHaveLength(1)
  })

  it.each([
    [{ version: 2, codes: [], turns: [] }],
    [{ version: 1, codes: [['[NAME-1]', 'NAME', 'x', '', 1]], turns: [] }],
    [{ version: 1, codes: [['[NAME-000000]', 'WHAT', 'x', '', 1]], turns: [] }],
    [{ version: 1, codes: [['[NAME-000000]', 'NAME', 7, '', 1]], turns: [] }],
    [
      {
        version: 1,
        codes: [
          ['[NAME-000000]', 'NAME', 'x', '', 1],
          ['[CITY-000000]', 'CITY', 'y', '', 1],
        ],
        turns: [],
      },
    ],
    [{ version: 1, codes: [], turns: [['key', [[0, '1', '[NAME-000000]']]]] }],
    [{ version: 1, codes: [] }],
  ])('that is not one cannot be read: %j', (state) => {
    const read = () => createCodeBook({ random: seededRandom(), state: state as unknown as CodeBookState })
    expect(read).toThrow(expect.objectContaining({ code: 'book_invalid' }))
  })
})
