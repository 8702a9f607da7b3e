import { describe, expect, it } from 'vitest'
import { displayParts, distinct, knownOf } from './identity.ts'

const patient = {
  id: 'p',
  name: [{ family: 'de la Cruz-Bell', given: ['Ana María', 'J'], text: 'Ana de la Cruz-Bell' }],
  birthDate: '1931-05-21',
  deceasedDateTime: '2024-01-02T10:00:00Z',
  identifier: [
    { type: { coding: [{ code: 'MR' }] }, value: 'MRN-77' },
    { system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-94-5397' },
    { type: { coding: [{ code: 'DL' }] }, value: 'S99940903' },
    { type: { coding: [{ code: 'PPN' }] }, value: 'X53631011X' },
    { system: 'http://hl7.org/fhir/sid/us-mbi', value: '1EG4-TE5-MK73' },
    { system: 'https://example.org/else', value: 'E-9' },
  ],
  telecom: [
    { system: 'phone', value: '555-810-7203' },
    { system: 'fax', value: '555-810-7204' },
    { system: 'email', value: 'ana@example.org' },
    { system: 'url', value: 'https://ana.example.org' },
  ],
  address: [{ line: ['633 Abernathy Landing', 'Apt 4'], city: 'Emporia', district: 'Lyon', postalCode: '66801' }],
  contact: [
    {
      name: { family: 'Ortiz', given: ['Leo'] },
      telecom: [{ system: 'phone', value: '555-1' }],
      organization: { display: 'Acme Mill' },
    },
  ],
  generalPractitioner: [{ reference: 'Practitioner/d', display: 'Dr. Liane Kunze, MD' }],
  managingOrganization: { display: 'Newman Regional' },
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName', valueString: 'Rosa Prieto' },
    { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueAddress: { city: 'Olathe' } },
  ],
}

describe('knownOf', () => {
  it('finds every identifier of a Patient, each under its kind', () => {
    const found = distinct(knownOf(patient)).map(({ kind, value }) => `${kind} ${value}`)
    expect(found).toEqual(
      [
        'CITY Emporia',
        'CITY Olathe',
        'COUNTY Lyon',
        'DATE 1931-05-21',
        'DATE 2024-01-02',
        'EMAIL ana@example.org',
        'FACILITY Newman Regional',
        'FAX 555-810-7204',
        'HEALTHPLAN 1EG4-TE5-MK73',
        'LICENSE S99940903',
        'MRN MRN-77',
        'NAME Ana',
        'NAME Ana María',
        'NAME Ana María J de la Cruz-Bell',
        'NAME Ana María de la Cruz-Bell',
        'NAME Ana de la Cruz-Bell',
        'NAME Cruz-Bell',
        'NAME Kunze',
        'NAME Leo',
        'NAME Leo Ortiz',
        'NAME Liane',
        'NAME Liane Kunze',
        'NAME María',
        'NAME Ortiz',
        'NAME Prieto',
        'NAME Rosa',
        'NAME Rosa Prieto',
        'NAME de la Cruz-Bell',
        'ORG Acme Mill',
        'OTHERID E-9',
        'OTHERID X53631011X',
        'PHONE 555-1',
        'PHONE 555-810-7203',
        'SSN 999-94-5397',
        'STREET 633 Abernathy Landing',
        'STREET Apt 4',
        'URL https://ana.example.org',
        'ZIP 66801',
      ].sort(),
    )
  })

  it('drops a single letter and a year alone', () => {
    expect(knownOf({ id: 'p', name: [{ given: ['J'] }], birthDate: '1931' })).toEqual([])
  })

  it('reads a name written as one string', () => {
    expect(displayParts('Dr. Liane379 Kunze215').map(({ value }) => value)).toEqual([
      'Liane379 Kunze215',
      'Liane379',
      'Kunze215',
    ])
    expect(displayParts(undefined)).toEqual([])
  })
})
