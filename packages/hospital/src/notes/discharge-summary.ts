import type { NoteKindTable } from './kind.ts'

export const dischargeSummary: NoteKindTable = {
  title: 'Discharge summary',
  loinc: '18842-5',
  author: 'hospital medicine',
  settings: ['inpatient', 'ed'],
  lag: [0, 2],
  voices: [{}, { wrap: 80 }, { letters: 'upper' }, { typos: 0.01 }],
  asides: ['FACILITY', 'PHONE', 'HEALTHPLAN', 'ACCOUNT', 'DEVICE', 'SSN', 'FAX', 'NAME', 'DATE', 'COUNTY'],
  parts: {
    disposition: [
      'Discharged to {home}; report given to {aide}, RN.',
      'Home with {rel} {kin.first}, services by {home}.',
      'Went home to {street}, {city}, in the care of {kin}.',
      'Left with {kin2.first} in a {car} ({vehicle.plate}).',
    ],
    follow: [
      'Follow-up: {lead} {date+9.p} {time}; labs {date+7.p} at {laboratory}.',
      '{pcp} on {date+6.whole}. {lead} {date+20.v}.',
      'Appointments: {date+5.weekday} with {pcp.sign}; {date+16.hyphenshort} {clinic}.',
    ],
  },
  layouts: [
    `{fac}
{facstreet}, {faccity}, {facstate} {faczip}
Tel {facphone} / Fax {fax}

DISCHARGE SUMMARY

Patient: {pt.comma}      MRN: {mrn}
DOB: {dob}   Age {age}   Sex {M}
Admitted: {visit-4.whole}   Discharged: {date}
Encounter #{acct.encounter}
Attending: {doc.sign}    PCP: {pcp}

DIAGNOSES
{problems.list}

HOSPITAL COURSE
{story} {assessment} {changes} {decoy}
{aside}

CONDITION: {exam} {vitals}
LAST LABS: {labs}

DISCHARGE MEDICINES
{medsafter.list}
Allergies: {allergy}

{disposition}
{plan}
{follow}

Dictated: {date.us} {time}   Transcribed: {date+1.whole}   {doc.initials}/{person.lowerinitials}`,
    `DISCHARGE NOTE {date.v} -- {pt.header} -- {mrn}
Adm {visit-3.p}, d/c {date.p}. Payor {insurer} {member}.
Brief: {age}-year-old {man} with {problems}. {story} {assessment}
What we changed and why:
{changes.list}
Going home on: {medsafter}.
{aside} {aside}
{disposition} {follow} {plan}
{decoy}
Copy: {pcp.sign} fax {anyfax}; {lead.sign}
{doc.sign}`,
    `Dear {pcp.formal},

{pt.formal} ({pt.first}, born {dob.whole}, {mrn}) was with us from {visit-4.long} to {date.long} for {reason}. {story}

{assessment} On leaving, {he} was well: {exam} The final results were {labs}.

{changes} {His} medicines are now {medsafter}.

{disposition} {follow} {aside}
{decoy}

With kind regards,
{doc.sign}
{fac}, {facphone}, NPI {npi}`,
  ],
}
