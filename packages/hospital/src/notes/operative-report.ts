import type { NoteKindTable } from './kind.ts'

export const operativeReport: NoteKindTable = {
  title: 'Operative report',
  loinc: '11504-8',
  author: 'surgery',
  settings: [],
  when: 'procedure',
  lag: [0, 1],
  voices: [{}, { letters: 'upper' }, { wrap: 80 }],
  asides: ['DEVICE', 'NAME', 'ACCOUNT', 'BIOMETRIC', 'PHONE', 'OTHERID', 'LICENSE'],
  parts: {
    team: [
      'Surgeon: {doc.sign}. Assistant: {person}, PA-C. Anesthesia: {person.initial}, CRNA. Circulator: {person.full}, RN.',
      'SURGEON {doc.uppercomma} / FIRST ASSIST {person.upper} / ANESTHESIOLOGIST {person.comma}',
      '{doc.last} ({doc.initials}), with {person.initial} and scrub {person.first}',
    ],
    consent: [
      'Consent was signed by {pt.formal} on {date-1.p} with {kin.first} as witness.',
      'Risks reviewed with {pt.first} and {his} {rel} in the holding area; identity by band {id.wristband} and date of birth {dob.usbare}.',
      'Time-out at {time}: {pt.full}, {mrn.written}, site marked by {doc.initials}.',
    ],
    implant: [
      'Implant log: {device.udi}',
      'Implant: s/n {device.serial}; tag {device.tag}.',
      'Cautery unit {device.tag}, pads left thigh.',
      'Specimen {acct.specimen} to pathology.',
    ],
  },
  layouts: [
    `{fac}
OPERATIVE REPORT

NAME: {pt.header}
MRN: {mrn}     DOB: {dob}     ACCT: {acct.account}
DATE OF OPERATION: {date}
{team}

PREOPERATIVE DIAGNOSIS: {reason}
POSTOPERATIVE DIAGNOSIS: same
PROCEDURE: {procedure}

INDICATION: {age} {man}. {story}
{consent}

DESCRIPTION: {proceduretext} {decoy}

{implant}
{implant}
COMPLICATIONS: none. Counts correct x 2.
{aside}
Family updated: {kin} ({rel}) at {kinphone}.

D: {date.usshort} {time}  T: {date+1.usshort} {time}  Job {id.job}  {doc.initials}/{person.lowerinitials}`,
    `Brief op note {date.p}
{pt.uppercomma} {mrn}
Procedure: {procedure}
Team: {team}
{consent} {proceduretext}
{implant} {decoy}
To PACU awake. {aside} Plan: {plan}
Signed {doc.sign} {date.stamp}`,
  ],
}
