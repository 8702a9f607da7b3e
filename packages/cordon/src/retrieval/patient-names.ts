import type { Patient } from './fhir-types.ts'
import { patientReference } from './reference.ts'

/** That one name of a patient stands for another, as `Patient/<id>` or `Patient?identifier=<system>|<value>`. */
export interface StatedName {
  readonly kind: 'identifier' | 'merge'
  readonly name: string
  readonly of: string
}

/** An identifier as a name of a patient: a feed that knows no FHIR id states its facts under it. */
export function patientForm(system: string, value: string): string {
  return `Patient?identifier=${system}|${value}`
}

/** The names that a Patient resource states: its identifiers, and the records that it replaced or was replaced by. */
export function namesOf(it: Patient): StatedName[] {
  const own = `Patient/${it.id}`
  const identifiers = (it.identifier ?? []).flatMap(({ system, value }) =>
    // Without a system it could be anybody's.
    system && value ? [{ kind: 'identifier', name: patientForm(system, value), of: own } as const] : [],
  )
  const merges = (it.link ?? []).flatMap(({ other, type }) => {
    const patient = patientReference(other)
    if (!('is' in patient) || patient.is === own) return []
    if (type === 'replaced-by') return [{ kind: 'merge', name: own, of: patient.is } as const]
    return type === 'replaces' ? [{ kind: 'merge', name: patient.is, of: own } as const] : []
  })
  return [...new Map([...identifiers, ...merges].map((each) => [`${each.name}\n${each.of}`, each])).values()]
}
