import type { NoteKindTable } from './kind.ts'

export const labReport: NoteKindTable = {
  title: 'Laboratory report',
  loinc: '11502-2',
  author: 'pathology',
  settings: ['clinic', 'phone', 'ed', 'inpatient'],
  lag: [0, 2],
  voices: [{}, {}, { letters: 'upper' }],
  asides: ['ACCOUNT', 'MRN', 'FAX', 'PHONE', 'LICENSE', 'IP', 'DEVICE', 'URL', 'OTHERID'],
  parts: {
    note: [
      'Called to {nurse.full} {anyphone} {date.p} {time}, read back by {nurse.initials}.',
      'Specimen not hemolyzed. Tube {acct.specimen}.',
      'Repeat requested by {lead.last}.',
      'Drawn by {person.full}, left antecubital, {time}.',
      'Duplicate chart {mrn.written} merged {date-30.p}.',
    ],
  },
  layouts: [
    `{laboratory}                         CLIA director {doc.sign}
{facstreet}, {faccity} {facstate} {faczip}     Ph {facphone}  Fax {fax}

PATIENT {pt.comma}              ID {mrn}
DOB     {dob.us}   SEX {M}     REQ {acct.order}
COLL    {date.us} {time}       RECV {date.us} {time}
ORDERED {lead.uppercomma}       NPI {npi}

TEST                            RESULT     FLAG       RANGE      UNITS      PREV
{labtable}

{note} {note}
{decoy}
{aside}`,
    `Lab results | {pt.header} | {dob} | {mrn}
Collected {date.stamp} | accession {acct.accession} | {laboratory}
Test | Result | Flag | Reference | Unit | Previous
{labtable.pipe}
Comment: {note} {decoy}
{aside}`,
    `patient,dob,mrn,collected,accession
"{pt.comma}",{dob.iso},{mrn.written},{date.iso},{acct.accession}
test,value,flag,range,unit,previous
{labtable.comma}
"comment: {note}"
"{decoy}"
"{aside}"`,
  ],
}
