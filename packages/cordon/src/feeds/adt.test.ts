import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acknowledgement } from './acknowledge.ts'
import { adt, npi, SETTINGS } from './adt.fixtures.ts'
import { envelopeOf, understand } from './adt.ts'
import { decode } from './decode.ts'
import { FeedFault } from './fault.ts'
import { readMessage, value } from './hl7.ts'
import { instantOf } from './time.ts'

const NOW = Date.UTC(2026, 10, 22)
const AT = '20261120080000'
const P1 = 'Patient?identifier=http://hospital.example/mrn|1'
const P2 = 'Patient?identifier=http://hospital.example/mrn|2'

function read(text: string) {
  const message = readMessage(text)
  return understand(message, envelopeOf(message), SETTINGS, NOW)
}

function fault(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof FeedFault) return `${error.code} ${error.at}`
    throw error
  }
  return 'none'
}

describe('an ADT message', () => {
  it('states a stay: when, where, and who looks after the patient', () => {
    expect(read(adt({ event: 'A01', control: '1', at: AT, attending: npi('77') }))).toEqual({
      about: 'stay',
      patient: P1,
      stay: '|V1',
      event: {
        at: Date.UTC(2026, 10, 20, 13),
        control: 'HIS 1',
        change: 'admit',
        facility: 'General',
        department: 'WARD3',
        clinicians: {
          attending: [{ form: 'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|77', display: 'Ann Bell' }],
        },
      },
    })
  })

  it('says nothing of a role that is empty, takes away one that is "", and leaves out whom nobody knows', () => {
    const clinicians = (attending: string) => {
      const stated = read(adt({ event: 'A08', control: '1', at: AT, attending }))
      return stated.about === 'stay' ? stated.event.clinicians : stated
    }
    expect(clinicians('')).toEqual({})
    expect(clinicians('""')).toEqual({ attending: [] })
    expect(clinicians('77^Bell^Ann^^^^^^ELSEWHERE')).toEqual({ attending: [] })
    expect(clinicians(`${npi('77')}~${npi('78')}`)).toMatchObject({ attending: [{}, {}] })
  })

  it('states a merge, and that two are two again', () => {
    const merge = adt({ event: 'A40', control: '1', at: AT, stay: '', more: ['MRG|2^^^HOSP^MR'] })
    expect(read(merge)).toMatchObject({ about: 'merge', events: [{ change: 'merge', name: P2, of: P1 }] })
    const unmerge = adt({ event: 'A37', control: '1', at: AT, stay: '', more: ['PID|2||2^^^HOSP^MR'] })
    expect(read(unmerge)).toMatchObject({ events: [{ change: 'unmerge', name: P1, of: P2 }] })
  })

  const whole = { event: 'A01', control: '1', at: AT }
  it.each([
    ['no header', 'PID|1', 'message_malformed MSH-2'],
    ['a header with letters for marks', 'MSH|abcd|HIS', 'message_malformed MSH-2'],
    ['a line that is no segment', `${adt(whole)}\rhello`, 'message_malformed segment 5'],
    ['no control id', adt({ ...whole, control: '' }), 'field_missing MSH-10'],
    ['another type', adt(whole).replace('ADT^A01', 'ORU^R01'), 'type_unsupported MSH-9'],
    ['another event', adt({ ...whole, event: 'A60' }), 'event_unsupported MSH-9'],
    ['no time', adt({ ...whole, at: '' }), 'field_missing EVN-2'],
    ['a day that is none', adt({ ...whole, at: '20260231' }), 'field_invalid EVN-2'],
    ['a time that is none', adt({ ...whole, at: 'yesterday' }), 'field_invalid EVN-2'],
    ['a time to come', adt({ ...whole, at: '20270101' }), 'time_in_future EVN-2'],
    ['no patient', adt(whole).replace('1^^^HOSP^MR', ''), 'field_missing PID-3'],
    ['a patient of nobody we know', adt(whole).replace('^HOSP^', '^OTHER^'), 'patient_unknown PID-3'],
    ['a patient who is null', adt(whole).replace('1^^^HOSP^MR', '""^^^HOSP^MR'), 'field_invalid PID-3'],
    ['an escape that nobody knows', adt(whole).replace('1^^^HOSP', '1\\.br\\3^^^HOSP'), 'field_invalid PID-3'],
    ['an escape that never ends', adt(whole).replace('1^^^HOSP', '123\\x^^^HOSP'), 'field_invalid PID-3'],
    ['an escape in a clinician', adt({ ...whole, attending: npi('7\\H\\7') }), 'field_invalid PV1-7'],
    ['a stay that is null', adt({ ...whole, stay: '""' }), 'field_invalid PV1-19'],
    ['an escape in a stay', adt({ ...whole, stay: 'V\\Z1\\1' }), 'field_invalid PV1-19'],
    ['a merge of null', adt({ ...whole, event: 'A40', stay: '', more: ['MRG|""^^^HOSP^MR'] }), 'field_invalid MRG-1'],
    ['an admission to no stay', adt({ ...whole, stay: '' }), 'field_missing PV1-19'],
    ['a merge with nothing', adt({ ...whole, event: 'A40', stay: '' }), 'field_missing MRG-1'],
    [
      'a merge with itself',
      adt({ ...whole, event: 'A40', stay: '', more: ['MRG|1^^^HOSP^MR'] }),
      'field_invalid MRG-1',
    ],
    [
      'an unmerge that merges',
      adt({ ...whole, event: 'A37', stay: '', more: ['MRG|2^^^HOSP^MR'] }),
      'field_invalid PID-3',
    ],
  ])('is refused with %s', (_case, text, expected) => {
    expect(fault(text)).toBe(expected)
  })

  it('never makes anything throw but a fault that names no value', () => {
    const parts = fc.constantFrom(
      'MSH|^~\\&|',
      'HIS',
      '|',
      '^',
      '~',
      '\\',
      '&',
      '\r',
      'PID|',
      'PV1|',
      'EVN|',
      'A01',
      AT,
      'é',
      '""',
    )
    const wild = fc.array(parts, { maxLength: 60 }).map((each) => each.join(''))
    const spoiled = fc.tuple(fc.nat(400), fc.string({ maxLength: 3 }), fc.nat(9)).map(([from, put, out]) => {
      const text = adt({ ...whole, attending: npi('77') })
      return text.slice(0, from) + put + text.slice(from + out)
    })
    fc.assert(
      fc.property(fc.oneof(wild, spoiled), (text) => {
        expect(fault(text)).toMatch(/^(none|[a-z_]+ ([A-Z0-9]{3}-\d+|segment \d+))$/)
      }),
      { seed: 5, numRuns: 2_000 },
    )
  })
})

describe('text of a message', () => {
  it('is unescaped, with delimiters of its own', () => {
    const message = readMessage('MSH#*!$@#HIS\rPID#a$F$b*c$S$d$H$x$N$')
    expect([value(message.segments[1], 1, 1), value(message.segments[1], 1, 2)]).toEqual(['a#b', 'c*dx'])
  })

  it('is read in the character set that it states, and in no other', () => {
    const header = (charset: string) => `MSH|^~\\&|HIS${'|'.repeat(15)}${charset}`
    const bytes = (text: string, encoding: 'utf8' | 'latin1') => Buffer.from(`${text}\rPID|é`, encoding)
    expect(decode(bytes(header('UNICODE UTF-8'), 'utf8'), 'iso-8859-1')).toContain('é')
    expect(decode(bytes(header('8859/1'), 'latin1'), 'utf-8')).toContain('é')
    expect(decode(bytes(header(''), 'latin1'), 'iso-8859-1')).toContain('é')
    expect(() => decode(bytes(header(''), 'latin1'), 'utf-8')).toThrow(FeedFault)
    expect(() => decode(bytes(header('JAS2020'), 'utf8'), 'utf-8')).toThrow(FeedFault)
  })

  it.each([
    ['2026', 'UTC', '2026-01-01T00:00:00.000Z'],
    ['20261122', 'America/New_York', '2026-11-22T05:00:00.000Z'],
    ['202607010930', 'America/New_York', '2026-07-01T13:30:00.000Z'],
    ['20260308013000', 'America/New_York', '2026-03-08T06:30:00.000Z'],
    ['20261122093015.1234+0100', 'America/New_York', '2026-11-22T08:30:15.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(new Date(instantOf(text, 'EVN-2', zone) ?? 0).toISOString()).toBe(expected)
  })
})

describe('an acknowledgement', () => {
  const to = { sender: 'H|S', facility: 'GEN', control: '7', event: 'A01' }
  it('repeats nothing but who it is to, and names the field at fault', () => {
    const ours = { at: NOW, id: 'X1' }
    expect(acknowledgement(to, 'accepted', ours)).toBe(
      'MSH|^~\\&|CORDON||H\\F\\S|GEN|20261122000000+0000||ACK^A01^ACK|X1|P|2.5.1\rMSA|AA|7\r',
    )
    const refused = acknowledgement(to, { code: 'field_invalid', at: 'PV1-44' }, ours)
    expect(refused).toContain('\rMSA|AE|7\rERR||PV1^1^44|102|E|field_invalid|||')
    expect(acknowledgement(undefined, { code: 'message_malformed', at: undefined }, ours)).toContain('\rMSA|AR|\rERR||')
  })
})
