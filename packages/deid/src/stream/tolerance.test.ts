import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newBook } from '../deidentify.fixture.ts'
import { restoreJsonText, restoreText } from '../reidentify.ts'
import { createJsonRestorer, createRestorer, type Restorer } from './restorer.ts'

/** What models do to codes. `KIND` and `TAIL` are of one code of the conversation. */
const book = newBook()
const NAME = book.codeFor('NAME', 'Ada Bell')
const SEEN = book.codeFor('DATE', '3/14/2024', '2024')
const TAIL = NAME.slice(6, -1)
const DATE_TAIL = SEEN.slice(11, -1)

const name = (spelling: string): string => spelling.replaceAll('TAIL', TAIL).replaceAll('tail', TAIL.toLowerCase())
const date = (spelling: string): string => spelling.replaceAll('TAIL', DATE_TAIL)
const split = `${TAIL.slice(0, 3)} ${TAIL.slice(3)}`

const SPELLINGS: readonly (readonly [written: string, restored: string])[] = [
  // Case, blanks, dashes
  [name('[name-tail]'), 'Ada Bell'],
  [name('[Name - TAIL]'), 'Ada Bell'],
  [name('[NAME_TAIL]'), 'Ada Bell'],
  [name('[NAME TAIL]'), 'Ada Bell'],
  [name('[NAME\u2013TAIL]'), 'Ada Bell'],
  [`[NAME-${split}]`, 'Ada Bell'],
  [`[NAME-${split.replace(' ', '-')}]`, 'Ada Bell'],
  [`[NAME-${split.replace(' ', '_')}]`, 'Ada Bell'],
  [name('[NAME-\nTAIL]'), 'Ada Bell'],
  [name('[NAME-\r\n  TAIL]'), 'Ada Bell'],
  // Brackets lost or others
  [name('for NAME-TAIL.'), 'for Ada Bell.'],
  [name('for name_tail, then'), 'for Ada Bell, then'],
  [name('(NAME-TAIL)'), '(Ada Bell)'],
  [name('{NAME-TAIL}'), '{Ada Bell}'],
  [name('\uff3bNAME-TAIL\uff3d'), 'Ada Bell'],
  [name('【NAME-TAIL】'), 'Ada Bell'],
  [name('［ＮＡＭＥ－TAIL］'), 'Ada Bell'],
  [name('NAME-TAIL] came'), 'Ada Bell came'],
  [name('[see NAME-TAIL]'), '[see Ada Bell]'],
  [name('[NAME-TAIL: 94]'), '[Ada Bell: 94]'],
  // Markdown
  [name('**[NAME-TAIL]**'), '**Ada Bell**'],
  [name('[**NAME-TAIL**]'), 'Ada Bell'],
  [name('`[NAME-TAIL]`'), '`Ada Bell`'],
  [name('\\[NAME-TAIL\\]'), 'Ada Bell'],
  [name('\\[NAME\\_TAIL\\]'), 'Ada Bell'],
  [name('[NAME\\-TAIL]'), 'Ada Bell'],
  [name('_NAME-TAIL_'), '_Ada Bell_'],
  // Possessive, plural, quotes
  [name("[NAME-TAIL]'s"), "Ada Bell's"],
  [name('[NAME-TAIL]’s'), 'Ada Bell’s'],
  [name("[NAME-TAIL's] chart"), "Ada Bell's chart"],
  [name('[NAME-TAIL]s'), 'Ada Bells'],
  [name('[NAMES-TAIL]'), 'Ada Bell'],
  [name('"[NAME-TAIL]"'), '"Ada Bell"'],
  [name('“[NAME-TAIL]”'), '“Ada Bell”'],
  [name('[“NAME-TAIL”]'), 'Ada Bell'],
  // The frame translated or dropped
  [name('[NOMBRE-TAIL]'), 'Ada Bell'],
  [name('[名前-TAIL]'), 'Ada Bell'],
  [name('[Имя-TAIL]'), 'Ada Bell'],
  [name('NOM-TAIL'), 'Ada Bell'],
  [name('[TAIL]'), 'Ada Bell'],
  [name('the patient TAIL is due'), 'the patient Ada Bell is due'],
  [date('[DATE-2024-TAIL]'), '3/14/2024'],
  [date('[DATE-TAIL]'), '3/14/2024'],
  [date('[2024-TAIL]'), '3/14/2024'],
  [date('[FECHA-2024-TAIL]'), '3/14/2024'],
  [date('DATE 2024 TAIL'), '3/14/2024'],
]

/** What must stay as it is: another tail, another kind, another year, part of a word. */
const STRANGERS: readonly string[] = [
  '[NAME-7Q2K4H]',
  name('[CITY-TAIL]'),
  date('[DATE-2025-TAIL]'),
  date('DATE-2025-TAIL'),
  `[NAME-${TAIL.slice(0, 5)}]`,
  `[NAME-${TAIL}7]`,
  `[NAME-${TAIL.slice(0, 5)}${TAIL.endsWith('7') ? '8' : '7'}]`,
  name('xTAIL'),
  name('TAILx9'),
  'name-calling, date 2024 and city 123456',
  '[Patient reports 3 falls]',
  '[x] [1] [[a]] \\[ x^2 \\]',
]

describe('a code comes back', () => {
  it.each(SPELLINGS)('%j', (written, restored) => {
    expect(restoreText(written, book).text).toBe(restored)
  })

  it('the same for every split, in text and in a JSON string', () => {
    for (const [written] of SPELLINGS) {
      const whole = restoreText(written, book).text
      const json = JSON.stringify({ a: written })
      const wholeJson = restoreJsonText(json, book).text
      expect(JSON.parse(wholeJson)).toEqual({ a: whole })
      everySplit(written, () => createRestorer({ book }), whole)
      everySplit(json, () => createJsonRestorer({ book }), wholeJson)
    }
  })

  it('the same in any chunks, among anything', () => {
    const parts = fc.constantFrom(
      ...SPELLINGS.map(([written]) => written),
      ...STRANGERS,
      ' ',
      '\n',
      '. ',
      '**',
      'the ',
      '[',
      ']',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.array(fc.nat(300), { maxLength: 30 }), (words, cuts) => {
        const text = words.join('')
        const restorer = createRestorer({ book })
        expect(inChunks(restorer, text, cuts)).toBe(restoreText(text, book).text)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('what is no code of this conversation', () => {
  it.each(STRANGERS)('stays as it is: %j', (written) => {
    expect(restoreText(written, book).text).toBe(written)
  })

  it('is counted where it has the form of one', () => {
    expect(restoreText(`[NAME-7Q2K4H] ${NAME} [CITY-${TAIL}] NAME-9ZZ9ZZ [x]`, book).unknown).toBe(3)
  })

  it('never comes back as somebody: one letter of a tail changed is another tail', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')), (at, letter) => {
        fc.pre(TAIL.charAt(at) !== letter)
        const wrong = TAIL.slice(0, at) + letter + TAIL.slice(at + 1)
        for (const written of [`[NAME-${wrong}]`, `NAME-${wrong}`, `[${wrong}]`, `${wrong}`]) {
          expect(restoreText(written, book).text).toBe(written)
        }
      }),
      { seed: 7 },
    )
  })

  it('has tails that are neither words nor numbers', () => {
    const own = newBook(3)
    for (let i = 0; i < 500; i++) expect(own.codeFor('NAME', `name ${i}`)).toMatch(/^\[NAME-(?=.*\d)(?=.*[A-Z]).{6}\]$/)
  })
})

function everySplit(text: string, create: () => Restorer, whole: string): void {
  for (let at = 1; at < text.length; at++) expect(inChunks(create(), text, [at])).toBe(whole)
}

function inChunks(restorer: Restorer, text: string, cuts: readonly number[]): string {
  let at = 0
  let out = ''
  for (const end of [...[...cuts].sort((a, b) => a - b), text.length]) {
    out += restorer.push(text.slice(at, end))
    at = Math.max(at, Math.min(end, text.length))
  }
  return out + restorer.end()
}
