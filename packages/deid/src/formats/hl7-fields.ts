import type { IdentifierKind } from '../span.ts'

/**
 * What the fields of HL7 v2 segments hold (v2.5.1, chapters 2A, 3, 4, 6, 7, 9, 10). A field that is not here is read as
 * text; `keep` holds codes of closed tables and counts.
 */
export type FieldContent =
  | IdentifierKind
  | 'XPN'
  | 'XCN'
  | 'XAD'
  | 'XTN'
  | 'XON'
  | 'CX'
  | 'EI'
  | 'PL'
  | 'HD'
  | 'DTM'
  | 'CWE'
  | 'keep'
  | 'text'

export const FIELDS: Readonly<Record<string, string>> = {
  FHS: '1-2 keep, 4 HD, 6 HD, 7 DTM, 9 OTHERID, 11 OTHERID',
  BHS: '1-2 keep, 4 HD, 6 HD, 7 DTM, 9 OTHERID, 11 OTHERID',
  MSH: '1-2 keep, 3 text, 4 HD, 5 text, 6 HD, 7 DTM, 8 OTHERID, 9 keep, 10 OTHERID, 11-13 keep, 15-21 keep',
  MSA: '1 keep, 2 OTHERID, 3 text',
  EVN: '1 keep, 2-3 DTM, 4 keep, 5 XCN, 6 DTM, 7 HD',
  PID:
    '1 keep, 2-4 CX, 5-6 XPN, 7 DTM, 8 keep, 9 XPN, 10 CWE, 11 XAD, 12 COUNTY, 13-14 XTN, 15-17 CWE, 18 CX, 19 SSN, ' +
    '20 LICENSE, 21 CX, 22 CWE, 23 CITY, 24 keep, 26-28 CWE, 29 DTM, 30-32 keep, 33 DTM, 34 HD, 35-36 CWE',
  PD1: '3 XON, 4 XCN',
  NK1:
    '1 keep, 2 XPN, 3 CWE, 4 XAD, 5-6 XTN, 7 CWE, 8-9 DTM, 10 text, 12 CX, 13 XON, 14 CWE, 15 keep, 16 DTM, 20 CWE, ' +
    '26 XPN, 30 XPN, 31 XTN, 32 XAD, 33 CX, 35 CWE, 37 SSN, 38 CITY',
  PV1:
    '1-2 keep, 3 PL, 4 keep, 5 CX, 6 PL, 7-9 XCN, 10 keep, 11 PL, 12-16 keep, 17 XCN, 18 keep, 19 CX, 20 keep, ' +
    '36 keep, 37 text, 39-41 keep, 42-43 PL, 44-45 DTM, 50 CX, 52 XCN',
  PV2: '1 PL, 3 CWE, 8-9 DTM, 13 XCN, 14 DTM, 17 DTM, 23 XON, 26 DTM, 33 DTM, 46-48 DTM',
  ORC:
    '1 keep, 2-4 EI, 5-6 keep, 9 DTM, 10-12 XCN, 13 PL, 14 XTN, 15 DTM, 16-17 CWE, 18 PL, 19 XCN, 21 XON, 22 XAD, ' +
    '23 XTN, 24 XAD, 27 DTM',
  OBR:
    '1 keep, 2-3 EI, 4 CWE, 5 keep, 6-8 DTM, 10 XCN, 11 keep, 14 DTM, 16 XCN, 17 XTN, 18-21 ACCOUNT, 22 DTM, 24-25 keep, ' +
    '28 XCN, 31 CWE, 32-35 XCN, 36 DTM, 44 CWE',
  OBX: '1-2 keep, 3 CWE, 4 text, 6 CWE, 7-8 text, 9 keep, 11 keep, 12 DTM, 14 DTM, 15 XON, 16 XCN, 17 CWE, 18 DEVICE, 19 DTM, 23 XON, 24 XAD, 25 XCN',
  NTE: '1-2 keep, 3 text',
  SPM: '1 keep, 2 EI, 4 CWE, 17-18 DTM',
  AL1: '1-2 keep, 3 CWE, 4 keep, 5 text, 6 DTM',
  DG1: '1-2 keep, 3 CWE, 4 text, 5 DTM, 6 keep, 16 XCN, 19 DTM',
  PR1: '1-2 keep, 3 CWE, 4 text, 5 DTM, 8 XCN, 11-12 XCN',
  GT1:
    '1 keep, 2 CX, 3-4 XPN, 5 XAD, 6-7 XTN, 8 DTM, 9-10 keep, 11 CWE, 12 SSN, 13-14 DTM, 16 XPN, 17 XAD, 18 XTN, 19 CX, ' +
    '21 XON, 29 CX, 51 XON, 53 XTN',
  IN1:
    '1 keep, 2 CWE, 3 CX, 4 XON, 5 XAD, 6 XPN, 7 XTN, 8 HEALTHPLAN, 9 XON, 10 HEALTHPLAN, 11 XON, 12-13 DTM, 14 ACCOUNT, ' +
    '16 XPN, 17 CWE, 18 DTM, 19 XAD, 24 DTM, 26 DTM, 28 ACCOUNT, 29 DTM, 30 XCN, 36 HEALTHPLAN, 43 keep, 44 XAD, 49 CX',
  IN2: '1 HEALTHPLAN, 2 SSN, 3 XCN, 6 HEALTHPLAN, 8 HEALTHPLAN, 9 XPN, 10 HEALTHPLAN, 22 XPN, 25 HEALTHPLAN, 26 HEALTHPLAN, 40 XPN, 52 XPN, 61 CX, 63-64 XTN, 69 XON',
  MRG: '1-4 CX, 5-6 CX, 7 XPN',
  ACC: '1 DTM, 3 text, 10 XAD',
  SCH: '1-2 EI, 6 CWE, 7 CWE, 11 text, 12 XCN, 13 XTN, 14 XAD, 15 PL, 16 XCN, 17 XTN, 18 XAD, 19 PL, 20 XCN, 25 CWE',
  AIP: '3 XCN, 6 DTM',
  AIL: '3 PL, 6 DTM',
  TXA: '1-3 keep, 4 DTM, 5 XCN, 6-8 DTM, 9-11 XCN, 12-14 EI, 16 text, 17-20 keep, 22 XCN',
  RXO: '1 CWE, 14 XCN',
  RXE: '2 CWE, 13-14 XCN, 15 OTHERID, 18 DTM, 32 DTM',
  RXA: '1-2 keep, 3-4 DTM, 5 CWE, 10 XCN, 11 PL, 15 OTHERID, 16 DTM, 17 XON, 22 DTM',
  FT1: '2 ACCOUNT, 4-5 DTM, 7 CWE, 16 PL, 19 CWE, 20-21 XCN, 23 EI, 25 CWE',
  STF: '2 CX, 3 XPN, 6 DTM, 10 XTN, 11 XAD, 12-13 DTM, 15 EMAIL',
  PRD: '2 XPN, 3 XAD, 4 PL, 5 XTN, 7 CX',
  CTD: '2 XPN, 3 XAD, 4 PL, 5 XTN, 7 CX',
  DEV: '2 EI, 3 EI',
  TQ1: '7-8 DTM',
}

/** What OBX-5 holds, by the type that OBX-2 names. Types that are not here are read as text. */
export const VALUE_TYPES: Readonly<Record<string, FieldContent | 'refuse' | 'number'>> = {
  NM: 'number',
  SN: 'number',
  SI: 'number',
  DT: 'DTM',
  TS: 'DTM',
  DTM: 'DTM',
  TM: 'keep',
  CE: 'CWE',
  CWE: 'CWE',
  CNE: 'CWE',
  CF: 'CWE',
  CX: 'CX',
  CK: 'CX',
  EI: 'EI',
  PN: 'XPN',
  XPN: 'XPN',
  XCN: 'XCN',
  CN: 'XCN',
  XAD: 'XAD',
  AD: 'XAD',
  XTN: 'XTN',
  TN: 'XTN',
  XON: 'XON',
  PL: 'PL',
  HD: 'HD',
  ED: 'refuse',
  RP: 'refuse',
}

/** Fields that a whole segment has: fewer tell that the message was cut. */
export const FIELDS_MIN: Readonly<Record<string, number>> = { MSH: 12, PID: 5, OBX: 5 }

/** CX-5, table 0203. */
export const ID_TYPES: Readonly<Record<string, IdentifierKind>> = {
  AN: 'ACCOUNT',
  ANON: 'OTHERID',
  DL: 'LICENSE',
  DN: 'LICENSE',
  EI: 'OTHERID',
  HC: 'HEALTHPLAN',
  LN: 'LICENSE',
  MA: 'HEALTHPLAN',
  MB: 'HEALTHPLAN',
  MC: 'HEALTHPLAN',
  MD: 'LICENSE',
  MI: 'OTHERID',
  MR: 'MRN',
  NPI: 'LICENSE',
  PI: 'MRN',
  PN: 'OTHERID',
  PPN: 'OTHERID',
  PRN: 'LICENSE',
  PT: 'MRN',
  SB: 'SSN',
  SN: 'HEALTHPLAN',
  SS: 'SSN',
  UPIN: 'LICENSE',
  VN: 'ACCOUNT',
  VS: 'ACCOUNT',
  XX: 'OTHERID',
}

/** Assigning authorities that everybody shares: they tell of a country, not of a place. */
export const SHARED_AUTHORITIES: ReadonlySet<string> = new Set(
  'SSA USSSA SS NPI CMS NPPES DMV DEA USA US ISO UPIN MEDICARE MEDICAID L HL7'.split(' '),
)

/** Reads a line of the table above: `2-4 CX` is three fields. */
export function contentOf(segment: string): ReadonlyMap<number, FieldContent> {
  const contents = new Map<number, FieldContent>()
  for (const entry of (FIELDS[segment] ?? '').split(', ').filter((line) => line !== '')) {
    const [numbers = '', content = ''] = entry.split(' ')
    const [from = 0, to = from] = numbers.split('-').map(Number)
    for (let field = from; field <= to; field++) contents.set(field, content as FieldContent)
  }
  return contents
}
