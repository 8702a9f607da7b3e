import type { House } from '../people/house.ts'
import type { Practitioner } from '../people/staff.ts'
import { displayName, fhirAddress, humanName, phoneText, telecom } from './datatypes.ts'
import { type FhirResource, reference, resource, TERMINOLOGY, US_CORE } from './resource.ts'

export const ORGANIZATION_ID = 'organization-01'
export const LOCATION_ID = 'location-01'

export function houseResources(house: House): FhirResource[] {
  const phones = [telecom('phone', phoneText(house.phone), 'work'), telecom('fax', phoneText(house.fax), 'work')]
  const address = { ...fhirAddress(house.address), use: 'work' }
  return [
    resource('Organization', ORGANIZATION_ID, {
      meta: { profile: [`${US_CORE}/us-core-organization`] },
      identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: house.npi }],
      active: true,
      type: [
        { coding: [{ system: `${TERMINOLOGY}/organization-type`, code: 'prov', display: 'Healthcare Provider' }] },
      ],
      name: house.name,
      telecom: phones,
      address: [address],
    }),
    resource('Location', LOCATION_ID, {
      status: 'active',
      name: house.clinic,
      telecom: phones,
      address,
      managingOrganization: reference('Organization', ORGANIZATION_ID, house.name),
    }),
  ]
}

export function practitionerResources(practitioner: Practitioner, house: House): FhirResource[] {
  const { id, person, role } = practitioner
  return [
    resource('Practitioner', id, {
      meta: { profile: [`${US_CORE}/us-core-practitioner`] },
      identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: practitioner.npi }],
      active: true,
      name: [{ ...humanName(person), suffix: [practitioner.credential] }],
      telecom: [telecom('phone', phoneText(practitioner.phone), 'work'), telecom('email', practitioner.email, 'work')],
      gender: person.sex,
    }),
    resource('PractitionerRole', `${id}-role`, {
      active: true,
      practitioner: reference('Practitioner', id, displayName(person)),
      organization: reference('Organization', ORGANIZATION_ID, house.name),
      code: [{ text: role }],
      location: [reference('Location', LOCATION_ID, house.clinic)],
    }),
  ]
}
