import { describe, expect, it } from 'vitest'
import { isCodeOf, isUnit } from './code-systems.ts'
import { createTraveller } from './formats.fixture.ts'
import type { FormatName } from './formats.ts'
import { isPlainName, namesPerson } from './part-names.ts'

/**
 * Identifiers where no prose stands: names of elements, attributes and classes, codes, systems, extension URLs, numbers.
 * Each is coded and comes back, or refuses its document by the place, which never quotes it.
 */
const fhir = (members: object) => JSON.stringify({ resourceType: 'Patient', ...members })
const observed = (members: object) => JSON.stringify({ resourceType: 'Observation', status: 'final', ...members })
const coding = (system: string, code: string) => observed({ code: { coding: [{ system, code }] } })
const extension = (url: string, members: object = { valueString: 'x' }) => fhir({ extension: [{ url, ...members }] })
const cda = (inner: string) => `<ClinicalDocument xmlns="urn:hl7-org:v3">${inner}</ClinicalDocument>`
const LOINC = 'http://loinc.org'
const hl7 = (segment: string) => `MSH|^~\\&|LAB|A|EHR|B|2024||ORU^R01|1|P|2.5.1\r${segment}\r`
const eml = (header: string) =>
  `From: a@x.org\nDate: Mon, 13 May 2024 10:15:00 -0500\nMIME-Version: 1.0\n${header}\n\nx\n`
const base64 = (text: string) => Buffer.from(text).toString('base64')
const AGE = { coding: [{ system: LOINC, code: '30525-0' }] }

type Case = readonly [format: FormatName, document: string, secret?: RegExp]

const CODED: readonly Case[] = [
  ['html', '<p class="okonkwo">Hello</p>'],
  ['html', '<p class="mary-okonkwo-8817345 row">Hello</p>'],
  ['html', '<p id="patient-mary-okonkwo">Hi</p>'],
  ['html', `<p style="content:'Mary Okonkwo 217-555-0142'">Hi</p>`],
  ['html', '<p style="font-family:Okonkwo">Hi</p>'],
  ['html', '<input name="okonkwo">'],
  ['html', '<a target="okonkwo" rel="8817345123">Hi</a>'],
  ['html', '<p xmlns="https://hl7.org/okonkwo">x</p>'],
  ['html', '<p title="https://hl7.org/mary.okonkwo/8817345123">x</p>'],
  ['html', '<p>Hi</p><!-- Mary Okonkwo, 217-555-0142 -->'],
  ['json', '{"age_years":102}', /102/],
  ['json', '{"age_years":"102"}', /102/],
  ['json', '{"age":{"value":94,"unit":"years"}}', /94/],
  ['json', '{"age_in_months":1128}', /1128/],
  ['json', '{"name":"age","value":94}', /94/],
  ['json', '{"question":"Age","answer":94}', /94/],
  ['json', '{"valueInteger":94,"code":{"text":"age"}}', /94/],
  ['json', '{"ages":[94,61]}', /94/],
  ['json', '{"born":1931}', /1931/],
  ['json', '{"dob":{"year":1931,"month":3}}', /1931/],
  ['json', '{"lat":39.78,"lon":-89.65}', /39\.78|89\.65/],
  ['fhir', coding(LOINC, 'Mary.Okonkwo')],
  ['fhir', coding(LOINC, 'okonkwo')],
  ['fhir', coding(LOINC, '8817345123')],
  ['fhir', coding(LOINC, '217-555-0142')],
  ['fhir', coding('http://snomed.info/sct', '8817345123')],
  ['fhir', coding('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OKONKWO')],
  ['fhir', coding('urn:mercy:codes', 'okonkwo')],
  ['fhir', observed({ code: { coding: [{ system: LOINC, display: 'okonkwo' }] } })],
  ['fhir', fhir({ gender: 'okonkwo' })],
  ['fhir', fhir({ language: 'OKONKWO' })],
  ['fhir', fhir({ meta: { tag: [{ system: 'http://hl7.org/x', code: 'okonkwo' }] } })],
  ['fhir', fhir({ identifier: [{ system: 'okonkwo', value: 'x' }] })],
  ['fhir', fhir({ identifier: [{ system: 'http://hl7.org/fhir/mary.okonkwo/8817345123', value: 'x' }] })],
  ['fhir', fhir({ identifier: [{ system: 'urn:oid:2.16.840.1.113883.4.1.123456789', value: 'x' }] }), /123456789/],
  ['fhir', fhir({ telecom: [{ system: 'okonkwo', value: 'x' }] })],
  ['fhir', extension('okonkwo')],
  ['fhir', extension('Mary-Okonkwo')],
  ['fhir', extension('http://hl7.org/fhir/StructureDefinition/Mary-Okonkwo')],
  ['fhir', extension('http://hl7.org/x', { valueCode: 'okonkwo' })],
  ['fhir', JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'okonkwo', valueInteger: 4 }] })],
  ['fhir', JSON.stringify({ resourceType: 'Task', focus: { reference: 'Okonkwo/8817345' } })],
  ['fhir', JSON.stringify({ resourceType: 'Task', focus: { type: 'Okonkwo' } })],
  ['fhir', fhir({ text: { div: '<div class="okonkwo" id="okonkwo">x</div>' } })],
  ['fhir', observed({ code: AGE, valueInteger: 94 }), /94/],
  ['fhir', observed({ code: AGE, valueQuantity: { value: 94 } }), /94/],
  ['fhir', observed({ code: { text: 'Age' }, valueString: '94' }), /"94"/],
  ['fhir', observed({ component: [{ code: AGE, valueInteger: 94 }] }), /94/],
  ['fhir', extension('http://hl7.org/fhir/StructureDefinition/patient-age', { valueInteger: 94 }), /94/],
  ['fhir', extension('ssn-last4', { valueInteger: 6789 }), /6789/],
  ['fhir', JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'age', valueInteger: 94 }] }), /94/],
  [
    'fhir',
    JSON.stringify({
      resourceType: 'QuestionnaireResponse',
      item: [{ linkId: 'q1', text: 'How old are you?', answer: [{ valueInteger: 94 }] }],
    }),
    /94/,
  ],
  ['fhir', JSON.stringify({ resourceType: 'Condition', onsetAge: { value: 1128, code: 'mo' } }), /1128/],
  ['fhir', JSON.stringify({ resourceType: 'FamilyMemberHistory', bornString: '1931' }), /1931/],
  ['ccda', cda('<code code="okonkwo" codeSystem="2.16.840.1.113883.6.1"/>')],
  ['ccda', cda('<code code="OKONKWO" codeSystem="2.16.840.1.113883.5.4"/>')],
  ['ccda', cda('<code code="123-45-6789" codeSystem="2.16.840.1.113883.6.1"/>'), /6789/],
  ['ccda', cda('<code code="8817345123" codeSystem="1.2.3"/>')],
  ['ccda', cda('<code codeSystem="217-555-0142"/>')],
  ['ccda', cda('<code codeSystem="2.16.840.1.113883.4.1.123456789"/>'), /123456789/],
  ['ccda', cda('<code codeSystemName="Mary Okonkwo"/>')],
  ['ccda', cda('<code displayName="okonkwo"/>')],
  ['ccda', cda('<templateId root="1.2.3.123456789" extension="Mary Okonkwo"/>'), /okonkwo|123456789/i],
  ['ccda', cda('<id root="2.16.840.1.113883.5.123456789"/>'), /123456789/],
  ['ccda', cda('<languageCode code="okonkwo"/>')],
  ['ccda', cda('<entry ID="mary.okonkwo" styleCode="okonkwo" typeCode="OKONKWO"/>')],
  ['ccda', cda('<x xsi:type="Mary Okonkwo" xml:lang="Okonkwo" xsi:schemaLocation="Mary Okonkwo"/>')],
  ['ccda', cda('<x xmlns:lab="urn:mary.okonkwo:217-555-0142"/>')],
  ['ccda', cda('<text><table><tr><th styleCode="okonkwo" class="okonkwo">x</th></tr></table></text>')],
  ['ccda', cda('<observation><code code="30525-0"/><value xsi:type="INT" value="94"/></observation>'), /94/],
  ['ccda', cda('<observation><code displayName="Age"/><value xsi:type="PQ" value="94"/></observation>'), /94/],
  ['ccda', cda('<observation><value xsi:type="PQ" value="1128" unit="mo"/></observation>'), /1128/],
]

const ATTACKED: readonly Case[] = [
  ['csv', 'id,Age (months)\n1,1128\n2,61\n', /1128/],
  ['csv', 'patient,lat,lon\n1,39.78,-89.65\n', /39\.78|89\.65/],
  ['csv', 'dx,sex\nOkonkwo,F\nE11.9,M\n'],
  ['json', '{"x":"okonkwo"}'],
  ['hl7', hl7('ZPD|okonkwo|mary')],
  ['hl7', hl7('ZOK|1|Quillfeather|94'), /Quillfeather/],
  ['hl7', hl7('PV1|1|okonkwo|3W^412^A')],
  ['hl7', hl7('AL1|1|okonkwo|^okonkwo')],
  ['hl7', hl7('DG1|1||OKONKWO^Rest^L')],
  ['hl7', hl7('DG1|1||8817345^Rest^L')],
  ['eml', eml('Thread-Topic: Okonkwo')],
  ['eml', eml('Reply-To: okonkwo')],
  ['eml', eml('Content-Language: okonkwo')],
  ['eml', eml('Importance: okonkwo')],
  ['eml', eml('X-Mary-Okonkwo: yes')],
]

const REFUSED: readonly (readonly [FormatName, string, string])[] = [
  ['html', '<p>a</p>\n<okonkwo>Hi</okonkwo>', 'format_unsupported at line 2'],
  ['html', '<p mary-okonkwo>Hi</p>', 'format_unsupported at line 1'],
  ['html', '<p data-okonkwo="1">Hi</p>', 'format_unsupported at line 1'],
  ['html', '<p>Hi</mary_okonkwo></p>', 'format_unsupported at line 1'],
  ['json', '{"a":{"okonkwo":1}}', 'identifier_in_key at a.?'],
  ['json', '{"mary_okonkwo":1}', 'identifier_in_key at ?'],
  ['json', '{"MaryOkonkwo":1}', 'identifier_in_key at ?'],
  ['json', '{"patient":"Mrs. Quillfeather","quillfeather_notes":1}', 'identifier_in_key at ?'],
  ['fhir', fhir({ contained: [{ resourceType: 'Okonkwo' }] }), 'format_unsupported at contained[0].resourceType'],
  ['fhir', '{"resourceType":"MaryOkonkwo"}', 'format_unsupported at resourceType'],
  ['fhir', fhir({ maryOkonkwo: 1 }), 'format_unsupported at ?'],
  ['csv', 'okonkwo,note\n1,fine\n', 'identifier_in_key at row[1].column[1]'],
  ['csv', 'mary_okonkwo_hr,note\n88,fine\n', 'identifier_in_key at row[1].column[1]'],
  ['hl7', hl7('NTE|1||Mrs. \\X4F6B6F6E6B776F\\ called'), 'format_invalid at segment 2 field 3'],
  ['hl7', hl7('NTE|1||Call \\Mary Okonkwo\\ now'), 'format_invalid at segment 2 field 3'],
  ['eml', eml(`Subject: =?koi8-r?B?${base64('Mary Okonkwo')}?=`), 'format_unsupported at header'],
  ['eml', eml('Subject: =?utf-7?Q?Mary_Okonkwo?='), 'format_unsupported at header'],
  ['eml', eml('Content-Type: text/plain; okonkwo=mary'), 'format_unsupported at header'],
  ['ccda', cda('<mary-okonkwo>x</mary-okonkwo>'), 'format_unsupported at line 1'],
  ['ccda', cda('<title okonkwo="x">y</title>'), 'format_unsupported at line 1'],
  ['ccda', cda('<text><td okonkwo="x">y</td></text>'), 'format_unsupported at line 1'],
]

/** What stays, byte for byte: the same positions as everybody fills them. */
const KEPT: readonly (readonly [FormatName, string])[] = [
  [
    'html',
    '<table class="MsoNormalTable" style="width:100%;border:1px solid #ccc;font-family:Arial,sans-serif"><tr><td align="left" lang="en-US">x</td></tr></table>',
  ],
  [
    'html',
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><o:p class="header row">x</o:p><td data-id="1" aria-label="x"></html>',
  ],
  [
    'json',
    '{"age":61,"hba1c_pct":7.2,"messages":[{"value":94,"unit":"mg/dL"}],"ageOfDevice":3,"lat_axis":1,"lon":"n/a"}',
  ],
  ['fhir', coding(LOINC, '4548-4')],
  ['fhir', coding('http://snomed.info/sct', '73211009')],
  ['fhir', coding('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'AMB')],
  ['fhir', coding('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
  ['fhir', coding('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed')],
  [
    'fhir',
    observed({ code: { text: 'Heart rate' }, valueInteger: 94, valueQuantity: { value: 94, unit: 'beats/min' } }),
  ],
  ['fhir', observed({ code: AGE, valueInteger: 61 })],
  ['fhir', fhir({ gender: 'female', active: true, maritalStatus: { text: 'married' } })],
  ['fhir', extension('http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', { valueCode: 'F' })],
  ['fhir', extension('ombCategory', { valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2106-3' } })],
  [
    'hl7',
    hl7('OBX|1|NM|8867-4^Heart rate^LN||94|/min|60-100||||F\rDG1|1||E11.9^Diabetes^I10\rNTE|1||a\\X0D0A\\b\\.br\\c')
      .replaceAll(/\|[AB]\|/g, '||')
      .replace('||2024||', '||||')
      .replace('|1|P|', '||P|'),
  ],
  [
    'ccda',
    cda(
      '<observation classCode="OBS" moodCode="EVN"><code code="8867-4" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC" displayName="Heart rate"/><value xsi:type="PQ" value="94" unit="/min"/></observation>',
    ),
  ],
]

describe('a name or a number outside of prose', () => {
  const travel = createTraveller()

  it.each(
    [...CODED, ...ATTACKED].map(([format, document, secret = /okonkwo|8817345|0142/i]) => ({
      format,
      document,
      secret,
    })),
  )('is coded, and comes back, in $format: $document', async ({ format, document, secret }) => {
    const { cleaned, restored } = await travel(document, format)
    expect(cleaned).not.toMatch(secret)
    expect(restored).toBe(document)
  })

  it.each(REFUSED)('%s: refuses %j', async (format: FormatName, document: string, refusal: string) => {
    const told = await travel(document, format).catch((error: unknown) => error as { code?: string; at?: string })
    expect('code' in told ? `${told.code} at ${told.at}` : 'accepted').toBe(refusal)
  })

  it.each(KEPT)('%s: leaves alone what is nobody: %s', async (format, document) => {
    expect((await travel(document, format)).cleaned).toBe(document)
  })
})

describe('a name of a part', () => {
  it.each([
    ['patientName', true, false],
    ['hba1cPct', false, false],
    ['mary_okonkwo', false, true],
    ['MaryOkonkwo', false, true],
    ['okonkwo', false, true],
    ['parkinson_score', false, false],
    ['row-8817345', false, false],
    ['[NAME-7Q2K4H]', false, false],
  ])('%s: plain %s, names a person %s', (name, plain, person) => {
    expect([isPlainName(name), namesPerson(name)]).toEqual([plain, person])
  })
})

describe('a code', () => {
  it.each([
    ['http://snomed.info/sct', '404684003', true],
    ['http://snomed.info/sct', '404684004', false],
    ['2.16.840.1.113883.6.96', '38341003', true],
    [LOINC, '30525-0', true],
    [LOINC, '30525-1', false],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', '197361', true],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'E11.9', true],
    ['http://hl7.org/fhir/sid/icd-10-cm', 'Bell', false],
    ['http://hl7.org/fhir/sid/us-ssn', '123456789', false],
    ['urn:mercy:codes', 'GLU-2', true],
    ['urn:mercy:codes', 'Quillfeather', false],
  ])('of %s: %s fits %s', (system, code, fits) => {
    expect(isCodeOf(system, code)).toBe(fits)
  })

  it.each(['mg/dL', 'mm[Hg]', '10*3/uL', '{score}', 'beats/min', 'kg/m2', '%', 'mL/min/1.73 m2', 'years'])(
    '%s is a unit',
    (unit) => {
      expect(isUnit(unit)).toBe(true)
    },
  )

  it.each(['okonkwo', '8817345', 'Mary Okonkwo'])('%s is none', (unit) => {
    expect(isUnit(unit)).toBe(false)
  })
})
