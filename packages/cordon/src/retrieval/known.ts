import type { Known } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import { classOf, classRef } from '../policy/patients/chart-class.ts'
import { open } from '../policy/patients/chart-row.ts'
import { openRelationship } from '../policy/patients/patients.ts'
import type { Store } from '../store/store.ts'
import type { Patient, Practitioner, RelatedPerson } from './fhir-types.ts'
import { displayParts, distinct, knownOf, nameParts } from './identity.ts'
import { openClinician } from './seal.ts'
import { namingRows, patientSealed } from './search.queries.ts'

/**
 * Every identifier the store holds of one patient, their related persons and the clinicians and places of their chart; also of the
 * records that were merged into it, for notes use the former name too. `names` are the patient's as they were decided about.
 */
export async function knownNames(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  names: readonly string[],
): Promise<Known[]> {
  const found: Known[] = []
  for (const name of names) found.push(...(await knownUnder(deps, tenant, name)))
  return distinct(found)
}

async function knownUnder(deps: { store: Store; keyring: Keyring }, tenant: string, patient: string): Promise<Known[]> {
  const { keyring } = deps
  const related = classRef(await keyring.tenant(tenant), patient, classOf('RelatedPerson', []))
  const view = { patients: [patient], classes: [related] }
  const rows = await deps.store.within(tenant, (tx) => namingRows(tx, tenant, patient), view)
  const found: Known[] = []
  if (rows.patient) found.push(...(await ownKnown(keyring, tenant, patient, rows.patient.sealed)))
  for (const { ref, sealed } of rows.related) {
    const { body } = await open(keyring, { tenant, table: 'resource', ref, patient }, sealed)
    found.push(...knownOf(body as RelatedPerson))
  }
  for (const row of rows.clinicians) {
    const { name = [] } = (await openClinician(keyring, tenant, row)) as Pick<Practitioner, 'name'>
    found.push(...name.flatMap((each) => [...nameParts(each), ...displayParts(each.text)]))
  }
  for (const row of rows.actors) {
    const { display, facility, department } = await openRelationship(keyring, tenant, patient, row)
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
  const found = await deps.store.within(tenant, async (tx) => {
    const rows: Awaited<ReturnType<typeof patientSealed>>[] = []
    for (const name of names) rows.push(await patientSealed(tx, tenant, name))
    return rows
  })
  const own: string[] = []
  for (const row of found)
    if (row !== undefined) own.push(...(await ownKnown(deps.keyring, tenant, row.ref, row.sealed)).flatMap(nameOnly))
  return own
}

function nameOnly({ kind, value }: Known): string[] {
  return kind === 'NAME' ? [value] : []
}

async function ownKnown(keyring: Keyring, tenant: string, patient: string, sealed: Buffer): Promise<Known[]> {
  const { body } = await open(keyring, { tenant, table: 'patient', ref: patient, patient }, sealed)
  return knownOf(body as Patient)
}
