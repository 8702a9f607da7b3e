import type { NoteKindTable } from './kind.ts'

export const billingLetter: NoteKindTable = {
  title: 'Prior authorisation and billing letter',
  loinc: '52034-6',
  author: 'pcp',
  settings: ['clinic', 'inpatient', 'ed'],
  lag: [4, 20],
  voices: [{}, { letters: 'upper' }, { wrap: 80 }],
  asides: ['HEALTHPLAN', 'ACCOUNT', 'LICENSE', 'FAX', 'URL', 'SSN', 'EMAIL', 'IP', 'OTHERID', 'ZIP'],
  parts: {
    claim: [
      'Claim {acct.claim}, date of service {visit.us}, billed $1,284.00, allowed $611.20, patient balance $86.44.',
      'Invoice {acct.account}: visit of {visit.whole}. Payer {insurer}, subscriber {member}, group {group}.',
      'DOS {visit.compact}  CPT 99214, 80053, 36415  ICD {icd}  claim {acct.claim}',
      'ERA {acct.claim} of {date-3.iso}: CO-197, authorization {acct.authorization} not on file.',
    ],
    appeal: [
      'We appeal your denial dated {date-5.long}.',
      'This is a request for expedited review under 42 CFR 438.210.',
      'Your reviewer, {person.full}, asked for the following.',
      'Peer-to-peer with {person}, MD took place {date-2.p}, reference {acct.authorization}.',
    ],
    pay: [
      'Pay at {url.bare} with code {id.message}, or mail to PO box shown above.',
      'Payment plan: card {acct.bank}, {date+15.dayth} of each month.',
      'Questions: {clerk.full}, {facphone}, {docemail}.',
      'Guarantor {kin.comma}, SSN {ssn.masked}, {kinstreet}, {kincity}, {kinstate} {kinzip}.',
    ],
  },
  layouts: [
    `{fac} - Patient Financial Services
{facstreet}, {faccity}, {facstate} {faczip}

{date.long}

{insurer} Appeals
Fax {anyfax}

Member: {pt.full}      Member ID: {member}     Group: {group}
DOB: {dob}       Reference: {acct.authorization}

{appeal} {claim}

{story} {assessment} {changes}

Results: {labs}. {decoy}

{aside}
Rendering: {doc.sign}, NPI {npi}; tax ID {id.tax}.
{pay}`,
    `STATEMENT {date.us}
TO  {pt.upper}
    {street.upper}
    {city.upper} {state} {zip}
ACCT {acct.account}   CHART {mrn}
{claim}
{claim}
{pay}
{decoy}
{aside}`,
    `PRIOR AUTH REQUEST | {insurer} | {date.iso}
drug/service: {reason}
pt: {pt.comma} | {dob.iso} | {member} | {group}
prescriber: {doc.comma} | {npi} | DEA {dea} | fax {fax} | ph {docphone}
pharmacy: {pharmacy} | {anyphone}
tried: {meds}
why: {assessment} {changes}
{appeal} {claim}
{aside}
{decoy}
submitted by {clerk.backinitial} from {ip}`,
  ],
}
