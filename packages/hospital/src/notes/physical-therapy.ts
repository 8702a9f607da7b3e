import type { NoteKindTable } from './kind.ts'

export const physicalTherapy: NoteKindTable = {
  title: 'Physical therapy evaluation',
  loinc: '11507-1',
  author: 'physical therapy',
  settings: ['inpatient', 'clinic'],
  lag: [0, 3],
  voices: [{}, { typos: 0.02 }, { letters: 'lower' }, { wrap: 74 }],
  asides: ['VEHICLE', 'DEVICE', 'ORG', 'STREET', 'NAME', 'DATE', 'BIOMETRIC', 'CITY', 'AGE90', 'FAX', 'HEALTHPLAN'],
  parts: {
    tests: [
      'TUG 14.2 s, 30-s chair stand 9, Tinetti 21/28, Berg 44/56.',
      '6MWT 288 m, Borg 13; Romberg steady 30 s, tandem 8 s.',
      'MMT 4/5 hip flexors, 5/5 quads; ROM knee 0-112; Lachman negative; Thomas +.',
      'FIM transfers 5, AM-PAC 18/24. SLS 4 s R, 6 s L. Ober negative.',
    ],
    goal: [
      'Goal: walk to {otherorg} and back by {date+30.v}.',
      'Goal: return to {org} on {date+21.p}, lifting 25 lb.',
      'Wants to dance with {kin.first} at the wedding on {date+44.weekday}.',
      'Aims to climb the 14 steps at {street.written}.',
    ],
    visit: [
      'Visit 3 of 8, auth {acct.authorization}.',
      'Cert period {date.usshort} - {date+60.usshort}.',
      'Seen {time}-{time}, 3 units 97110, 1 unit 97116.',
      'Next {date+2.weekdaynum}, {date+4.weekdaynum}.',
    ],
  },
  layouts: [
    `PHYSICAL THERAPY EVALUATION
{pt.header}   {age} {M}   {mrn}   Ref: {lead.header}
Onset {date-9.p}   Eval {date}   Dx codes {icd}

HX: {story} Lives {street}, {city}. {aside}
MEAS: {tests} HR {hr}, BP {bp}.
{decoy}
{goal}
PLAN: {visit} Gait, balance, strengthening. {plan}
{aside}
{doc.sign}  lic. {license}`,
    `PT daily note {date.p}. {pt.full}. {visit}
"{=Legs better|Tired today|Slept badly}" per pt. {tests} March in place 2 x 1 min; stairs x 8 with rail. {kin.first} ({rel}) trained in guarding.
{decoy} {aside}
{goal}
{doc.initials}, {doc.backinitial}`,
    `Home safety visit, {date.long}: {street.written}, {city}.
Present: {pt.formal}, {kin.full}, therapist {doc.full}.
Bathroom without bars; throw rugs; {car} in the garage ({vehicle.plate}). Walker tag {device.tag}.
{tests} {goal} {aside} {decoy}
Sent to {pcp.last} by fax {anyfax}. {visit}`,
  ],
}
