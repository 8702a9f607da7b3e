import { z } from 'zod'

/**
 * The patient compartment of FHIR R4 (CompartmentDefinition/patient), for the types that are read: the elements through which a
 * resource is somebody's. `Observation.focus` is not in it and stands here all the same: what was measured is somebody else then.
 */
export const COMPARTMENT: Readonly<Record<string, readonly string[]>> = {
  AllergyIntolerance: ['patient', 'recorder', 'asserter'],
  CareTeam: ['subject', 'participant.member'],
  Consent: ['patient'],
  Condition: ['subject', 'asserter'],
  DocumentReference: ['subject', 'author', 'context.sourcePatientInfo'],
  Encounter: ['subject'],
  Immunization: ['patient'],
  MedicationRequest: ['subject'],
  Observation: ['subject', 'performer', 'focus'],
  Procedure: ['subject', 'performer.actor'],
  RelatedPerson: ['patient'],
}

const Named = z.looseObject({ reference: z.string().optional(), type: z.string().optional() })

/**
 * Whether a resource is in the compartment of anybody but `patient` (`Patient/<id>`): such a one lands in no chart, because part
 * of it is about somebody else. A reference to a patient on another server is somebody else too.
 */
export function namesAnother(type: string, resource: object, patient: string): boolean {
  const named = (COMPARTMENT[type] ?? []).flatMap((path) => at([resource], path.split('.')))
  return named.some((value) => {
    const { data } = Named.safeParse(value)
    const { reference, type: declared } = data ?? {}
    if (reference === undefined) return declared === 'Patient'
    const id = /(?:^|\/)(Patient\/[^/]+)(?:\/_history\/[^/]*)?$/.exec(reference)?.[1]
    return id !== undefined && (id !== patient || /^https?:/.test(reference))
  })
}

/** Every value at a path of elements; lists are gone through. */
function at(values: readonly unknown[], [element, ...rest]: readonly string[]): unknown[] {
  if (element === undefined) return [...values]
  const next = values.flatMap((value) => {
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[element] : undefined
    return Array.isArray(found) ? (found as unknown[]) : found === undefined ? [] : [found]
  })
  return at(next, rest)
}
