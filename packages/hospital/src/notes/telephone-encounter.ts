import type { NoteKindTable } from './kind.ts'

export const telephoneEncounter: NoteKindTable = {
  title: 'Telephone encounter',
  loinc: '34748-4',
  author: 'nursing',
  settings: ['phone', 'clinic', 'ed', 'inpatient'],
  lag: [1, 6],
  voices: [{}, { letters: 'lower' }, { typos: 0.03 }, { wrap: 70 }],
  asides: ['PHONE', 'SSN', 'EMAIL', 'DATE', 'OTHERID', 'HEALTHPLAN', 'BIOMETRIC', 'ZIP', 'STREET', 'FAX', 'AGE90'],
  parts: {
    caller: [
      'Caller: {kin} ({rel})',
      'Call from {pt.first}',
      'Incoming, {pt}, {mobile}',
      '{kin.first}, {his} {rel}, rang from {kinphone}',
      'Outgoing call to {pt.formal} at {mobile}',
    ],
    verify: [
      'verified {dob.spoken} and last four {ssn.last4}',
      'name + DOB {dob.usshort} ok',
      'identity by {dob.long} and zip {zip.five}',
      'ID: {dob.partial} of the right year, street {street.bare}',
    ],
    close: [
      'Read back. {=Verbalised understanding.|Agrees with plan.|Will call back if worse.}',
      'Told to go to ED if worse. Message to {lead}.',
      'Routed to {lead.last} and {pcp.last}, high priority.',
      'closed {time}, {clerk.lowerinitials}',
    ],
  },
  layouts: [
    `TELEPHONE ENCOUNTER  {date} {time}
{caller}; {verify}
Re: {reason}
{story}
Per {lead}: {assessment} {changes}
{plan}
{aside} {decoy}
{close}
{doc.sign}`,
    `{date.p} {time} tc. {caller}. {verify}. {story} d/w {lead}. {changes} {plan} {aside} {close}`,
    `Phone note
When: {date.weekday}, {time}
Who: {pt.header} / {dob} / {mrn}
Callback: {phone}, alt {kinphone} ({kin.first})
Message taken by {clerk}: "{story}"
Answer ({lead.last}): {changes} {plan}
{decoy}
{aside}
{aside}
{close}`,
    `Triage line. {caller}, {verify}. Asks about {reason}. Labs on {date-1.p}: {labs}. {assessment} {changes} Pharmacy is {pharmacy}, {anyphone}. {aside} {plan} {close} -- {doc.initials}`,
  ],
}
