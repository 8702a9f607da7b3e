import type { Consent } from '../policy/consent/consent.ts'
import type { Draft } from './interpret.ts'
import { endedRole } from './link.ts'

/**
 * What is done about a resource that is not kept: an earlier version of it must not go on as if nothing newer had been said.
 * It is withdrawn; a consent that could not be read stays and denies. Undefined: nobody can tell which resource it was, or it
 * names people, whom de-identification must go on knowing.
 */
export function standInFor(value: unknown, why: 'bad' | 'skipped'): Draft | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { resourceType: type, id } = value as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || typeof id !== 'string' || !/^[A-Za-z0-9\-.]{1,64}$/.test(id)) return undefined
  if (type === 'Consent' && why === 'bad') return unreadable(draft('resource', type, id))
  const table = tableOf(type, value)
  if (table === undefined) return undefined
  // Nothing is stated any more; what only states has no row to withdraw.
  const members = type === 'PractitionerRole' ? [endedRole(`${type}/${id}`)] : []
  return { ...draft(table, type, id), members, withdrawn: table === 'document' || table === 'resource' }
}

/** A consent of which nobody can tell what it says: under the patient whose it was, where it names none. */
export function unreadable(it: Draft): Draft {
  const body: Consent = { source: it.reference, scope: 'unknown', rule: 'unreadable' }
  return { ...it, body, withdrawn: false, loose: [] }
}

function tableOf(type: string, value: object): Draft['table'] | undefined {
  if (type === 'CareTeam' && !('subject' in value)) return 'statement'
  return Object.hasOwn(TABLES, type) ? TABLES[type] : undefined
}

/** Patients, practitioners and places are absent: they name people. A relative's name stays, what the record states does not. */
const TABLES: Readonly<Record<string, Draft['table']>> = {
  DocumentReference: 'document',
  AllergyIntolerance: 'resource',
  CareTeam: 'resource',
  Condition: 'resource',
  Consent: 'resource',
  Encounter: 'resource',
  Immunization: 'resource',
  MedicationRequest: 'resource',
  Observation: 'resource',
  Procedure: 'resource',
  Appointment: 'statement',
  EpisodeOfCare: 'statement',
  Group: 'statement',
  RelatedPerson: 'statement',
  PractitionerRole: 'practitioner',
}

function draft(table: Draft['table'], type: string, id: string): Draft {
  const nothing = { links: [], members: [], names: [], forms: [], loose: [], labels: [], encounters: [] }
  return { table, type, reference: `${type}/${id}`, body: {}, ...nothing, withdrawn: false }
}
