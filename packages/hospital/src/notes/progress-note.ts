import type { NoteKindTable } from './kind.ts'

export const progressNote: NoteKindTable = {
  title: 'Progress note',
  loinc: '11506-3',
  author: 'lead',
  settings: ['clinic', 'inpatient'],
  lag: [0, 0],
  voices: [{}, {}, { typos: 0.015 }, { wrap: 84 }],
  asides: ['NAME', 'DATE', 'PHONE', 'FACILITY', 'ORG', 'DEVICE', 'VEHICLE', 'CITY', 'URL', 'AGE90', 'OTHERID'],
  parts: {
    sign: [
      '{doc.sign}',
      '{doc.sign}\n{date.usshort} {time}',
      'Electronically signed {date.whole} {time} by {doc.sign}',
      '-- {doc.initials}',
      '{doc.dotted} dictated, read by {person.lowerinitials}',
    ],
    who: [
      '{pt.header}  MRN {mrn}  DOB {dob}',
      'RE: {pt.header} ({dob.whole})',
      '{pt.header} | {age} {M} | {mrn}',
      'Patient {pt.header}, chart {mrn}, seen {date}',
    ],
  },
  layouts: [
    `{who}
Visit {date} -- {reason}

S: {story} {aside}
O: {vitals}. {exam}
   Labs ({date-2.p}): {labs}
A: {assessment}
P: {changes}
   {plan}
   {decoy}

{sign}`,
    `PROGRESS NOTE
{clinic}
{who}
Date of service: {date}

SUBJECTIVE
{story} Last visit {prev.p}.

OBJECTIVE
{vitals}
{exam} {decoy}
{labtable}

ASSESSMENT
{assessment}

MEDICATION CHANGES
{changes.list}

PLAN
{plan} {aside}

{sign}`,
    `{date.p} {doc.last} clinic note
{pt.formal}, {age}, {reason}. {story}
{?PMH {history}.} Takes {meds}. Allergic: {allergy}.
{exam} BP {bp}, HR {hr}. {labs}.
Imp: {assessment} {changes}
{plan} {aside} {decoy}
cc {pcp}
{sign}`,
    `Problem-based note, {date.weekdayfull}
{who}

#{reason}
- {story}
- {exam}
- {labs}
- {assessment}
- {changes}
- {plan}
#social
- {aside} {aside}
#other
- {decoy}
- Full code. {rel} {kin.first} is proxy, {kinphone}.
{sign}`,
  ],
}
