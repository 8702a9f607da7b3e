import type { NoteKindTable } from './kind.ts'

export const emsRun: NoteKindTable = {
  title: 'Ambulance run report',
  loinc: '67796-3',
  author: 'emergency',
  settings: ['ed'],
  lag: [0, 0],
  voices: [{}, { letters: 'upper' }, { typos: 0.03 }, { wrap: 72 }],
  asides: ['STREET', 'VEHICLE', 'ACCOUNT', 'COUNTY', 'LICENSE', 'AGE90', 'PHONE', 'OTHERID', 'SSN', 'DEVICE', 'CITY'],
  parts: {
    scene: [
      'Dispatched {time} to {street}, {city}; met at the door by {kin.full} ({rel}).',
      'Flagged down at {anystreet.crossing}, {place}, beside a {anycar} ({vehicle}).',
      'Responded to {otherorg}, second floor; coworker {person.first} had called 911.',
      'Mile marker on {anystreet.again}; {county} deputy {person.last} on scene.',
    ],
    crew: [
      'Crew: {person.initial}, EMT-P #{id.badge}; {person.last}, EMT-B',
      'Medic 7: {person.full} / {person.full}',
      'Unit 12, {person.upperlast} driving, attendant {person.initials}',
    ],
  },
  layouts: [
    `PREHOSPITAL CARE REPORT   Run {acct.run}   {date}
{crew}
Patient {pt.header}, {age} {M}, DOB {dob.whole}, SSN {ssn}
{scene}
C/C {reason}. {story}
{vitals}. {exam}
Meds {meds}. Allergic {allergy}.
Tx: IV 18 g, EKG to {fac}, O2. {decoy}
Transferred to {nurse.first}, RN, {time}. {aside} {aside}`,
    `run {acct.run} {date.p}: {scene} {pt.full}, {age}, {reason}. {story} {exam} {crew}. {decoy} {aside} Mileage 14.2. DL {driver} seen. Billing {insurer} {member}.`,
  ],
}
