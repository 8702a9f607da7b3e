import { createHash } from 'node:crypto'
import { Phi } from '../boundary.ts'
import { type CodeBook, createCodeBook } from '../code-book.ts'
import { NOW, seededRandom, sha256 } from '../deidentify.fixture.ts'
import { createDeidentifier, type Deidentifier } from '../deidentify.ts'
import { createDetector } from '../detect/create-detector.ts'
import type { SyncDetector } from '../detect/detector.ts'
import { deidentifyText } from '../formats/deidentify-text.ts'
import type { FormatName } from '../formats/formats.ts'
import type { Known } from '../span.ts'
import type { Determination } from './determination.ts'
import { POLICY_NAMES, type Policy, type PolicyName } from './policy.ts'
import { expertPolicy, POLICIES } from './tables.ts'

/** For the tests of policies: all five, over the package's own detector. */
export const DETERMINATION: Determination = {
  id: 'det-1',
  expert: 'A. Statistician',
  documentSha256: 'ab'.repeat(32),
  effectiveFrom: NOW - 1,
  expiresAt: NOW + 1,
  rules: { date: 'year-month', age: 'bands', zip: 'zip3', city: 'state' },
}

export const EVERY_POLICY: readonly Policy[] = [...Object.values(POLICIES), expertPolicy(DETERMINATION)]
export { POLICY_NAMES }

export function newEngine(
  policies: readonly Policy[] = EVERY_POLICY,
  now = NOW,
  detector: SyncDetector = createDetector(),
): Deidentifier {
  return createDeidentifier({ detector, sha256, now: () => now, policies })
}

export function newBook(seed = 1): CodeBook {
  return createCodeBook({ random: seededRandom(seed) })
}

export interface Asked {
  readonly policy: PolicyName
  readonly book?: CodeBook
  readonly known?: readonly Known[]
  readonly embedding?: boolean
  readonly engine?: Deidentifier
}

/** What left, whatever it is called. */
export async function cleanWith<T>(
  value: T,
  { policy, book = newBook(), known = [], embedding, engine = newEngine() }: Asked,
) {
  const turnKey = (text: string): string => createHash('sha256').update(text).digest('hex')
  const given = {
    treat: () => 'text' as const,
    known,
    book,
    turnKey,
    policy,
    ...(embedding === true ? { embedding } : {}),
  }
  const made = await engine.deidentify(new Phi(value), given)
  return { made, book, left: made.label === 'clean' ? made.clean.value : made.stillPhi.reveal() }
}

export async function cleanDocument(
  document: string,
  format: FormatName,
  { policy, book = newBook(), known = [] }: Asked,
) {
  const made = await deidentifyText(new Phi(document), { format, deidentifier: newEngine(), book, known, policy })
  return { made, book, left: made.label === 'clean' ? made.clean.value : made.stillPhi.reveal() }
}

export const NOTE = `DISCHARGE SUMMARY
Patient: Bell, Ada M.   MRN: 8817345   DOB: 03/14/1931 (94 y.o.)
Attending: Carol Stone, MD    PCP: Dr. J. Poe
Mrs. Bell was admitted on 11/02/2025 with Bell's palsy and Parkinson's disease; discharged November 9th, 2025.
Lives at 12 Elm Street, Springfield, IL 62704. Call (217) 555-0142, or ada.bell@clinic.example. Seen at Mercy General Hospital on the 4th.
K 4.1, Na 138, BP 120/80. SSN 123-45-6789. ADA BELL's daughter Ms. Bell-Smith called on 2025-11-03T10:20, and again at Thanksgiving.`

export const DOCUMENTS: Readonly<Record<Exclude<FormatName, 'text'>, string>> = {
  hl7: [
    'MSH|^~\\&|LAB|MERCY|EHR|MERCY|20240513101500||ORU^R01^ORU_R01|MSG00001|P|2.5.1',
    'PID|1||8817345^^^MERCY^MR||BELL^ADA^M||19710304|F|||12 ELM ST^^SPRINGFIELD^IL^62704||(217)555-0142',
    'OBR|1|||718-7^Hemoglobin^LN|||20240512080000|||||||||1234567893^STONE^CAROL^^^DR',
    'OBX|1|NM|718-7^Hemoglobin^LN||13.2|g/dL|12-16||||F|||20240512080000',
    'NTE|1||Ada Bell seen by Dr. Stone on 5/12/2024, call 217-555-0142.',
    '',
  ].join('\r'),
  eml: [
    'From: Carol Stone <carol.stone@clinic.example>',
    'To: "Bell, Ada" <ada.bell@mail.example.org>',
    'Date: Mon, 13 May 2024 10:15:00 -0500',
    'Subject: Results for Ada Bell',
    'Message-ID: <abc123def@clinic.example>',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Dear Mrs. Bell, your visit was on May 12, 2024. Dr. Stone',
    '',
  ].join('\r\n'),
  fhir: JSON.stringify({
    resourceType: 'Patient',
    id: 'pat-1',
    identifier: [{ system: 'http://clinic.example/mrn', value: '8817345' }],
    name: [{ family: 'Bell', given: ['Ada'] }],
    telecom: [{ system: 'phone', value: '217-555-0142' }],
    birthDate: '1971-03-04',
    address: [{ line: ['12 Elm St'], city: 'Springfield', state: 'IL', postalCode: '62704' }],
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><b>Ada Bell</b>, seen 3/14/2024</div>',
    },
  }),
  ndjson:
    '{"patient":"Ada Bell","seen":"2024-05-13"}\n{"patient":"Poe, Edgar","mrn":8817346,"note":"Mr. Poe called 217-555-0143"}\n',
  json: '{ "name":"Ada Bell", "dob":"1971-03-04", "mrn":8817345, "notes":["Mrs. Bell lives in Springfield, IL 62704"] }',
  ccda: `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><effectiveTime value="20240513101500-0500"/><recordTarget><patientRole>
<id root="2.16.840.1.113883.19.5" extension="8817345"/><addr><streetAddressLine>12 Elm Street</streetAddressLine><city>Springfield</city><postalCode>62704</postalCode></addr>
<patient><name><given>Ada</given><family>Bell</family></name><birthTime value="19710304"/></patient></patientRole></recordTarget>
<section><title>Course</title><text>Mrs. Bell was seen on 5/12/2024 by Dr. Carol Stone.</text></section></ClinicalDocument>`,
  html: '<p>Dear <b>Ada Bell</b>,<br/>your visit of May 12, 2024 at Mercy General Hospital. Call 217-555-0142.</p>',
  tsv: 'name\tdob\tphone\nAda Bell\t1971-03-04\t217-555-0142\nEdgar Poe\t1950-07-09\t217-555-0199\n',
  csv: 'name,dob,phone,note\n"Bell, Ada",1971-03-04,217-555-0142,"seen 3/14/2024, ok"\n"Poe, Edgar",1950-07-09,217-555-0199,Mr. Poe is well\n',
}
