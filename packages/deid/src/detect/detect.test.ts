import { describe, expect, it } from 'vitest'
import type { IdentifierKind } from '../span.ts'
import { CASES } from './cases.fixture.ts'
import { createDetector } from './create-detector.ts'

const detector = createDetector()

const unmarked = (marked: string): string => marked.replace(/[⟦⟧]/g, '')
const values = (marked: string): string[] => [...marked.matchAll(/⟦([^⟧]*)⟧/g)].map((match) => match[1] ?? '')
const spansOf = (text: string) => detector.find([text], { known: [] })[0] ?? []

describe('every kind of identifier', () => {
  it.each(CASES)('%s in %s', (kind, marked) => {
    const text = unmarked(marked)
    const found = spansOf(text)
    for (const value of values(marked)) {
      const at = text.indexOf(value)
      const span = found.find((one) => one.start <= at && one.end >= at + value.length)
      expect(span?.kind, `${kind} whole`).toBe(kind)
    }
  })
})

describe('what stays', () => {
  it.each([
    'Seen in 2019 and 2021.',
    'BP 120/80, strength 5/5, murmur 2/6.',
    'POD 3 at 14:30.',
    'Age 76, aged 89 next year.',
    'Boston, Massachusetts',
  ])('%s', (text) => {
    expect(spansOf(text).filter((span) => span.kind !== 'CITY')).toEqual([])
  })

  it('leaves the State', () => {
    const text = 'Elkhorn Falls, OR 97738'
    expect(spansOf(text).some((span) => span.start <= text.indexOf('OR') && span.end > text.indexOf('OR'))).toBe(false)
  })

  it('leaves a possessive outside', () => {
    const text = "Dr. Okonkwo's plan stands."
    expect(spansOf(text).map((span) => text.slice(span.start, span.end))).toEqual(['Okonkwo'])
  })
})

describe('reading through disguise', () => {
  it.each([
    ['zero-width', 'Dr. Oko\u200bnkwo called'],
    ['Cyrillic', 'Dr. Оkоnkwо called'],
    ['combining', 'Dr. Oko\u0301nkwo called'],
  ])('%s letters', (_, text) => {
    const [span] = spansOf(text)
    expect(span?.start).toBe(4)
    expect(span?.end).toBe(text.indexOf(' called'))
  })

  it('reads full-width digits and entities', () => {
    expect(spansOf('SSN ８０３-４１-７７２６')[0]?.kind).toBe('SSN')
    const text = 'Dr. O&#39;Shaughnessy called'
    expect(spansOf(text)[0]).toMatchObject({ start: 4, end: text.indexOf(' called') })
  })

  it('keeps offsets after astral characters', () => {
    const text = '🧓🏽💙 Dr. Okonkwo'
    expect(spansOf(text)[0]).toMatchObject({ start: text.indexOf('Okonkwo'), end: text.length })
  })
})

describe('memory', () => {
  it('finds a name learnt in one text in all of them, in its forms', () => {
    const texts = [
      'Patient: Brzezinska, Oluwaseun',
      'Brzezinska tolerated it; oluwaseun went home.',
      'see BrzezinskaOluwaseun.pdf and Brzezinka',
    ]
    const found = detector.find(texts, { known: [] })
    const words = found.map((spans, i) => spans.map((span) => texts[i]?.slice(span.start, span.end)))
    expect(words[1]).toEqual(['Brzezinska', 'oluwaseun'])
    expect(words[2]).toEqual(['BrzezinskaOluwaseun', 'Brzezinka'])
  })

  it('finds a labelled code again without its label', () => {
    const text = 'MRN: TR-0090-8374. Later: TR00908374 was merged.'
    expect(spansOf(text).map((span) => text.slice(span.start, span.end))).toEqual(['TR-0090-8374', 'TR00908374'])
  })
})

describe('what is known beforehand', () => {
  const sweep = (value: string, kind: IdentifierKind, text: string) =>
    (detector.findKnown([text], [{ kind, value }])[0] ?? []).map((span) => text.slice(span.start, span.end))

  it.each(['1948-03-14', '3/14/1948', '03/14/48', 'March 14, 1948', '14 Mar 48', 'the 14th of March', '19480314'])(
    'a birth date written %s',
    (form) => expect(sweep('1948-03-14', 'DATE', `born ${form}, well`)).toEqual([form]),
  )

  it('not another day', () => expect(sweep('1948-03-14', 'DATE', 'born 3/15/1948')).toEqual([]))

  it.each(['(541) 555-0119', '541.555.0119', '5415550119', '+1 541 555 0119'])('a phone written %s', (form) => {
    expect(sweep('541-555-0119', 'PHONE', `call ${form} now`).join('').replace(/\D/g, '')).toMatch(/5415550119$/)
  })

  it.each([
    'Okonkwo, Ngozi',
    'NGOZI OKONKWO',
    'okonkwo',
    'N. Okonkwo',
    'ngozi_okonkwo',
    'nokonkwo',
    'Okonkow',
    'Okonwo',
  ])('a name written %s', (form) => {
    expect(sweep('Ngozi Okonkwo', 'NAME', `about ${form} there`)).toEqual([form])
  })

  it('an address with its usual abbreviations', () => {
    expect(sweep('12 North Main Street', 'STREET', 'at 12 N. Main St, Unit 3')).toEqual(['12 N. Main St'])
  })

  it('a month that is a verb is not the patient May', () => {
    expect(sweep('April May', 'NAME', 'She may return in spring. You may call.')).toEqual([])
  })
})

describe('structure', () => {
  it('reads HL7 fields by their place', () => {
    const text =
      'MSH|^~\\&|A|HILL CLINIC|||20240102||ADT^A01|X1|P|2.5\nPID|1||0359338^^^W^MR||QUILL^JEMIMA||19330808|F|||40 ELM RUN^^PIKE FORD^TN^38599'
    const found = spansOf(text).map((span) => `${span.kind} ${text.slice(span.start, span.end)}`)
    expect(found).toEqual(
      expect.arrayContaining([
        'NAME QUILL^JEMIMA',
        'DATE 19330808',
        'MRN 0359338',
        'STREET 40 ELM RUN',
        'CITY PIKE FORD',
        'ZIP 38599',
      ]),
    )
  })

  it('reads columns by their headings', () => {
    const text = 'claim_id,patient,dob,city,zip\nA77120,"Quill, Jemima",1933-08-08,Pike Ford,38599'
    const found = spansOf(text).map((span) => `${span.kind} ${text.slice(span.start, span.end)}`)
    expect(found).toEqual(['ACCOUNT A77120', 'NAME Quill, Jemima', 'DATE 1933-08-08', 'CITY Pike Ford', 'ZIP 38599'])
  })
})
