import type { NoteKindTable } from './kind.ts'

export const edTriage: NoteKindTable = {
  title: 'Emergency department triage note',
  loinc: '54094-8',
  author: 'emergency',
  settings: ['ed'],
  lag: [0, 0],
  voices: [{}, { letters: 'upper' }, { typos: 0.02 }, { wrap: 78 }],
  asides: ['VEHICLE', 'ACCOUNT', 'STREET', 'OTHERID', 'BIOMETRIC', 'PHONE', 'COUNTY', 'SSN', 'AGE90'],
  parts: {
    arrival: [
      'Arrived {=by private car|walking|in a wheelchair|by EMS, run {acct.run}|with police} at {time}.',
      'Mode of arrival: {=EMS|POV|walk-in|taxi}. Accompanied by {rel} {kin}.',
      'BIBA from {street}, {city}. Medic {person.initialbare} gave report.',
      'Ambulatory to triage with {kin.first} ({rel}).',
    ],
    identity: [
      'ID by name and DOB: {pt.comma}, {dob.whole}.',
      'Two identifiers checked ({dob.usbare}, MRN {mrn}).',
      'Band {id.wristband} placed, name on band {pt.uppercomma}.',
      'No card with {him}. Gave name {pt.full}, born {dob.whole}, SSN {ssn}.',
    ],
  },
  layouts: [
    `{fac} - EMERGENCY DEPARTMENT
TRIAGE   {date} {time}   ESI {=2|3|3}   Bed {n.24}
Pt: {pt.header}   {age} {M}   DOB {dob}   MRN {mrn}   Visit {acct.encounter}

CC: {reason}
{arrival} {identity}
{story}
{vitals}, pain {n.9}/10
PMH: {problems}
Meds: {meds}
Allergies: {allergy}
{aside}
{decoy}
Triage RN: {nurse.sign} {time}`,
    `Triage {time}, {date.p}
{pt}, {age} {man}, c/o {reason}. {arrival}
{story} {identity}
PMHx {history}. Rx {meds}. All: {allergy}.
VS {vitals}. Labs sent, back so far: {labs}.
{decoy} {aside}
To room {n.30}, MD {doc.last} aware. {nurse.initials}`,
    `*** ED QUICK LOOK ***
Name .... {pt.header}
Born .... {dob.whole}
Chart ... {mrn}   Acct ... {acct.account}
Came .... {date.us} {time}
Addr .... {street.upper}, {city.upper}, {state} {zip}
Tel ..... {phone}
Kin ..... {kin.comma} / {rel} / {kinphone}
PMD ..... {pcp.comma}
Payor ... {insurer} {member}

Complaint: {reason}. {story}
Looks: {exam}
{vitals}
{decoy}
{aside} {aside}
EMTALA screen done, {doc.initials}/{nurse.initials}`,
  ],
}
