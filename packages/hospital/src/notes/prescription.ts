import type { NoteKindTable } from './kind.ts'

export const prescription: NoteKindTable = {
  title: 'Prescription and pharmacy note',
  loinc: '57833-6',
  author: 'lead',
  settings: ['clinic', 'ed', 'phone'],
  lag: [0, 4],
  voices: [{}, { letters: 'upper' }, { typos: 0.02 }],
  asides: ['LICENSE', 'OTHERID', 'PHONE', 'FAX', 'VEHICLE', 'HEALTHPLAN', 'STREET', 'BIOMETRIC', 'NAME', 'IP'],
  parts: {
    pickup: [
      'Picked up by {kin.full} ({rel}), ID {driver.written}, {anycar} at the window, plate {vehicle}.',
      'Deliver to {street}, {city}; ring twice, ask for {kin.first}.',
      'Counselled by {person}, RPh; {pt.first} signed the pad from {ip}.',
      'PDMP checked {date.p} {time}: nothing from {otherfac} since {date-90.v}.',
      'Hold for {pt.initialbare}, drawer 4. Coupon ID {member.suffixed}.',
    ],
    who: [
      '{doc.sign}  NPI {npi}  DEA {dea}',
      'Prescriber {doc.comma} / {dea} / lic {license}',
      'DEA# {dea.dea}   Signature: {doc.full}',
      '{doc.initial}, {clinic}, DEA No. {dea.deadashed}, phone {docphone}',
    ],
  },
  layouts: [
    `Rx {id.prescription}      {date}
{pharmacy}, {anystreet.written}, {place} {state}   T {anyphone}  F {anyfax}
For: {pt.header}   DOB {dob.us}   {street}, {city} {zip}
{changes}
Now takes: {medsafter.dash}
Allergy {allergy}
{who}
{pickup} {aside}
{decoy}`,
    `PHARMACIST NOTE {date.p}: {pt.full} ({dob.usshort}) brought a script from {doc.last}. {changes}
Interaction check vs {meds}: none severe. {insurer} rejects, PA {acct.authorization}. {who}
{pickup}
{decoy} {aside} -- {person.initials}, RPh`,
    `REFILL REQUEST {date.stamp} from {pharmacy} (fax {anyfax}) to {clinic}
patient {pt.uppercomma}, born {dob.iso}, member {member}
rx {id.prescription}: {reason}
last fill {date-30.us}; prescriber {who}
approved by {nurse.initials}/{doc.initials} {date+1.p}. {changes}
{aside} {decoy} {pickup}`,
  ],
}
