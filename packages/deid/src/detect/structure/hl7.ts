import type { IdentifierKind } from '../../span.ts'
import { add, type Layer, type Reading } from '../evidence.ts'

/** What the fields of an HL7 v2 segment hold (v2.5.1 chapters 3, 4, 6, 7). Components follow their data type. */
type Content = IdentifierKind | 'XAD' | 'XPN' | 'XCN' | 'XTN' | 'CX' | 'AGE'

const SEGMENTS: Readonly<Record<string, Readonly<Record<number, Content>>>> = {
  MSH: { 4: 'FACILITY', 6: 'FACILITY', 7: 'DATE', 10: 'OTHERID' },
  EVN: { 2: 'DATE', 3: 'DATE', 5: 'XCN', 6: 'DATE' },
  PID: {
    2: 'CX',
    3: 'CX',
    4: 'CX',
    5: 'XPN',
    6: 'XPN',
    7: 'DATE',
    9: 'XPN',
    11: 'XAD',
    12: 'COUNTY',
    13: 'XTN',
    14: 'XTN',
    18: 'ACCOUNT',
    19: 'SSN',
    20: 'LICENSE',
    21: 'CX',
    23: 'CITY',
    29: 'DATE',
  },
  PD1: { 3: 'FACILITY', 4: 'XCN' },
  NK1: { 2: 'XPN', 4: 'XAD', 5: 'XTN', 6: 'XTN', 13: 'ORG', 16: 'DATE', 30: 'XPN', 31: 'XTN', 32: 'XAD', 33: 'CX' },
  PV1: {
    5: 'CX',
    7: 'XCN',
    8: 'XCN',
    9: 'XCN',
    17: 'XCN',
    19: 'ACCOUNT',
    44: 'DATE',
    45: 'DATE',
    50: 'ACCOUNT',
    52: 'XCN',
  },
  ORC: {
    2: 'ACCOUNT',
    3: 'ACCOUNT',
    4: 'ACCOUNT',
    9: 'DATE',
    10: 'XCN',
    11: 'XCN',
    12: 'XCN',
    14: 'XTN',
    15: 'DATE',
    21: 'FACILITY',
    22: 'XAD',
    23: 'XTN',
    24: 'XAD',
  },
  OBR: {
    2: 'ACCOUNT',
    3: 'ACCOUNT',
    6: 'DATE',
    7: 'DATE',
    8: 'DATE',
    10: 'XCN',
    14: 'DATE',
    16: 'XCN',
    17: 'XTN',
    18: 'ACCOUNT',
    19: 'ACCOUNT',
    22: 'DATE',
    28: 'XCN',
    32: 'XCN',
    34: 'XCN',
  },
  OBX: { 14: 'DATE', 16: 'XCN', 18: 'DEVICE', 19: 'DATE', 23: 'FACILITY', 24: 'XAD', 25: 'XCN' },
  DG1: { 5: 'DATE', 16: 'XCN' },
  PR1: { 5: 'DATE', 8: 'XCN', 11: 'XCN', 12: 'XCN' },
  GT1: {
    2: 'CX',
    3: 'XPN',
    4: 'XPN',
    5: 'XAD',
    6: 'XTN',
    7: 'XTN',
    8: 'DATE',
    12: 'SSN',
    16: 'ORG',
    17: 'XAD',
    18: 'XTN',
    19: 'ACCOUNT',
    51: 'ORG',
  },
  IN1: {
    2: 'HEALTHPLAN',
    8: 'HEALTHPLAN',
    9: 'ORG',
    10: 'HEALTHPLAN',
    11: 'ORG',
    12: 'DATE',
    13: 'DATE',
    16: 'XPN',
    18: 'DATE',
    19: 'XAD',
    36: 'HEALTHPLAN',
    49: 'CX',
  },
  IN2: { 1: 'HEALTHPLAN', 2: 'SSN', 3: 'XCN', 6: 'HEALTHPLAN', 8: 'HEALTHPLAN' },
  SCH: { 1: 'ACCOUNT', 2: 'ACCOUNT', 11: 'DATE', 12: 'XCN', 16: 'XCN' },
  TXA: { 4: 'DATE', 5: 'XCN', 6: 'DATE', 7: 'DATE', 9: 'XCN', 10: 'XCN', 11: 'XCN', 12: 'ACCOUNT' },
  MRG: { 1: 'CX', 2: 'CX', 3: 'CX', 4: 'CX', 7: 'XPN' },
  ACC: { 1: 'DATE' },
  RXA: { 3: 'DATE', 4: 'DATE', 10: 'XCN' },
  FT1: { 4: 'DATE', 20: 'XCN', 21: 'XCN' },
  STF: { 3: 'XPN', 6: 'DATE', 10: 'XTN', 11: 'XAD' },
  DEV: { 2: 'DEVICE' },
}

const SEGMENT = /(?:^|\n)[ \t]{0,4}([A-Z][A-Z\d]{2})\|([^\n]{0,4000})/g

/** Segments that tell a message from other text with bars. */
const SEGMENT_NAMES = ['MSH|', 'PID|', 'OBX|', 'NK1|', 'PV1|']

/** HL7 v2 segments inside a text: each field is read by its place. */
export function createHl7(): Layer {
  return (reading) => {
    if (
      !SEGMENT_NAMES.some((name) => reading.text.includes(name)) ||
      !/(?:^|\n)[ \t]{0,4}(?:MSH|PID|OBX|NK1|PV1)\|/.test(reading.text)
    )
      return
    for (const match of reading.text.matchAll(SEGMENT)) segment(reading, match)
  }
}

function segment(reading: Reading, match: RegExpExecArray): void {
  const name = match[1] ?? ''
  const plan = SEGMENTS[name]
  const body = match[2] ?? ''
  let at = match.index + match[0].length - body.length
  // MSH-1 is the separator itself, so its fields count from two.
  let index = name === 'MSH' ? 2 : 1
  for (const field of body.split('|')) {
    const content = plan?.[index]
    if (content !== undefined && field !== '') repetitions(reading, at, field, content)
    if (name === 'OBX' && index === 5 && /\^AGE\^/i.test(body) && /^(?:9\d|1[0-2]\d)$/.test(field))
      put(reading, at, field, 'AGE90')
    at += field.length + 1
    index++
  }
}

function repetitions(reading: Reading, at: number, field: string, content: Content): void {
  let offset = at
  for (const repetition of field.split('~')) {
    COMPONENTS[content]?.(reading, offset, repetition)
    if (COMPONENTS[content] === undefined) first(reading, offset, repetition, content as IdentifierKind)
    offset += repetition.length + 1
  }
}

type Read = (reading: Reading, at: number, raw: string) => void

const COMPONENTS: Partial<Record<Content, Read>> = {
  XAD: address,
  XPN: person,
  XCN: codedPerson,
  XTN: telecom,
  CX: identifier,
}

function first(reading: Reading, at: number, raw: string, kind: IdentifierKind): void {
  const value = raw.split('^')[0] ?? ''
  if (kind === 'HEALTHPLAN' && !/\d/.test(value)) return
  if (kind === 'DATE' ? /^\d{6,14}/.test(value) : value.length > 1) put(reading, at, value, kind)
}

/** Street and unit, city, state (kept), ZIP, country, type, other, county. */
function address(reading: Reading, at: number, raw: string): void {
  const parts = raw.split('^')
  const offsets = offsetsOf(parts, at)
  const street = (parts[1] ?? '') === '' ? (parts[0] ?? '') : `${parts[0] ?? ''}^${parts[1] ?? ''}`
  put(reading, at, street, 'STREET')
  put(reading, offsets[2] ?? 0, parts[2] ?? '', 'CITY')
  put(reading, offsets[4] ?? 0, parts[4] ?? '', 'ZIP')
  if ((parts[8] ?? '').length > 2) put(reading, offsets[8] ?? 0, parts[8] ?? '', 'COUNTY')
}

/** Family, given, further given names; suffix joins, prefix and degree do not. */
function person(reading: Reading, at: number, raw: string): void {
  const parts = raw.split('^')
  const name = parts.slice(0, 3).join('^').replace(/\^+$/, '')
  if (/\p{L}{2}/u.test(name) && !/^(?:SELF|SPOUSE|CHILD|OTHER|PARENT|SAME)$/i.test(name)) put(reading, at, name, 'NAME')
}

const NOT_PEOPLE = /^(?:L|D|MR|UPIN)$/

function codedPerson(reading: Reading, at: number, raw: string): void {
  const parts = raw.split('^')
  const id = parts[0] ?? ''
  if (parts.length === 1) {
    if (/\d{4}/.test(id)) put(reading, at, id, 'LICENSE')
    else if (id.length > 2) put(reading, at, id, 'NAME')
    return
  }
  const numbered =
    /\d/.test(id) ||
    id === '' ||
    (parts.length >= 3 &&
      !parts[2]?.startsWith('"') &&
      /^[A-Z]+$/.test(id) &&
      (parts[1] ?? '').length > 1 &&
      id.endsWith(parts[1] ?? '-'))
  if (!numbered) {
    put(reading, at, parts.slice(0, 3).join('^').replace(/\^+$/, ''), 'NAME')
    return
  }
  put(reading, at, id, /\d/.test(id) ? 'LICENSE' : 'OTHERID')
  const name = parts
    .slice(1, 4)
    .filter((part, i) => i < 2 || !NOT_PEOPLE.test(part))
    .join('^')
    .replace(/\^+$/, '')
  put(reading, at + id.length + 1, name, 'NAME')
}

function telecom(reading: Reading, at: number, raw: string): void {
  const parts = raw.split('^')
  const offsets = offsetsOf(parts, at)
  const fax = parts.includes('FX')
  parts.forEach((part, i) => {
    if (/@/.test(part)) put(reading, offsets[i] ?? at, part, 'EMAIL')
    else if (/\d{4}/.test(part)) put(reading, offsets[i] ?? at, part, fax ? 'FAX' : 'PHONE')
  })
}

const CX_KINDS: Readonly<Record<string, IdentifierKind>> = {
  SS: 'SSN',
  DL: 'LICENSE',
  MR: 'MRN',
  AN: 'ACCOUNT',
  VN: 'ACCOUNT',
  MA: 'HEALTHPLAN',
  MC: 'HEALTHPLAN',
  NPI: 'LICENSE',
  PPN: 'OTHERID',
}

function identifier(reading: Reading, at: number, raw: string): void {
  const parts = raw.split('^')
  put(reading, at, parts[0] ?? '', CX_KINDS[parts[4] ?? ''] ?? 'MRN')
}

function offsetsOf(parts: readonly string[], at: number): number[] {
  const offsets: number[] = []
  let offset = at
  for (const part of parts) {
    offsets.push(offset)
    offset += part.length + 1
  }
  return offsets
}

function put(reading: Reading, at: number, value: string, kind: IdentifierKind): void {
  if (value.length < 2) return
  add(reading, at, at + value.length, kind, `hl7/${kind.toLowerCase()}`, 0.97)
}
