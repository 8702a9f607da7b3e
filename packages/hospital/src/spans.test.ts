import { describe, expect, it } from 'vitest'
import {
  generateHospital,
  generateNotes,
  IDENTIFIER_TYPES,
  type IdentifierType,
  identifiersIn,
  type Note,
} from './index.ts'
import { COURSES } from './story/courses.ts'

const hospital = generateHospital({ seed: 1, now: '2026-11-22' })
const corpus = generateNotes({ seed: 11, count: 700 })
const notes = [...hospital.notes, ...corpus]

const values = (from: readonly Note[], type: IdentifierType) =>
  from.flatMap((note) => identifiersIn(note).flatMap((found) => (found.type === type ? [found.value] : [])))

/** How a value looks: capitals, small letters and digits each become one sign. */
const shape = (value: string) =>
  value
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/\p{Ll}+/gu, 'a')
    .replace(/\d/g, '9')

const plainText = (note: Note) => {
  let from = 0
  const parts = note.spans.map(({ start, end }) => {
    const part = note.text.slice(from, start)
    from = end
    return part
  })
  return [...parts, note.text.slice(from)].join(' § ')
}

describe('gold spans', () => {
  it('are sorted, apart, inside the text and without blanks around them', () => {
    const faulty = notes.filter(({ text, spans }) =>
      spans.some(({ start, end }, i) => {
        const value = text.slice(start, end)
        return start < (spans[i - 1]?.end ?? 0) || end > text.length || value === '' || value !== value.trim()
      }),
    )
    expect(faulty).toEqual([])
  })

  it.each(IDENTIFIER_TYPES)(
    'of type %s occur 30 times or more, in 5 shapes or more, in the default hospital',
    (type) => {
      const found = values(hospital.notes, type)
      expect(found.length).toBeGreaterThanOrEqual(30)
      expect(new Set(found.map(shape)).size).toBeGreaterThanOrEqual(5)
    },
  )

  it('hold a name whole: never two names with only a blank between them', () => {
    const broken = notes.filter(({ text, spans }) =>
      spans.some(
        (span, i) =>
          span.type === 'NAME' && spans[i - 1]?.type === 'NAME' && text.slice(spans[i - 1]?.end, span.start) === ' ',
      ),
    )
    expect(broken.map(({ kind }) => kind)).toEqual([])
  })

  it('leave no slot, no undefined value and no template sign behind', () => {
    for (const { text, kind } of notes) {
      expect(text).not.toMatch(/undefined|NaN|\[object/)
      if (kind !== 'tool-result') expect(text).not.toMatch(/[{}]/)
    }
  })

  it('cover every mention of the patient by full name, family name, chart number and social security number', () => {
    const names = new Map(hospital.patients.map((patient) => [patient.id, patient]))
    for (const note of hospital.notes) {
      const rest = plainText(note)
      const patient = names.get(note.patient)
      expect(rest).not.toContain(patient?.name)
      expect(rest).not.toContain(patient?.mrn)
      expect(rest).not.toMatch(/\b[78]\d\d-\d\d-\d{4}\b/)
    }
  })

  it('leave no e-mail address, link or long telephone number outside', () => {
    for (const note of notes) {
      const rest = plainText(note)
      expect(rest).not.toMatch(/\w@\w+\./)
      expect(rest).not.toMatch(/https?:\/\/(?!hl7\.org)/)
      expect(rest).not.toMatch(/\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}[-.]\d{3}[-.]\d{4}\b/)
    }
  })

  it('leave no full date outside', () => {
    for (const note of notes) {
      expect(plainText(note)).not.toMatch(/\b\d{1,2}[/-]\d{1,2}[/-](19|20)\d\d\b|\b(19|20)\d\d-\d\d-\d\d\b/)
      expect(plainText(note)).not.toMatch(/\b(January|February|October|November|December) \d{1,2}\b/)
    }
  })

  it('mark an age only above 89', () => {
    for (const value of values(notes, 'AGE90').filter((age) => /^\d+$/.test(age)))
      expect(Number(value)).toBeGreaterThan(89)
    for (const note of notes) expect(plainText(note)).not.toMatch(/\b(9\d|10\d)[- ]?(y\/o|year-old|F\b|M\b)/)
  })
})

describe('check digits', () => {
  const luhn = (digits: string) =>
    Array.from(digits)
      .reverse()
      .reduce(
        (sum, digit, i) =>
          sum + (i % 2 === 0 ? Number(digit) : Math.floor(Number(digit) / 5) + ((Number(digit) * 2) % 10)),
        0,
      ) %
      10 ===
    0

  it('of every NPI pass Luhn with 80840', () => {
    const npis = values(notes, 'LICENSE').filter((value) => /^[12]\d{9}$/.test(value))
    expect(npis.length).toBeGreaterThan(50)
    expect(npis.filter((npi) => !luhn(`80840${npi}`))).toEqual([])
    expect(luhn('808401234567893')).toBe(true) // the example that CMS publishes
  })

  it('of every DEA number pass', () => {
    const deas = values(notes, 'LICENSE').filter((value) => /^[A-Z]{2}\d{7}$/.test(value))
    expect(deas.length).toBeGreaterThan(10)
    const digit = (dea: string, i: number) => Number(dea.charAt(i + 1))
    const passes = (dea: string) =>
      (digit(dea, 1) + digit(dea, 3) + digit(dea, 5) + 2 * (digit(dea, 2) + digit(dea, 4) + digit(dea, 6))) % 10 ===
      digit(dea, 7)
    expect(deas.filter((dea) => !passes(dea))).toEqual([])
  })

  it('of every VIN pass', () => {
    const vins = values(notes, 'VEHICLE').filter((value) => /^[A-HJ-NPR-Z0-9]{17}$/.test(value))
    expect(vins.length).toBeGreaterThan(5)
    const value = (sign: string) =>
      /\d/.test(sign) ? Number(sign) : Number('12345678012345070923456789'.charAt(sign.charCodeAt(0) - 65))
    const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    const expected = (vin: string) =>
      '0123456789X'.charAt(weights.reduce((sum, weight, i) => sum + weight * value(vin.charAt(i)), 0) % 11)
    expect(expected('1M8GDM9AXKP042788')).toBe('X') // the example of the standard
    expect(vins.filter((vin) => expected(vin) !== vin.charAt(8))).toEqual([])
  })

  it('of every social security number: an area that was never issued by geography', () => {
    const whole = values(notes, 'SSN').filter((ssn) => /^\d{3}-\d{2}-\d{4}$/.test(ssn))
    expect(whole.every((ssn) => Number(ssn.slice(0, 3)) >= 773 && Number(ssn.slice(0, 3)) <= 899)).toBe(true)
  })
})

describe('what looks like an identifier and is none', () => {
  const eponyms =
    /Parkinson|Graves|Foley|Babinski|Crohn|Hodgkin|Murphy|Romberg|Kerley|Barrett|Bell palsy|Cushing|Wells|Braden|Epworth|Hashimoto|Tinel|Phalen|Norco|Camila|Yasmin|CPT|ICD|\d\/5\b|Jackson-Pratt|Weber|Bazett|Cockcroft|Katz|PHQ|GCS|Mallampati|\d+\/\d+ /i

  it('stands unmarked in half of the notes or more', () => {
    const holding = hospital.notes.filter((note) => eponyms.test(plainText(note)))
    expect(holding.length).toBeGreaterThan(hospital.notes.length / 2)
  })

  it('is sometimes the patient: a name that is the disease', () => {
    const named = COURSES.filter((course) => course.eponyms !== undefined).flatMap((course) => course.eponyms ?? [])
    expect(corpus.some((note) => named.some((name) => values([note], 'NAME').includes(name)))).toBe(true)
  })

  it('fills whole notes that identify nobody', () => {
    const general = corpus.filter((note) => note.kind === 'general-question')
    expect(general.length).toBeGreaterThan(20)
    expect(general.flatMap((note) => note.spans)).toEqual([])
  })
})
