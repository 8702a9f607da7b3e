import type { IdentifierKind } from '@cordon/deid'

/** What a reviewer marks as what: the identifiers of 45 CFR 164.514(b)(2)(i), as they occur in notes. */
export const KIND_MEANINGS: Record<IdentifierKind, string> = {
  NAME: 'any person: patient, relative, friend, clinician, in any form, initials and nicknames too',
  DATE: 'anything finer than a year: 3/14, the second of May, Ash Wednesday, a weekday with a date; not a bare year',
  AGE90: 'an age over 89',
  STREET: 'street address, building, room, PO box',
  CITY: 'city, town, village, region smaller than a state',
  ZIP: 'postal code',
  COUNTY: 'county, parish, precinct',
  FACILITY: 'a named hospital, clinic, pharmacy, laboratory, home',
  ORG: 'a named employer, school, church, club',
  PHONE: 'telephone or pager number, spelled out too',
  FAX: 'fax number',
  EMAIL: 'e-mail address',
  SSN: 'Social Security number, whole or in part',
  MRN: 'medical record number',
  HEALTHPLAN: 'health plan beneficiary number, member or group number',
  ACCOUNT: 'account, claim, encounter, accession or specimen number',
  LICENSE: 'certificate or licence number, NPI, DEA number',
  VEHICLE: 'vehicle identifier, plate',
  DEVICE: 'device identifier or serial number',
  URL: 'web address, profile, handle',
  IP: 'network address',
  BIOMETRIC: 'biometric identifier',
  OTHERID: 'any other number, code or characteristic that is one person’s',
}

export function guidelines(reviewer: string, form: string): string {
  const kinds = Object.entries(KIND_MEANINGS).map(([kind, meaning]) => `  ${kind.padEnd(11)}${meaning}`)
  return `For ${reviewer}

Mark every place that identifies somebody, whether or not you think that a program would find it. Work alone: do not look
at the other reviewer's marks, nor at what any program finds, because whoever sees marks passes over what is not marked.

${FORM_GUIDES[form] ?? ''}
Mark the whole value once (a full name is one mark, a full date is one) and nothing around it. What is no identifier in
itself (a drug, a disease that bears a name, a score, a bare year, a state) stays unmarked.

${kinds.join('\n')}
`
}

const FORM_GUIDES: Readonly<Record<string, string>> = {
  inline: `Open each .txt file in a text editor and put marks into it: Seen by [[NAME|Dr. Ng]] on [[DATE|3/14/2026]].
Change nothing else; cordon eval kit merge says where something was changed.
`,
  jsonl: `Fill the "spans" of each line of labels.jsonl: {"start":8,"end":14,"type":"NAME"}; offsets are UTF-16, end exclusive.
`,
  brat: `Open this folder with brat (its .ann files are empty) and annotate.
`,
}
