import type { Patient, Reference } from './fhir-types.ts'
import { decoded, patientReference } from './reference.ts'

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

/** The patient of a reference as `patientReference` has it, or by an identifier where it gives no id. */
export function patientByName(subject: Reference | undefined): { is: string } | { not: string } {
  const { reference, type = 'Patient', identifier: { system, value } = {} } = subject ?? {}
  const conditional = /^Patient\?identifier=([^&|]+)(?:\||%7C)([^&|]+)$/i.exec(reference ?? '')
  if (conditional) return { is: patientForm(decoded(conditional[1]), decoded(conditional[2])) }
  const isNamed = reference === undefined && type === 'Patient' && system && value
  return isNamed ? { is: patientForm(system, value) } : patientReference(subject)
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
