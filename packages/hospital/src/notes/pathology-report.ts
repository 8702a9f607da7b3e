import type { NoteKindTable } from './kind.ts'

export const pathologyReport: NoteKindTable = {
  title: 'Surgical pathology report',
  loinc: '11526-1',
  author: 'pathology',
  settings: [],
  when: 'pathology',
  lag: [2, 6],
  voices: [{}, { wrap: 78 }, { letters: 'upper' }],
  asides: ['ACCOUNT', 'EMAIL', 'FAX', 'PHONE', 'LICENSE', 'NAME', 'MRN', 'IP', 'URL'],
  parts: {
    call: [
      'Result phoned to {nurse.first} at the office of {lead.last}, {anyphone}, {date.p} {time}.',
      'Shown at the {date+1.p} conference; {outsider.last} concurs.',
      'Seen in consultation with {outsider}.',
      'Block {acct.specimen} sent to {otherfac} on {date.partialbritish}.',
    ],
  },
  layouts: [
    `SURGICAL PATHOLOGY                      {laboratory}
Case No. {acct.accession}     CLIA director: {doc.sign}   Lic. {license}

Patient ......... {pt.comma}
Sex/Age ......... {M} / {age}
Med rec ......... {mrn}
Collected ....... {visit.hyphen}      Received ....... {visit+1.hyphen}
Submitting ...... {lead.header}, {clinic}

SPECIMEN: {specimen}
CLINICAL: {reason}
GROSS: {gross}
DIAGNOSIS: {diagnosis}

COMMENT: {call} {decoy}
{aside}
{doc.sign}, {date.whole}`,
    `Path {acct.accession} // {pt.header} // {dob.whole} // {mrn}
received {visit+1.p}, signed out {date.p}
{specimen}
macro: {gross}
dx: {diagnosis}
{call} {aside}
{decoy} {doc.initials}`,
  ],
}
