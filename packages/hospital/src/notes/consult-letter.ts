import type { NoteKindTable } from './kind.ts'

export const consultLetter: NoteKindTable = {
  title: 'Consultation letter',
  loinc: '11488-4',
  author: 'lead',
  settings: ['clinic'],
  lag: [0, 3],
  voices: [{}, { wrap: 76 }, { wrap: 92 }],
  asides: ['NAME', 'FACILITY', 'LICENSE', 'FAX', 'EMAIL', 'PHONE', 'STREET', 'ORG', 'CITY', 'AGE90', 'SSN'],
  parts: {
    thanks: [
      'Thank you for asking me to see {pt.formal}, whom I met on {visit.long}.',
      'It was a pleasure to meet {pt.full} and {his} {rel} {kin.first} in the {place} office on {visit.weekday}.',
      'I saw your patient {pt.middle} again today, {visit.ordinal}.',
      'Many thanks for this referral of {date-14.partiallong} concerning {pt.complete} of {city}.',
    ],
    family: [
      '{pt.first} is the {=sister|cousin|neighbor|aunt} of {person.full}, whom you will remember.',
      '{His} {rel2}, {kin2.full}, {=sat in|took notes|asked most of the questions}.',
      'I have also written to {outsider} at {otherfac}.',
      '{He} tells me that {person.nickfull} from {otherorg} drove {him} here.',
    ],
    bye: ['Yours sincerely,', 'With best wishes,', 'Warm regards,', 'Sincerely yours,', 'Cordially,'],
  },
  layouts: [
    `{clinic}
{facstreet}
{faccity}, {facstate} {faczip}
Telephone {docphone}   Facsimile {fax}

{date.long}

{pcp.sign}
{anystreet.written}
{place}, {state} {anyzip.written}

RE: {pt.comma}
    DOB {dob.long}    Our number {mrn}

Dear {pcp.formal}:

{thanks} {story}

{family} Past history: {history}. Current medicines are {meds}. {He} reports {allergy}.

On examination, {exam} The blood pressure was {bp} and the pulse {hr}. {decoy} Recent laboratory results: {labs}.

My impression is as follows. {assessment} {changes}

{plan} {aside}

{bye}

{doc.sign}
{lead.initials}/{person.lowerinitials}
cc: {pt.full}; {doc2.sign}`,
    `Dear {pcp.first},

re {pt.full} ({dob.german}), {street}, {city}

{thanks} {story} {assessment}

What I changed, and why: {changes}

{plan} {family}

{aside} {decoy}

{bye} {doc.first}
({doc.sign}, NPI {npi}, direct line {docphone})`,
    `CONSULTATION ({date.whole})
Requesting: {pcp.header}     Consultant: {doc.header}
Patient: {pt.header}  {age} {M}  {dob}  #{mrn}
Question: {reason}?

Thank you. {story} {exam} Labs {labs}. {decoy}

Opinion: {assessment}
Advice: {changes} {plan}
{family} {aside}
Will follow. {docemail}`,
  ],
}
