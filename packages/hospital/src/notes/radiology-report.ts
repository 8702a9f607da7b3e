import type { NoteKindTable } from './kind.ts'

export const radiologyReport: NoteKindTable = {
  title: 'Radiology report',
  loinc: '18748-4',
  author: 'radiology',
  settings: [],
  when: 'imaging',
  lag: [0, 1],
  voices: [{}, { letters: 'upper' }, { wrap: 76 }],
  asides: ['ACCOUNT', 'DEVICE', 'URL', 'PHONE', 'IP', 'MRN', 'FACILITY'],
  parts: {
    call: [
      'Discussed with {lead} by telephone at {time} on {date.p}.',
      'Critical result called to {nurse.full}, RN, {anyphone}, {date.p} {time}, read back.',
      'Findings were messaged to {pcp.last} ({docemail}).',
      'Preliminary read by resident {person}.',
    ],
    compare: [
      'Comparison: {prev.whole}.',
      'COMPARISON: outside study of {date-420.v} from {otherhosp}.',
      'Compared with {date-388.p}, {fac.short}.',
      'No prior.',
    ],
  },
  layouts: [
    `{fac}
DEPARTMENT OF RADIOLOGY
Name: {pt.header}           MRN: {mrn}
DOB: {dob.us}               Accession: {acct.imaging}
Ordered by: {lead.comma}    Exam date: {date} {time}

EXAM: {study}
HISTORY: {age} {M}, {reason}.
{compare}

FINDINGS: {findings}

IMPRESSION: {impression}

{call} {aside}
Incidental vocabulary of this study: {decoy}
Dictated and signed: {doc.sign} {date.usshort} {time}`,
    `{study} - {pt.comma} - {date.p}
Acc {acct.imaging}, chart {mrn}, req. {lead.last} (NPI {npi})
Indication: {reason}. {compare}
Findings. {findings} {decoy}
Impression. {impression}
{aside} {call}
R: {doc.initials}  T: {person.lowerinitials}  {date.stamp}`,
    `Study: {study}
Pt {pt.uppercomma} ({dob.compact}, {M}, {age})
Station {ip.ten} / images {url.image}
Clinical question: {reason}; {story}
{findings}
=> {impression}
{decoy}
{call} {aside}
{doc.sign}, {laboratory}`,
  ],
}
