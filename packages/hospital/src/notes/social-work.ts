import type { NoteKindTable } from './kind.ts'

export const socialWork: NoteKindTable = {
  title: 'Social work assessment',
  loinc: '34841-7',
  author: 'social work',
  settings: ['inpatient', 'ed', 'clinic'],
  lag: [0, 3],
  voices: [{}, { wrap: 88 }, { typos: 0.02 }],
  asides: [
    'COUNTY',
    'OTHERID',
    'SSN',
    'STREET',
    'VEHICLE',
    'ORG',
    'AGE90',
    'PHONE',
    'ZIP',
    'EMAIL',
    'HEALTHPLAN',
    'URL',
  ],
  parts: {
    household: [
      '{pt.formal} lives at {street} in {city} with {kin.first} ({rel}, {kinage}).',
      'Household: {kin.full} ({rel}), {kin2.first} ({rel2}), two cats. Landlord {person.full}, rent behind since {date-70.v}.',
      '{He} rents a room from {person.formal} on {street.bare}, {city}; stairs.',
      'Currently couch-surfing with {his} {rel} {kin.nick} at {kinstreet}, {kincity}.',
    ],
    money: [
      'Income: SSDI and part time at {org}. SNAP case {id.benefits}.',
      'Last worked at {org} until {date-200.v}; union rep {person} is helping.',
      'Medicaid ID {member}; {county} office, worker {person.initial}, {anyphone}, fax {anyfax}.',
      'SSN {ssn} and DL {driver} copied for the housing form.',
      'VA pension, service number {id.military}.',
    ],
    safety: [
      'No fear at home. APS case {id.benefits} of {date-300.v} closed.',
      'Restraining order {id.court} against {person.full}; {he} drives a {anycar}, plate {vehicle.plate}.',
      'Custody hearing {date+20.weekdayfull}, docket {id.court}, {anycounty} court.',
      'Guns locked. Son of a neighbor, {person.first}, checks in.',
    ],
  },
  layouts: [
    `SOCIAL WORK ASSESSMENT - {doc.sign}
Seen {date} with {rel} {kin.first} present. {pt.header}, {age}, {dob}, {mrn}.
Referral reason: {reason}

LIVING: {household}
MONEY: {money} {money}
SUPPORT: {kin.quoted} ({rel}) {kinphone}; {kin2.full} ({rel2}) {kin2phone}; {otherorg}
SAFETY: {safety}
UNDERSTANDING: {story}
{decoy}
PLAN: {aside} {aside} Placement offered at {home}; {he} prefers home. {plan}`,
    `SW note {date.usshort}
Met with {pt.first} at bedside. {household} {money} {safety}
{pt.formal} worries about {reason}; {assessment}
Calls made: {otherfac} ({anyphone}); {county} Meals; {person.first} at {otherorg}.
{aside} {decoy}
F/u {date+2.p}. {doc.full}, {doc.initials}`,
    `Psychosocial summary for {otherorg}, written {date.long}

I write with the consent of {pt.full}, born {dob.long}, of {street}, {city}, {State} {zip}. {household} {money}

{safety} {aside} {His} physician, {lead}, reports: {assessment}

Please contact me at {docphone} or {docemail}, or write to {facstreet}, {faccity} {faczip}. {decoy}

{doc.sign}
License {license}`,
  ],
}
