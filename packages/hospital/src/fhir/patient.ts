import { isoDay } from '../calendar.ts'
import type { House } from '../people/house.ts'
import type { Patient, Relative } from '../people/patient.ts'
import { displayName, fhirAddress, humanName, phoneText, telecom } from './datatypes.ts'
import { coded, type FhirResource, reference, resource, TERMINOLOGY, US_CORE } from './resource.ts'

export function patientResource(patient: Patient, house: House): FhirResource {
  const { person } = patient
  return resource('Patient', patient.id, {
    meta: { profile: [`${US_CORE}/us-core-patient`] },
    identifier: identifiers(patient, house),
    active: true,
    name: [
      humanName(person),
      ...(person.nickname === undefined ? [] : [{ use: 'nickname', given: [person.nickname] }]),
    ],
    telecom: [
      telecom('phone', phoneText(patient.phone), 'home'),
      telecom('phone', phoneText(patient.mobile), 'mobile'),
      telecom('phone', phoneText(patient.work), 'work'),
      telecom('email', patient.email),
    ],
    gender: person.sex,
    birthDate: isoDay(patient.birth),
    address: [fhirAddress(patient.address)],
    contact: patient.relatives.slice(0, 2).map(contact),
    communication: [{ language: { text: patient.language }, preferred: true }],
    generalPractitioner: [reference('Practitioner', patient.pcp.id, displayName(patient.pcp.person))],
    managingOrganization: reference('Organization', 'organization-01', house.name),
  })
}

function identifiers(patient: Patient, house: House) {
  const typed = (code: string, display: string, system: string, value: string) => ({
    type: coded(`${TERMINOLOGY}/v2-0203`, code, display),
    system,
    value,
  })
  return [
    typed('MR', 'Medical Record Number', `http://${house.host}/mrn`, patient.mrn),
    typed('SS', 'Social Security Number', 'http://hl7.org/fhir/sid/us-ssn', patient.ssn),
    typed('DL', "Driver's License", `urn:oid:2.16.840.1.113883.4.3`, patient.driver),
    typed('PPN', 'Passport Number', `${TERMINOLOGY}/v2-0203`, patient.passport),
    typed('MB', 'Member Number', `http://${house.host}/member`, patient.member),
  ]
}

function contact(relative: Relative) {
  return {
    relationship: [coded(`${TERMINOLOGY}/v2-0131`, 'N', 'Next-of-Kin')],
    name: humanName(relative.person),
    telecom: [telecom('phone', phoneText(relative.phone))],
    address: fhirAddress(relative.address),
  }
}

export function relatedPersons(patient: Patient): FhirResource[] {
  return patient.relatives.map((relative) =>
    resource('RelatedPerson', relative.id, {
      active: true,
      patient: reference('Patient', patient.id),
      relationship: [coded(`${TERMINOLOGY}/v3-RoleCode`, relative.code, relative.relation)],
      name: [humanName(relative.person)],
      telecom: [telecom('phone', phoneText(relative.phone), 'home')],
      gender: relative.person.sex,
      address: [fhirAddress(relative.address)],
    }),
  )
}
