import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodeBook } from '../code-book.ts'
import { newBook, seededRandom } from '../deidentify.fixture.ts'
import { restoreJson, restoreJsonText, restoreText } from '../reidentify.ts'
import { CODE_CHARS_MAX } from '../replace/code.ts'
import { createJsonRestorer, createRestorer, type Restorer } from './restorer.ts'

const book = newBook()
const ADA = book.codeFor('NAME', 'Ada "Bee"\nBell')
const SEEN = book.codeFor('DATE', '3/4/2024', '2024')

function inChunks(restorer: Restorer, text: string, cuts: readonly number[]): string {
  const ends = [...cuts].sort((a, b) => a - b)
  let at = 0
  let out = ''
  for (const end of [...ends, text.length]) {
    out += restorer.push(text.slice(at, end))
    at = Math.max(at, end)
  }
  return out + restorer.end()
}

describe('a streamed answer', () => {
  const answer = `Dear **${ADA}**, seen ${SEEN}: [see [1]] and ${ADA}.\n![x](https://e.example/${ADA}) [NAME-000000] [NAM`

  it('is the same for every split in two, and in three', () => {
    const whole = restoreText(answer, book).text
    expect(whole).toContain('Dear **Ada "Bee"\nBell**, seen 3/4/2024: ')
    for (let one = 0; one <= answer.length; one++) {
      expect(inChunks(createRestorer({ book }), answer, [one])).toBe(whole)
      for (let two = one; two <= answer.length; two += 7) {
        expect(inChunks(createRestorer({ book }), answer, [one, two])).toBe(whole)
      }
    }
  })

  it('is the same for any split at all', () => {
    const whole = restoreText(answer, book).text
    const cuts = fc.array(fc.nat(answer.length), { maxLength: answer.length })
    fc.assert(
      fc.property(cuts, (at) => inChunks(createRestorer({ book }), answer, at) === whole),
      { seed: 7 },
    )
  })

  it('is held back no longer than a possible code and two characters', () => {
    const pieces = fc.constantFrom('[', ']', 'N', 'NAME', 'NAME-', ADA, ADA.slice(0, 7), ' ', '.', '*', 'x', '\n', ':')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const restorer = createRestorer({ book: { find: () => undefined } })
        let pushed = 0
        let got = 0
        for (const char of parts.join('')) {
          pushed += 1
          got += restorer.push(char).length
          expect(pushed - got).toBeLessThanOrEqual(CODE_CHARS_MAX)
        }
      }),
      { seed: 7 },
    )
    const restorer = createRestorer({ book })
    expect(restorer.push(`Plain words go out at once, [so] do [NAMES and [5] `)).toMatch(/\[5\] $/)
    expect(restorer.push(ADA)).toBe('')
    expect(restorer.push('.')).toBe('')
    expect(restorer.push(' ')).toBe('Ada "Bee"\nBell. ')
  })

  it.each([
    ['lower case', (code: string) => code.toLowerCase()],
    ['emphasis around', (code: string) => `**${code}**`, '**', '**'],
    ['emphasis inside', (code: string) => `[**${code.slice(1, -1)}**]`],
    ['code span inside', (code: string) => `[\`${code.slice(1, -1)}\`]`],
    ['spaces inside', (code: string) => `[ ${code.slice(1, -1).replace('-', ' - ')} ]`],
    ['other dashes', (code: string) => code.replace('-', '\u2011')],
  ])('reads a code with %s', (_, spell, before = '', after = '') => {
    expect(restoreText(spell(ADA), book).text).toBe(`${before}Ada "Bee"\nBell${after}`)
  })

  it('reads O as 0 and I or L as 1, as Crockford does', () => {
    const zeros = createCodeBook({ random: (n) => new Uint8Array(n).map((_, i) => (i === 5 ? 10 : i % 2)) })
    expect(zeros.codeFor('NAME', 'Ada')).toBe('[NAME-01010A]')
    expect(restoreText('[name-oloiOa]', zeros).text).toBe('Ada')
  })

  it('leaves codes of another conversation as they are', () => {
    const other = createCodeBook({ random: seededRandom(2) })
    const foreign = other.codeFor('NAME', 'Ben')
    expect(restoreText(`${foreign} ${ADA}`, book).text).toBe(`${foreign} Ada "Bee"\nBell`)
    expect(restoreText(SEEN.replace('2024', '2025'), book).text).toBe(SEEN.replace('2024', '2025'))
    expect(restoreText(ADA.replace('NAME', 'CITY'), book).text).toBe(ADA.replace('NAME', 'CITY'))
  })

  it('tells where its values stand, to be remembered', () => {
    const restorer = createRestorer({ book })
    for (const char of answer) restorer.push(char)
    restorer.end()
    const { text = '', spans = [] } = restorer.restored() ?? {}
    expect(spans.map(([start, end, code]) => [text.slice(start, end), code])).toEqual([
      ['Ada "Bee"\nBell', ADA],
      ['3/4/2024', SEEN],
      ['Ada "Bee"\nBell', ADA],
    ])
  })

  it('tells nothing beyond its bound, and still restores', () => {
    const restorer = createRestorer({ book, restoredCharsMax: 10 })
    expect(restorer.push(`${ADA} ${ADA} `)).toBe('Ada "Bee"\nBell Ada "Bee"\nBell ')
    expect(restorer.restored()).toBeUndefined()
  })

  it.each(['[', '[NAME-', '<', ADA, `${ADA},`, 'a.', '](', 'http:', '?x', '[1]:', `<${ADA}`, 'x.aaaaaaaaaaaa'])(
    'of nothing but %j takes time in proportion to its length',
    (unit) => {
      const fastest = (chars: number): number => {
        const text = unit.repeat(Math.ceil(chars / unit.length))
        const times = [1, 2, 3].map(() => {
          const started = performance.now()
          restoreText(text, book)
          return performance.now() - started
        })
        return Math.min(...times)
      }
      fastest(10_000)
      // Were it quadratic, eight times the length would take 64 times as long.
      expect(fastest(80_000)).toBeLessThan(30 * fastest(10_000) + 60)
    },
  )
})

describe('streamed JSON', () => {
  const args = JSON.stringify({
    who: `for ${ADA}`,
    [`k ${SEEN}`]: [1234567, null, `é\t${SEEN}`],
    url: `https://x.example/${ADA}`,
  })

  it('stays valid, with its values escaped', () => {
    const { text, spans } = restoreJsonText(args, book)
    expect(JSON.parse(text)).toEqual({
      who: 'for Ada "Bee"\nBell',
      'k 3/4/2024': [1234567, null, 'é\t3/4/2024'],
      url: `https://x.example/${ADA}`,
    })
    expect(spans.map(([start, end]) => text.slice(start, end))).toEqual([
      'Ada \\"Bee\\"\\nBell',
      '3/4/2024',
      '3/4/2024',
    ])
    expect(restoreJson(JSON.parse(args), book)).toEqual(JSON.parse(text))
  })

  it('may be split anywhere, inside escapes too', () => {
    const written = args
      .replaceAll('[', '\\u005b')
      .replaceAll(']', '\\u005D')
      .replace('\\u005b1234567', '[1234567')
      .replace('\\u005D,"url', '],"url')
    const whole = restoreJsonText(written, book).text
    expect(JSON.parse(whole)).toEqual(JSON.parse(restoreJsonText(args, book).text))
    fc.assert(
      fc.property(fc.array(fc.nat(written.length), { maxLength: 80 }), (cuts) => {
        expect(inChunks(createJsonRestorer({ book }), written, cuts)).toBe(whole)
      }),
      { seed: 7 },
    )
  })

  it('is never changed outside its strings, even when it is not JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', '\\', 'u00', '5b', '{', ']', ADA, 'x', ':', '\n')), (parts) => {
        const text = parts.join('')
        const restored = restoreJsonText(text, { find: () => undefined }).text
        expect(restored).toBe(text)
      }),
      { seed: 7 },
    )
    expect(restoreJsonText(`{who: ${ADA}}`, book).text).toBe(`{who: ${ADA}}`)
  })

  it('keeps every value of any JSON valid, whatever the identifier holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const own = newBook()
        const json = JSON.stringify({ a: own.codeFor('NAME', value) })
        expect(JSON.parse(restoreJsonText(json, own).text)).toEqual({ a: value })
      }),
      { seed: 7 },
    )
  })

  it('keeps a key __proto__ a key', () => {
    const restored = restoreJson(JSON.parse(`{"__proto__":{"x":"${SEEN}"}}`), book) as object
    expect(Object.getPrototypeOf(restored)).toBe(Object.prototype)
    expect(JSON.stringify(restored)).toBe('{"__proto__":{"x":"3/4/2024"}}')
  })

  it('refuses what is nested beyond the bound', () => {
    expect(() => restoreJson([[[ADA]]], book, 2)).toThrow(expect.objectContaining({ code: 'input_too_large' }))
  })
})
