import type { NoteKindTable } from './kind.ts'

export const immunizationRecord: NoteKindTable = {
  title: 'Immunization record',
  loinc: '11369-6',
  author: 'nursing',
  settings: ['clinic'],
  lag: [0, 12],
  voices: [{}, {}, { letters: 'upper' }],
  asides: ['ORG', 'NAME', 'ZIP', 'COUNTY', 'PHONE', 'URL', 'OTHERID', 'LICENSE', 'BIOMETRIC', 'DATE'],
  parts: {
    shot: [
      'Influenza, high dose  {date-20.us}  lot UJ849AA  L deltoid  0.7 mL  given by {person.initial}',
      'COVID-19 (Comirnaty)  {date-45.usshort}  lot FK4127  R deltoid  0.3 mL  {nurse.initials}',
      'Tdap (Boostrix)  {date-1400.us}  lot 7M4KD  exp in 18 mo  at {otherfac.written}',
      'Shingrix #2  {date-400.iso}  lot 4GN22  {pharmacy}',
      'PCV20  {date-700.hyphen}  lot FM1093, site L arm, by {person.full}, RN',
      'Hep B (Heplisav) 1/2  {date-90.dotted}   2/2 due {date+28.v}',
      'MMR titer immune, drawn {date-8.p}, {laboratory}',
      'RSV (Arexvy)  {date-33.partial}  lot 9K3J2',
      'PPD 0 mm, placed {date-4.weekdaynum}, read {date-2.weekdaynum} by {person.last}',
    ],
  },
  layouts: [
    `IMMUNIZATION RECORD
{pt.header}        born {dob}        ID {mrn}
{clinic}, {faccity} {facstate}

{shot}
{shot}
{shot}
{shot}

VIS given, no reaction after 15 min. {aside}
{decoy}
Recorded {date} by {doc.sign}. Registry no. {id.student}`,
    `Vaccines for {pt.full} ({age}), required by {org}
vaccine / date / lot / site / by
{shot}
{shot}
{shot}
Contraindications: {allergy}. Seen for {reason}. {decoy}
{aside}
Certified {date.long}, {doc.sign}, license {license}`,
    `Registry pull {date.stamp}
{pt.uppercomma}|{dob.compact}|{M}|{mrn}|{zip.five}
{shot}
{shot}
due: zoster, Td ({date+300.monthnum})
next of kin on registry: {kin.uppercomma}, {kinphone}
{aside} {decoy}`,
  ],
}
