import type { Known } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import { classOf, classRef } from '../policy/patients/chart-class.ts'
import { open } from '../policy/patients/chart-row.ts'
import { openRelationship } from '../policy/patients/patients.ts'
import { reading, type Store } from '../store/store.ts'
import type { Patient, Practitioner, RelatedPerson } from './fhir-types.ts'
import { displayParts, distinct, knownOf, nameParts } from './identity.ts'
import { openClinician } from './seal.ts'
import { actorsOf, cliniciansOf, patientsSealed, relatedOf } from './search.queries.ts'

/**
 * Every identifier the store holds of one patient, their related persons and the clinicians and places of their chart; also of the
 * records that were merged into it, for notes use the former name too. `names` are the patient's as they were decided about.
 */
export async function knownNames(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  names: readonly string[],
): Promise<Known[]> {
  const keys = await deps.keyring.tenant(tenant)
  const view = { patients: names, classes: names.map((name) => classRef(keys, name, classOf('RelatedPerson', []))) }
  const [rows] = await deps.store.read(tenant, [readNaming(names)], view)
  return distinct(await openNaming(deps.keyring, tenant, rows))
}

const readNaming = (names: readonly string[]) =>
  reading(
    [patientsSealed(names), relatedOf(names), actorsOf(names), cliniciansOf(names)],
    (patients, related, actors, clinicians) => ({ patients, related, actors, clinicians }),
  )

type Naming = Awaited<ReturnType<ReturnType<typeof readNaming>['heard']>>

async function openNaming(keyring: Keyring, tenant: string, rows: Naming): Promise<Known[]> {
  const found: Known[] = []
  for (const { ref, sealed } of rows.patients) found.push(...(await ownKnown(keyring, tenant, ref, sealed)))
  for (const { ref, patient, sealed } of rows.related) {
    const { body } = await open(keyring, { tenant, table: 'resource', ref, patient }, sealed)
    found.push(...knownOf(body as RelatedPerson))
  }
  for (const row of rows.clinicians) {
    const { name = [] } = (await openClinician(keyring, tenant, row)) as Pick<Practitioner, 'name'>
    found.push(...name.flatMap((each) => [...nameParts(each), ...displayParts(each.text)]))
  }
  for (const row of rows.actors) {
    const { display, facility, department } = await openRelationship(keyring, tenant, row.patient, row)
    found.push(...displayParts(display))
    for (const value of [facility, department]) if (value !== undefined) found.push({ kind: 'FACILITY', value })
  }
  return found
}

/** The patient's own names, as the Patient resource states them. */
export async function ownNames(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  names: readonly string[],
): Promise<string[]> {
  const [rows] = await deps.store.read(tenant, [reading([patientsSealed(names)], (found) => found)])
  const own: string[] = []
  for (const { ref, sealed } of rows) own.push(...(await ownKnown(deps.keyring, tenant, ref, sealed)).flatMap(nameOnly))
  return own
}

function nameOnly({ kind, value }: Known): string[] {
  return kind === 'NAME' ? [value] : []
}

async function ownKnown(keyring: Keyring, tenant: string, patient: string, sealed: Buffer): Promise<Known[]> {
  const { body } = await open(keyring, { tenant, table: 'patient', ref: patient, patient }, sealed)
  return knownOf(body as Patient)
}
