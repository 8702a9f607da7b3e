import type { NoteKindTable } from './kind.ts'

export const workLetter: NoteKindTable = {
  title: 'Letter to employer, school or agency',
  loinc: '51897-7',
  author: 'pcp',
  settings: ['clinic', 'inpatient', 'phone'],
  lag: [1, 14],
  voices: [{}, { wrap: 74 }, { wrap: 90 }, { typos: 0.01 }],
  asides: ['ORG', 'PHONE', 'FAX', 'EMAIL', 'LICENSE', 'OTHERID', 'COUNTY', 'VEHICLE', 'CITY', 'AGE90', 'URL', 'DATE'],
  parts: {
    ask: [
      'Please excuse {him} from {date-3.partiallong} through {date+4.partiallong}.',
      '{He} may return on {date+2.weekdayfull} with no lifting over 20 lb until {date+30.v}.',
      'I support the request of {kin.full}, {his} {rel}, for leave under the FMLA from {date.whole}.',
      'A parking permit for {his} {car}, {vehicle.plate}, is appropriate for six months.',
      'Jury duty of {date+9.long}, panel {id.court}, should be deferred.',
      '{He} is fit to fly on {date+12.ordinal} to see {kin2.first} in {place}; passport {passport}.',
    ],
  },
  layouts: [
    `{clinic} * {facstreet} * {faccity}, {facstate} {faczip} * {docphone}

{date.long}

To: {org}
Attn: {person.full}, Human Resources

RE: {pt.complete}, born {dob.long}

I have cared for {pt.formal} since {date-700.monthyear}. {He} was seen on {visit.long} for {reason}. {ask} {ask}

{assessment} I would rather not say more without {his} written leave. {aside}

{decoy}

Sincerely,
{doc.sign}
License {license}`,
    `To whom it may concern, {date.british}

{pt.full} of {street}, {city}, {State} {zip} is my patient. {ask} {aside} Verify with {clerk.first} at {facphone} or {docemail}, fax {anyfax}.

{doc.full}, {clinic}
(file: {mrn}, {reason}; {decoy})`,
    `School / agency form
Name {pt.full}      Student or case no. {id.student}
Date of birth {dob.usbare}    Parent/contact {kin.full} {kinphone}
Institution {otherorg}, {place}
Diagnosis {dx}   Medicines {meds}
Limits: {ask}
Allergy: {allergy}   Emergency plan: {plan}
{aside} {decoy}
Signed {doc.sign}   {date.usshort}   NPI {npi}`,
  ],
}
