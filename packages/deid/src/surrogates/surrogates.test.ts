import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodeBook } from '../code-book.ts'
import { seededRandom } from '../deidentify.fixture.ts'
import { CLINICAL, COMMON, DRUG, EPONYM, HEAD } from '../detect/flags.ts'
import { createLexicon } from '../detect/lexicon.ts'
import { cleanWith, NOTE, newBook } from '../policies/policies.fixture.ts'
import { restoreText } from '../reidentify.ts'
import type { IdentifierKind } from '../span.ts'
import { createRestorer } from '../stream/restorer.ts'
import { makeSurrogate } from './make.ts'
import { readDate } from './read-date.ts'
import { GIVEN, SURNAMES, TOWNS } from './words.ts'

const HABIT = { dayFirst: false, yearNow: 2026 }

function make(kind: IdentifierKind, value: string, book = newBook().surrogates, before = ''): string | undefined {
  return makeSurrogate(kind, { value, before }, { policy: 'surrogate', book, isReal: () => false, ...HABIT })
}

describe('a surrogate name', () => {
  it('keeps one person one in all forms, and the shape of each', () => {
    const book = newBook().surrogates
    const [full = '', reversed, titled, initial, loud, small] = [
      'Ada Bell',
      'Bell, Ada M.',
      'Mrs. Bell',
      'A. Bell',
      'ADA BELL',
      'ada bell',
    ].map((form) => make('NAME', form, book))
    const [given = '', family = ''] = full.split(' ')
    expect(reversed).toMatch(new RegExp(`^${family}, ${given} [A-Z]\\.$`))
    expect([titled, initial, loud, small]).toEqual([
      `Mrs. ${family}`,
      `${given.charAt(0)}. ${family}`,
      full.toUpperCase(),
      full.toLowerCase(),
    ])
    expect(make('NAME', 'Bell-Smith', book)).toMatch(new RegExp(`^${family}-[A-Z]`))
  })

  it.each([
    ['Ada Bell', '', 'female'],
    ['Mr. Rowan Poe', '', 'male'],
    ['Rowan Poe', 'Mrs. ', 'female'],
    ['Robert Poe', '', 'male'],
    ['Maria de la Cruz', '', 'female'],
  ] as const)('keeps the gender of %s (%s)', (value, before, gender) => {
    const words = make('NAME', value, undefined, before)?.split(' ') ?? []
    expect(words.some((word) => GIVEN.Latin[gender].includes(word))).toBe(true)
  })

  it.each(['Анна Петрова', 'Μαρία Παπαδοπούλου', 'ليلى حداد'])('keeps the script of %s', (value) => {
    const scripts = [/^\p{Script=Cyrillic}/u, /^\p{Script=Greek}/u, /^\p{Script=Arabic}/u]
    const script = scripts.find((one) => one.test(value)) ?? /./
    const surrogate = make('NAME', value) ?? ''
    expect(surrogate.split(' ').every((word) => script.test(word))).toBe(true)
    expect(surrogate).not.toBe(value)
  })

  it.each([
    ['ANH DO', /^[A-Z]+ (?!DO$)[A-Z]+$/],
    ['NGUYEN ANH DO', /^[A-Z]+ [A-Z]+ (?!DO$)[A-Z]+$/],
    ['CAROL STONE, DO', /^[A-Z]+ [A-Z]+, DO$/],
    ['Carol Stone DO', /^[A-Z]\w+ [A-Z]\w+ DO$/],
    ['Don Poe', /^(?!Don)[A-Z][a-z]+ (?!Poe)[A-Z][a-z]+$/],
    ['Sister Mary Poe', /^(?!Sister)\w+ (?!Mary)\w+ (?!Poe)\w+$/],
    ['john s smith', /^(?!john)\w+ \w (?!smith)\w+$/],
    ['Carol Stone, DO', /^(?!Carol)\w+ (?!Stone)\w+, DO$/],
    ['Dr. Edgar A. Poe Jr.', /^Dr\. (?!Edgar)\w+ [A-Z]\. (?!Poe)\w+ Jr\.$/],
    ['Maria de la Cruz', /^(?!Maria)\w+ de la (?!Cruz)\w+$/],
  ])('keeps what is no name, and nothing that is one: %s', (value, shape) => {
    expect(make('NAME', value)).toMatch(shape)
  })

  it.each(['山田太郎', 'A.', '(J.)'])('is not made of what could not be told again: %s', (value) => {
    expect(make('NAME', value) === undefined || value === 'A.').toBe(true)
  })
})

describe('a surrogate of its kind', () => {
  it.each([
    ['PHONE', '(217) 555-0142', /^\([2-9]\d\d\) 555-01\d\d$/],
    ['PHONE', '+1 217.555.0142 ext 7', /^\+1 [2-9]\d\d\.555\.01\d\d ext \d$/],
    ['FAX', '555-0142', /^555-\d{4}$/],
    ['SSN', '123-45-6789', /^9\d\d-\d\d-\d{4}$/],
    ['MRN', 'AB-8817345', /^[A-Z]{2}-\d{7}$/],
    ['ZIP', '62704-1234', /^\d{5}-\d{4}$/],
    ['STREET', '12 Elm Street, Apt 4', /^\d\d [A-Z][a-z]+ Street, Apt \d$/],
    ['CITY', 'SPRINGFIELD', /^[A-Z]+$/],
    ['COUNTY', 'Sangamon County', /^[A-Z][a-z]+ County$/],
    ['FACILITY', 'Mercy General Hospital', /^[A-Z][a-z]+ General Hospital$/],
    ['EMAIL', 'poe.edgar7@clinic.example', /^[a-z]+\.[a-z]+\d@[a-z]+\.example$/],
  ] as [IdentifierKind, string, RegExp][])('%s %s keeps its shape', (kind, value, shape) => {
    const surrogate = make(kind, value)
    expect(surrogate).toMatch(shape)
    expect(surrogate).not.toBe(value)
  })

  it.each([
    ['MRN', '12'],
    ['OTHERID', 'bed four'],
    ['PHONE', 'five five five, oh one four two'],
    ['URL', 'https://clinic.example/ada'],
    ['IP', '10.1.2.3'],
    ['AGE90', '94'],
    ['FACILITY', 'MGH'],
    ['EMAIL', 'jane dot doe at clinic'],
    ['DATE', 'the 4th'],
    ['DATE', 'Thanksgiving'],
    ['DATE', 'May 2024'],
    ['DATE', '3/14'],
    ['DATE', '13/13/2024'],
    ['DATE', '3/14/2024 10:20 Ada Bell'],
    ['DATE', 'March 14, 2024 10:20 Bell'],
    ['DATE', '2024-05-13T10:15 to 2024-05-14T11:00'],
    ['DATE', '2024051310151234567890'],
    ['STREET', '\uff11\uff12 Elm Street'],
    ['FACILITY', 'Elm Hospital, Ward \u0663\u0664'],
  ] as [IdentifierKind, string][])('%s %j has none, and gets a code', (kind, value) => {
    expect(make(kind, value)).toBeUndefined()
  })
})

describe('a shifted date', () => {
  const FORMS = [
    '2024-03-14',
    '2024-03-14T10:20:30Z',
    '2024-03-14T10:20:30.125-05:00',
    '3/14/2024 10:20 PM EST',
    '202403141020',
    '20240314',
    '20240314102030',
    '03/14/2024',
    '3/14/2024',
    '3/14/24',
    '14.03.2024',
    'March 14, 2024',
    'Mar 14, 2024',
    'MARCH 14TH, 2024',
    '14 March 2024',
    '14-Mar-2024',
    'Thursday, March 14, 2024',
    '14th of March 2024',
  ]

  it('is as far off in every form, on the same weekday, written as it stood', () => {
    const book = newBook().surrogates
    const days = FORMS.map((form) => {
      const shifted = make('DATE', form, book) ?? ''
      expect(shifted.replace(/[A-Za-z]+/g, 'x').replace(/\d+/g, '0')).toBe(
        form.replace(/[A-Za-z]+/g, 'x').replace(/\d+/g, '0'),
      )
      const read = readDate(shifted, HABIT)
      return ((read?.time ?? 0) - Date.UTC(2024, 2, 14)) / 86_400_000
    })
    expect(new Set(days)).toEqual(new Set([book.shiftDays('surrogate')]))
    expect(book.shiftDays('surrogate') % 7).toBeCloseTo(0)
    expect(Math.abs(book.shiftDays('surrogate'))).toBeGreaterThanOrEqual(28)
  })

  it('is off by another secret in another book, and by the same one when a book comes back', () => {
    const shifts = new Set(Array.from({ length: 20 }, (_, seed) => newBook(seed).surrogates.shiftDays('surrogate')))
    expect(shifts.size).toBeGreaterThan(10)
  })

  it('is off by another secret under another policy, the same when the book comes back', () => {
    const book = newBook()
    const [one, two] = [book.surrogates.shiftDays('surrogate'), book.surrogates.shiftDays('expert')]
    expect(one).not.toBe(two)
    const again = createCodeBook({ random: seededRandom(9), state: structuredClone(book.serialize()) }).surrogates
    expect([again.shiftDays('expert'), again.shiftDays('surrogate')]).toEqual([two, one])
  })

  it('keeps intervals, whatever the dates', () => {
    const day = fc
      .integer({ min: Date.UTC(1935, 0, 1), max: Date.UTC(2026, 0, 1) })
      .map((ms) => new Date(ms).toISOString().slice(0, 10))
    const book = newBook().surrogates
    fc.assert(
      fc.property(day, day, (one, two) => {
        const [a, b] = [one, two].map((date) => Date.parse(make('DATE', date, book) ?? ''))
        expect((b ?? 0) - (a ?? 0)).toBe(Date.parse(two) - Date.parse(one))
      }),
      { seed: 7 },
    )
  })
})

describe('the words of surrogates', () => {
  it('are no words of ordinary or clinical language, every one of them', () => {
    const lexicon = createLexicon()
    const ordinary = COMMON | CLINICAL | DRUG | EPONYM | HEAD
    const words = [...Object.values(GIVEN.Latin).flat(), ...SURNAMES.Latin, ...TOWNS]
    expect(words.filter((word) => (lexicon.flagsOf(word) & ordinary) !== 0)).toEqual([])
    expect(words.length).toBeGreaterThan(1_000)
  })

  it('are never a word of the text, a known value, or one that stands for something already', async () => {
    const every = [...Object.values(GIVEN.Latin).flat(), ...SURNAMES.Latin]
    const text = `Mr. Poe met ${every.slice(0, -1).join(' ')}.`
    const { left } = await cleanWith(['Dr. Edgar Poe called.', text], { policy: 'surrogate' })
    expect(left[0]).not.toMatch(new RegExp(`\\b(?:${every.slice(0, -1).join('|')})\\b`))
  })
})

describe('an answer in surrogates', () => {
  it('comes back in other capitals, possessive, plural, and by a part of the name', async () => {
    const { left, book } = await cleanWith('Mrs. Ada Bell lives at 12 Elm Street.', {
      policy: 'surrogate',
      known: [{ kind: 'NAME', value: 'Ada Bell' }],
    })
    const [, given = '', family = '', street = ''] = /^Mrs\. (\w+) (\w+) lives at (.*)\.$/.exec(left) ?? []
    const answer = `${family.toUpperCase()}, ${given}'s chart; the ${family}s; ms ${family.toLowerCase()} of ${street}. x${family}y`
    expect(restoreText(answer, book).text).toBe(`BELL, Ada's chart; the Bells; ms bell of 12 Elm Street. x${family}y`)
  })

  it('keeps its surrogates in links, and what is glued to a host', async () => {
    const { left, book } = await cleanWith('Mrs. Ada Bell', { policy: 'surrogate' })
    const family = left.split(' ').at(-1) ?? ''
    const answer = `https://evil.example/?q=${family} ![x](https://evil.example/${family}) ${family}.evil.example ${family}@evil.example`
    expect(restoreText(answer, book).text).toBe(answer)
  })

  it('is the same for every split', async () => {
    const { left, book } = await cleanWith(NOTE, { policy: 'surrogate', known: [{ kind: 'NAME', value: 'Ada Bell' }] })
    for (let at = 1; at < left.length; at++) {
      const restorer = createRestorer({ book })
      expect(restorer.push(left.slice(0, at)) + restorer.push(left.slice(at)) + restorer.end()).toBe(NOTE)
    }
  })

  it('in a later turn that names a surrogate by chance, comes back all the same', async () => {
    const first = await cleanWith(['Mrs. Ada Bell'], { policy: 'surrogate' })
    const family = first.left[0]?.split(' ').at(-1) ?? ''
    const texts = ['Mrs. Ada Bell', `Dr. ${family} called about Mrs. Bell`, `the ${family} sign`]
    const { left, book } = await cleanWith(texts, { policy: 'surrogate', book: first.book })
    expect(left.map((text) => restoreText(text, book).text)).toEqual(texts)
  })
})

describe('a book of surrogates', () => {
  it('takes time in proportion to the text, also where every name begins alike', async () => {
    const letters = 'abcdefghijklmnopqrst'
    const name = (n: number): string =>
      `Br${letters[n % 20]}${letters[Math.floor(n / 20) % 20]}${letters[Math.floor(n / 400) % 20]}el`
    const text = (count: number): string =>
      Array.from({ length: count }, (_, n) => `Mrs. Ada ${name(n)} came. `).join('')
    const cost = async (count: number): Promise<number> => {
      const before = process.cpuUsage()
      const { left, book } = await cleanWith(text(count), { policy: 'surrogate' })
      expect(restoreText(left, book).text).toBe(text(count))
      return process.cpuUsage(before).user / 1_000
    }
    await cost(100)
    const small = await cost(200)
    expect(await cost(1_600)).toBeLessThan(25 * small + 200)
  })
})

describe('any text', () => {
  it('comes back to the byte, or has codes instead', async () => {
    const words = fc.constantFrom(
      'Mrs. Ada Bell',
      'ADA',
      'bell',
      "Bell's",
      'Bell-Smith',
      'A. Bell',
      '3/14/2024',
      '2024-03-14',
      '14 March 2024',
      '(217) 555-0142',
      'ada.bell@clinic.example',
      'MRN 8817345',
      'Springfield, IL 62704',
      'Dr. Poe',
      'McBell',
      'e\u0301tat',
      '😀',
    )
    const glue = fc.constantFrom(' ', '\n', ', ', ' and ', '/', '-', '')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(words, glue), { minLength: 1, maxLength: 14 }), async (parts) => {
        const text = parts.map(([word, after]) => word + after).join('')
        const { left, book } = await cleanWith([text, text.toUpperCase()], {
          policy: 'surrogate',
          known: [{ kind: 'NAME', value: 'Ada Bell' }],
        })
        const { restoreEverywhere } = await import('../stream/find-restorable.ts')
        expect(left.map((one) => restoreEverywhere(one, book))).toEqual([text, text.toUpperCase()])
      }),
      { seed: 7, numRuns: 60 },
    )
  })
})
