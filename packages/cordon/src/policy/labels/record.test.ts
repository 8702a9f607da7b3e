import { describe, expect, it } from 'vitest'
import { createLabeller } from './record.ts'

const label = createLabeller({ part2Programmes: ['Organization/clinic-5'] })
const coded = (system: string, code: string) =>
  label({ resourceType: 'Condition', code: { coding: [{ system, code }] } })
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm'
const SNOMED = 'http://snomed.info/sct'
const LOINC = 'http://loinc.org'
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

describe('a record’s codes', () => {
  it.each([
    [ICD, 'F10.20', 'ETH SUD'],
    [ICD, 'F11.20', 'ETH SUD'],
    [ICD, 'F19.9', 'ETH SUD'],
    [ICD, 'K70.30', 'ETH'],
    [ICD, 'B20', 'HIV'],
    [ICD, 'Z21', 'HIV'],
    [ICD, 'F32.1', 'PSY'],
    [ICD, 'R45.851', 'PSY'],
    [ICD, 'T74.21XA', 'SDV'],
    [ICD, 'Z3A.20', 'SEX'],
    [ICD, 'O99.324', 'ETH SEX'],
    [ICD, 'A51.0', 'SEX'],
    [ICD, 'Q90.9', 'GDIS'],
    [ICD, 'Z15.01', 'GDIS'],
    [SNOMED, '706893006', 'SDV'],
    [SNOMED, '86406008', 'HIV'],
    [LOINC, '75626-2', 'ETH'],
    [LOINC, '44261-6', 'PSY'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', '6813', 'ETH SUD'],
  ])('%s %s stands for %s', (system, code, labels) => {
    expect(coded(system, code).labels.join(' ')).toBe(labels)
  })

  // Nicotine, hypertension, diabetes, dementia, pneumonia, an external cause beyond the range; another system's B20.
  it.each(['F17.210', 'I10', 'E11.9', 'F03.90', 'J18.9', 'Y10', 'W19', 'E03.9', 'N39.0'])(
    '%s stands for nothing',
    (code) => {
      expect(coded(ICD, code).labels).toEqual([])
      expect(coded('http://example.org/local', 'B20').labels).toEqual([])
    },
  )

  it('are found wherever a resource carries them, and so are words', () => {
    const component = [{ code: { coding: [{ system: LOINC, code: '20447-9' }] } }]
    expect(label({ resourceType: 'Observation', component }).labels).toEqual(['HIV'])
    const medicationCodeableConcept = { text: 'Buprenorphine 8 MG / Naloxone 2 MG Sublingual Film' }
    expect(label({ resourceType: 'MedicationRequest', medicationCodeableConcept }).labels).toEqual(['ETH', 'SUD'])
    const attachment = { title: 'Psychotherapy note' }
    expect(label({ resourceType: 'DocumentReference', content: [{ attachment }] }).labels).toEqual(['PSY', 'PSYTHPN'])
  })

  it('are not looked for in names: a doctor may be called Rape, a clinic Abortion', () => {
    const author = [{ reference: 'Practitioner/1', display: 'Dr Rape' }]
    expect(label({ resourceType: 'DocumentReference', author, name: [{ text: 'Heroin' }] }).labels).toEqual([])
  })
})

describe('what the source says of sensitivity', () => {
  const said = (...codes: string[]) =>
    label({ resourceType: 'Condition', meta: { security: codes.map((code) => ({ system: ACT, code })) } })

  it('is taken over', () => {
    expect(said('42CFRPart2', 'NORDSCLCD', 'R', 'PSYTHPN').labels).toEqual(['42CFRPart2', 'NORDSCLCD', 'PSYTHPN', 'R'])
    expect(said('OPIOIDUD').labels).toEqual(['ETH', 'SUD'])
    expect(said('N', 'SUBSETTED', 'HTEST')).toEqual({ labels: [], unknown: [] })
    const securityLabel = [{ coding: [{ system: ACT, code: 'HIV' }] }]
    expect(label({ resourceType: 'DocumentReference', securityLabel }).labels).toEqual(['HIV'])
  })

  it('restricts and is named when nobody here knows it, and no sentence is repeated', () => {
    expect(said('ZZTOP')).toEqual({ labels: ['R'], unknown: ['ZZTOP'] })
    expect(said('Ada Bell, of Elm Street')).toEqual({ labels: ['R'], unknown: ['a label that is no code'] })
    expect(said('constructor')).toEqual({ labels: ['R'], unknown: ['constructor'] })
  })

  it.each<[string, object, string]>([
    ['a coding by its display', { meta: { security: [{ system: ACT, display: 'HIV information' }] } }, 'HIV R'],
    ['a coding that is empty', { meta: { security: [{}] } }, 'R'],
    ['a concept by its text', { securityLabel: [{ text: 'Psychotherapy note' }] }, 'PSY PSYTHPN R'],
    ['a concept without a code in it', { securityLabel: [{ coding: [{ display: 'Secret' }] }] }, 'R'],
    ['a concept whose words say more', { securityLabel: [{ coding: [{ code: 'R' }], text: 'HIV' }] }, 'HIV R'],
    ['a word where a coding belongs', { meta: { security: ['VIP'] } }, 'R'],
    ['a word where codings belong', { meta: { security: 'VIP' } }, 'R'],
    ['a number for a code', { meta: { security: [{ code: 7 }] } }, 'R'],
  ])('restricts and is named when it is %s', (_, over, labels) => {
    const made = label({ resourceType: 'DocumentReference', ...over })
    expect(made.labels.join(' ')).toBe(labels)
    const isCoded = JSON.stringify(over).includes('"code":"R"')
    expect(made.unknown).toEqual(isCoded ? [] : ['without a code'])
  })

  it('is the code in an extension of a label as well, and the extension itself is none', () => {
    const basis = { url: 'http://example.org/basis', valueCoding: { system: ACT, code: '42CFRPart2' } }
    const security = [{ code: 'R', extension: [basis] }]
    expect(label({ resourceType: 'Condition', meta: { security } })).toEqual({
      labels: ['42CFRPart2', 'R'],
      unknown: [],
    })
  })
})

describe('Part 2', () => {
  it('binds what a registered programme has a part in, and no topic makes it (42 CFR 2.11, 2.12)', () => {
    const subject = { reference: 'Patient/1' }
    const everyday = { resourceType: 'Observation', subject, performer: [{ reference: 'Organization/clinic-5' }] }
    expect(label(everyday).labels).toEqual(['42CFRPart2'])
    expect(coded(ICD, 'F11.20').labels).not.toContain('42CFRPart2')
    expect(label({ resourceType: 'DocumentReference' }, 'Opioid use disorder, methadone clinic.').labels).toEqual([
      'ETH',
      'SUD',
    ])
  })
})

describe('a Part 2 programme', () => {
  it.each([
    'Organization/clinic-5/_history/3',
    'https://ehr.example.org/fhir/Organization/clinic-5',
    'https://ehr.example.org/fhir/Organization/clinic-5/_history/3',
  ])('is recognised in %s', (reference) => {
    expect(label({ resourceType: 'Observation', performer: [{ reference }] }).labels).toEqual(['42CFRPart2'])
  })

  it.each(['Organization/clinic-50', 'Organization/my-clinic-5', 'Practitioner/clinic-5', 'urn:uuid:clinic-5'])(
    'is not %s',
    (reference) => {
      expect(label({ resourceType: 'Observation', performer: [{ reference }] }).labels).toEqual([])
    },
  )

  it('may be registered by its address', () => {
    const own = createLabeller({ part2Programmes: ['https://ehr.example.org/fhir/Organization/9'] })
    expect(own({ performer: [{ reference: 'Organization/9' }] }).labels).toEqual(['42CFRPart2'])
  })
})

describe('more than can be read', () => {
  it('restricts the record', () => {
    const extension = Array.from({ length: 20_001 }, () => ({ url: 'x' }))
    expect(label({ resourceType: 'Condition', extension }).labels).toEqual(['R'])
    const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ item: inner }), {})
    expect(label({ resourceType: 'Condition', deep }).labels).toEqual(['R'])
  })
})
