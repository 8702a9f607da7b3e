import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IdentifierKind } from '../span.ts'
import { createDetector } from './create-detector.ts'

const detector = createDetector()

/** Text with the identifiers between ⟦ ⟧, each led by its kind. All invented. */
const CASES: readonly (readonly [IdentifierKind, string])[] = [
  ['NAME', 'Patient: ⟦Okafor, Marlene T.⟧'],
  ['NAME', 'Seen with Dr. ⟦Graves⟧ today.'],
  ['NAME', 'Her son ⟦Bill⟧ and wife ⟦Halina⟧ were present.'],
  ['NAME', '⟦Sumiko254 Larue605⟧ is a 44 year old female.'],
  ['NAME', 'Electronically signed by ⟦Wojciech Brzęczyszczykiewicz-Hale⟧, MD'],
  ['NAME', 'Seen by nurse ⟦mori⟧ at noon.'],
  ['NAME', 'Anesthesia: Dr. ⟦Mehmet Öztürk⟧ (spinal)'],
  ['NAME', 'consult with ⟦Pieter van der Westhuizen⟧, MD'],
  ['NAME', 'Dictated by ⟦Ngozi Okonkwo-Bright⟧.'],
  ['NAME', '⟦AKM⟧/⟦jp⟧'],
  ['NAME', 'Mr. ⟦Henry "Hank" Delgado⟧ was discharged.'],
  ['NAME', '⟦Goldfarb, S⟧ 84M admitted with CAP'],
  ['DATE', 'Admitted ⟦3/14/24⟧, discharged ⟦19 March 2024⟧.'],
  ['DATE', 'Timestamp ⟦2024-05-11T02:14:08.331Z⟧ in the log.'],
  ['DATE', 'MRI ⟦10/28⟧ showed a new lesion.'],
  ['DATE', 'Symptoms since ⟦the end of August⟧.'],
  ['DATE', 'Fell on ⟦Thanksgiving⟧ at home.'],
  ['DATE', 'Follow up ⟦Wed Jan 8⟧ at the office.'],
  ['DATE', 'Isokinetic test ⟦wk of 3/27⟧.'],
  ['DATE', 'We close on the house, due on ⟦the 30th⟧.'],
  ['DATE', 'born ⟦june the ninth nineteen eighty⟧'],
  ['DATE', 'Away from ⟦7/15⟧ to ⟦7/29⟧ with family.'],
  ['DATE', 'merged on ⟦26Dec2022⟧'],
  ['AGE90', 'A ⟦94⟧-year-old woman with hip pain.'],
  ['AGE90', 'She is ⟦ninety-six⟧ years old.'],
  ['AGE90', 'He kept bees into his ⟦nineties⟧.'],
  ['STREET', 'Lives at ⟦4400 Old Sawmill Pike⟧ with family.'],
  ['STREET', 'Mail to ⟦PO Box 118⟧ please.'],
  ['STREET', 'Home: ⟦77 Bayou Blue Rd, Lot 4⟧'],
  ['CITY', 'From ⟦Elkhorn Falls⟧, OR 97738'],
  ['ZIP', 'Elkhorn Falls, OR ⟦97738-2210⟧'],
  ['COUNTY', 'Reported to ⟦Saltillo County⟧ registrar.'],
  ['FACILITY', 'Transferred from ⟦Tamarack Ridge Medical Center⟧ overnight.'],
  ['FACILITY', "Seen at ⟦St. Brannoc's Hospital⟧ last week."],
  ['ORG', 'He works at ⟦Hudson Galvanizing⟧ on nights.'],
  ['PHONE', 'Call ⟦(541) 555-0119⟧ with questions.'],
  ['PHONE', 'Reach us at ⟦614-555-0102 ext. 77⟧.'],
  ['PHONE', 'pgr ⟦30447⟧'],
  ['PHONE', 'number is ⟦five oh five, five five five, oh one nine three⟧'],
  ['FAX', 'Fax: ⟦541-555-0120⟧'],
  ['EMAIL', 'Write to ⟦a.mistry@thornbeck.org⟧ today.'],
  ['EMAIL', 'it is ⟦xoch dot bear at mesamail dot com⟧'],
  ['SSN', 'SSN ⟦803-41-7726⟧ on file'],
  ['SSN', 'SSN ⟦***-**-5924⟧ on file'],
  ['SSN', 'SSN (last four): ⟦3390⟧'],
  ['MRN', 'MRN: ⟦TR-0090-8374⟧'],
  ['MRN', 'chart number ⟦QE 778 0452⟧'],
  ['HEALTHPLAN', 'MBI ⟦7TK2RM4HG91⟧'],
  ['HEALTHPLAN', 'Member ID: ⟦W439873145⟧'],
  ['ACCOUNT', 'Accession: ⟦RAD-5126478-CT⟧'],
  ['ACCOUNT', 'Encounter #⟦E2016049133⟧'],
  ['LICENSE', 'NPI ⟦1833552015⟧'],
  ['LICENSE', 'DEA ⟦FA7022659⟧'],
  ['VEHICLE', 'VIN ⟦1XWPT6GA5KC118203⟧'],
  ['VEHICLE', 'plate ⟦7KRM 402⟧, towed'],
  ['DEVICE', 'serial ⟦LX5-0022931-R⟧ recorded'],
  ['DEVICE', 'UDI ⟦(01)00905185998762(17)280131(21)8581122⟧'],
  ['DEVICE', 'MAC ⟦9C:2A:70:0B:44:18⟧'],
  ['URL', 'Images at ⟦https://pacs.umbervalley.org/share/9f3c?pid=663109⟧'],
  ['IP', 'signed from ⟦10.44.7.213⟧'],
  ['IP', 'client ⟦2001:db8:4a:17::c0de⟧'],
  ['BIOMETRIC', 'palm scan ⟦PALM-9900418-M⟧'],
  ['OTHERID', 'badge ⟦2665⟧'],
  ['OTHERID', 'posts as ⟦@sunny_side_up⟧'],
]

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

const piece = fc.oneof(
  fc.constantFrom(
    'Dr. ',
    'MRN: ',
    '10/28',
    'Graves disease',
    ' 555-0102',
    'John Smith',
    '\n',
    '\t',
    ' ',
    '"',
    '(',
    'é',
    'e\u0301',
    '🧓🏽',
    '&amp;',
    '\\"',
    '\u200b',
    'PID|',
    '*',
    '^',
    'St. ',
    ', OR 97738',
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)

describe('properties', () => {
  it('spans are in bounds, sorted, apart and the same each time', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        const found = spansOf(text)
        let last = 0
        for (const { start, end } of found) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(text.length)
        expect(spansOf(text)).toEqual(found)
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  it('what is known is found wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(piece, { maxLength: 8 }), (before, after) => {
        const lead = `${before.join('')} . `
        const text = `${lead}Xylophanes. ${after.join('')}`
        const hit = detector.findKnown([text], [{ kind: 'NAME', value: 'Xylophanes' }])[0] ?? []
        expect(hit.some((span) => span.start <= lead.length && span.end >= lead.length + 10)).toBe(true)
      }),
      { numRuns: 100, seed: 11 },
    )
  })
})

describe('hostile text', () => {
  const size = 60_000
  const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  const timed = (text: string): number => {
    const begin = performance.now()
    spansOf(text)
    return performance.now() - begin
  }
  const ordinary = fill(
    'Patient: Okafor, Marlene. Seen 3/14/24 by Dr. Graves at Hill Clinic for Graves disease, MRN 4402-91, strength 5/5.\n',
  )
  timed(ordinary)
  const base = Math.min(timed(ordinary), timed(ordinary))

  it.each([
    '1',
    '0 ',
    '(',
    '([{',
    ' ',
    'a',
    'A',
    '\n',
    '"',
    '{"a":',
    'a.',
    'a@',
    '1/',
    '1-',
    'J. ',
    'John ',
    'Smith, ',
    '|',
    'www.',
    '://',
    'A & ',
    'a_1',
    'one two ',
    '&amp;',
    '\\"',
    'MRN ',
    'St. ',
    'in New ',
    'x\u0301',
    '🧓',
  ])('of %j takes no more than a few times ordinary text', (unit) => {
    expect(timed(fill(unit))).toBeLessThan(base * 6 + 150)
  })
})
