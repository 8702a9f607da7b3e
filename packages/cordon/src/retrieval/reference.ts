import type { Identifier, Reference } from './fhir-types.ts'

/** The patient a resource is about, as `Patient/<id>`, or why there is none. */
export function patientReference(subject: Reference | undefined): { is: string } | { not: string } {
  const text = subject?.reference
  if (text === undefined) return { not: 'subject is missing' }
  const local = /^(Patient\/[A-Za-z0-9\-.]{1,64})(\/_history\/.*)?$/.exec(text)
  if (local?.[1]) return { is: local[1] }
  if (text.startsWith('urn:')) return { not: 'subject is not in the bundle' }
  // Two servers may give one id to two people, so an address that the bundle does not hold names nobody here.
  if (/^https?:/.test(text)) return { not: 'subject is on another server' }
  return { not: 'subject is not a Patient' }
}

/**
 * The form in which a clinician is referred to: `Practitioner/<id>`, `PractitionerRole/<id>`, or
 * `Practitioner?identifier=<system>|<value>` (conditional and logical references alike). Undefined: not a clinician,
 * or a reference that leads nowhere. An identifier of a type that is not Practitioner is somebody else's.
 */
export function actorForm(reference: Reference | undefined): string | undefined {
  const text = reference?.reference
  if (text === undefined)
    return (reference?.type ?? 'Practitioner') === 'Practitioner' ? identifierForm(reference?.identifier) : undefined
  const local = /^(Practitioner(?:Role)?\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/.exec(text)
  if (local) return local[1]
  const conditional = /^Practitioner\?identifier=([^&|]+)(?:\||%7C)([^&|]+)$/i.exec(text)
  return conditional ? identifierForm({ system: decoded(conditional[1]), value: decoded(conditional[2]) }) : undefined
}

/** An identifier without a system could be anybody's: it is no form. */
export function identifierForm(identifier: Identifier | undefined): string | undefined {
  const { system, value } = identifier ?? {}
  return system && value ? `Practitioner?identifier=${system}|${value}` : undefined
}

export function decoded(text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A team or an organisation by its id. Undefined: neither. */
export function collectiveForm(reference: Reference | undefined): string | undefined {
  return /^((?:CareTeam|Organization)\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/.exec(reference?.reference ?? '')?.[1]
}
