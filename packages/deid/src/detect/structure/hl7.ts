import type { IdentifierKind } from '../../span.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import { type Content, SEGMENTS } from './hl7-segments.ts'

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
