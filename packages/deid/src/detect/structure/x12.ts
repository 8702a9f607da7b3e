import type { IdentifierKind } from '../../span.ts'
import { add, type Layer, type Reading } from '../evidence.ts'

/** REF qualifiers of 837, 835, 270/271 and 278 that name a person or a record. */
const REF: Readonly<Record<string, IdentifierKind>> = {
  SY: 'SSN',
  EI: 'OTHERID',
  TJ: 'OTHERID',
  EA: 'MRN',
  G1: 'ACCOUNT',
  '9F': 'ACCOUNT',
  F8: 'ACCOUNT',
  D9: 'ACCOUNT',
  '6R': 'ACCOUNT',
  '1K': 'ACCOUNT',
  '0B': 'LICENSE',
  '1G': 'LICENSE',
  G2: 'LICENSE',
  '1L': 'HEALTHPLAN',
  '0F': 'HEALTHPLAN',
  '1W': 'HEALTHPLAN',
  IG: 'HEALTHPLAN',
  '6P': 'HEALTHPLAN',
  Y4: 'ACCOUNT',
  EJ: 'ACCOUNT',
  X4: 'LICENSE',
  LX: 'OTHERID',
  BT: 'ACCOUNT',
  '4N': 'ACCOUNT',
}

const SEGMENT = /(?:^|[\n~])[ \t\r\n]{0,4}([A-Z][A-Z\d]{1,2})\*([^~\n]{1,1000})/g

/** Segments that tell a transaction from other text with stars. */
const OPENERS = ['ISA*', 'NM1*', 'CLM*', 'ST*', 'N3*', 'N4*']

const OPENER = /(?:^|[\n~])[ \t]{0,4}(?:ISA|NM1|CLM|ST|N3|N4)\*/

/** X12 EDI segments inside a text, read by their qualifiers. */
export function createX12(): Layer {
  return (reading) => {
    if (!OPENERS.some((name) => reading.text.includes(name)) || !OPENER.test(reading.text)) return
    SEGMENT.lastIndex = 0
    for (let match = SEGMENT.exec(reading.text); match !== null; match = SEGMENT.exec(reading.text)) {
      const body = match[2] ?? ''
      const parts = body.split('*')
      const offsets: number[] = []
      let offset = match.index + match[0].length - body.length
      for (const part of parts) {
        offsets.push(offset)
        offset += part.length + 1
      }
      READERS[match[1] ?? '']?.({ reading, parts, offsets })
    }
  }
}

interface Segment {
  readonly reading: Reading
  readonly parts: readonly string[]
  readonly offsets: readonly number[]
}

function put({ reading, parts, offsets }: Segment, i: number, kind: IdentifierKind, to = i): void {
  const start = offsets[i] ?? 0
  const end = (offsets[to] ?? 0) + (parts[to] ?? '').length
  if (end - start >= 2) add(reading, start, end, kind, `x12/${kind.toLowerCase()}`, 0.97)
}

const READERS: Readonly<Record<string, (segment: Segment) => void>> = {
  ISA: (segment) => {
    put(segment, 8, 'DATE')
    put(segment, 12, 'OTHERID')
  },
  GS: (segment) => {
    put(segment, 3, 'DATE')
    put(segment, 5, 'OTHERID')
  },
  GE: (segment) => put(segment, 1, 'OTHERID'),
  IEA: (segment) => put(segment, 1, 'OTHERID'),
  BHT: (segment) => {
    put(segment, 2, 'OTHERID')
    put(segment, 3, 'DATE')
  },
  NM1: entity,
  N3: (segment) => put(segment, 0, 'STREET', segment.parts[1] === undefined ? 0 : 1),
  N4: (segment) => {
    put(segment, 0, 'CITY')
    put(segment, 2, 'ZIP')
  },
  PER: contact,
  SBR: (segment) => put(segment, 2, 'HEALTHPLAN'),
  DMG: (segment) => put(segment, 1, 'DATE'),
  CLM: (segment) => put(segment, 0, 'ACCOUNT'),
  DTP: (segment) => put(segment, 2, 'DATE'),
  PWK: (segment) => put(segment, 5, 'ACCOUNT'),
  REF: (segment) => {
    const kind = REF[segment.parts[0] ?? '']
    if (kind !== undefined) put(segment, 1, kind)
  },
  TRN: (segment) => put(segment, 1, 'ACCOUNT'),
  BPR: (segment) => put(segment, 15, 'DATE'),
  CLP: (segment) => {
    put(segment, 0, 'ACCOUNT')
    put(segment, 6, 'ACCOUNT')
  },
}

const PAYERS = new Set(['PR', '40', '41'])

/** NM1: entity code, 1 person or 2 organisation, last, first, middle, prefix, suffix, id qualifier, id. */
function entity(segment: Segment): void {
  const { parts } = segment
  const payer = PAYERS.has(parts[0] ?? '')
  if (parts[1] === '1') put(segment, 2, 'NAME', lastName(parts))
  else if (!payer) put(segment, 2, 'FACILITY')
  if (!payer)
    put(
      segment,
      8,
      parts[7] === 'MI' ? 'HEALTHPLAN' : parts[7] === 'XX' ? 'LICENSE' : parts[7] === '34' ? 'SSN' : 'OTHERID',
    )
}

function lastName(parts: readonly string[]): number {
  for (let i = 6; i > 2; i--) if (i !== 5 && (parts[i] ?? '') !== '') return i
  return 2
}

const CONTACTS: Readonly<Record<string, IdentifierKind>> = {
  TE: 'PHONE',
  EX: 'PHONE',
  HP: 'PHONE',
  WP: 'PHONE',
  CP: 'PHONE',
  FX: 'FAX',
  EM: 'EMAIL',
  UR: 'URL',
}

function contact(segment: Segment): void {
  put(segment, 1, 'NAME')
  for (let i = 2; i + 1 < segment.parts.length; i += 2) {
    const kind = CONTACTS[segment.parts[i] ?? '']
    if (kind !== undefined) put(segment, i + 1, kind)
  }
}
