import type { NoteKindTable } from './kind.ts'

export const referralFax: NoteKindTable = {
  title: 'Referral by fax',
  loinc: '57133-1',
  author: 'pcp',
  settings: ['clinic', 'phone'],
  lag: [0, 5],
  voices: [{}, { letters: 'upper' }, { typos: 0.01 }],
  asides: ['FAX', 'HEALTHPLAN', 'SSN', 'LICENSE', 'ACCOUNT', 'EMAIL', 'COUNTY', 'VEHICLE', 'OTHERID', 'ZIP'],
  parts: {
    to: [
      'TO: {outsider.header}, {otherfac}',
      'To: {otherfac.written}, attn {person.full}',
      'TO {otherfac.upper} / {outsider.last}',
    ],
    misdirect: [
      'If this reached you in error call {clerk.full} at {facphone}.',
      'CONFIDENTIAL. Wrong number? Tell {docphone} and shred.',
      'Not {outsider.last}? Please phone {clerk.first}, {anyphone}.',
    ],
  },
  layouts: [
    `FAX   pages: {n.9}    {date} {time}
{to}
FAX: {anyfax}   PHONE: {anyphone}
FROM: {doc.sign}, {clinic}
FAX: {fax}   PHONE: {docphone}   NPI {npi}

RE: {pt.header}   DOB {dob}   SSN {ssn}
{street}, {city}, {state} {zip}   ({county})
Home {phone}   Cell {mobile}   E-mail {email}
Insurance {insurer}  ID {member}  Group {group}
Auth # {acct.authorization}

REASON: {reason}
{story} {assessment}
MEDS: {meds}
LABS: {labs}
ICD-10: {icd}
{decoy}
{aside}
{misdirect}`,
    `Referral sheet
[x] urgent  [ ] routine
Pt name........{pt.comma}
Birth..........{dob.us}
Guardian.......{kin.comma} ({rel}) {kinphone}
Plan...........{insurer} {member} / {group}
Referred by....{doc.header}  NPI {npi}  lic {license}
Referred to....{outsider.header}  NPI {outnpi}
Why............{reason}: {assessment}
Since..........{date-60.v}
Tried..........{changes}
Attached.......labs {date-3.p}, note {prev.p}
{aside} {decoy}
{misdirect}
tx {date.hl7} {fax.solid} -> {anyfax.solid} OK`,
    `{date.military}
Dear colleague at {otherfac},
Please see {pt.formal} ({pt.full}, {dob.whole}, {mrn}) for {reason}. {story} {plan} Call {mobile}, or {kin.first} at {kinphone}. {aside} {decoy}
Coverage {insurer}, {member}. Fax your note to {fax}.
{doc.sign}, {clinic}, {facstreet}, {faccity}`,
  ],
}
