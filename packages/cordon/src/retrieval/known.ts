import type { Known } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import { classOf, classRef } from '../policy/chart-class.ts'
import { open } from '../policy/chart-row.ts'
import { openRelationship } from '../policy/patients.ts'
import type { Store } from '../store/store.ts'
import type { Patient, Practitioner, RelatedPerson } from './fhir-types.ts'
import { displayParts, distinct, knownOf, nameParts } from './identity.ts'
import { openClinician } from './seal.ts'
import { namingRows, patientSealed } from './search.queries.ts'

/** Every identifier the store holds of one patient, their related persons and the clinicians and places of their chart. */
export async function knownNames(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  patient: string,
): Promise<Known[]> {
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
    const { display, facility } = await openRelationship(keyring, tenant, patient, row)
    found.push(...displayParts(display))
    if (facility !== undefined) found.push({ kind: 'FACILITY', value: facility })
  }
  return distinct(found)
}

/** The patient's own names, as the Patient resource states them. */
export async function ownNames(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  patient: string,
): Promise<string[]> {
  const row = await deps.store.within(tenant, (tx) => patientSealed(tx, tenant, patient))
  return row ? (await ownKnown(deps.keyring, tenant, patient, row.sealed)).flatMap(nameOnly) : []
}

function nameOnly({ kind, value }: Known): string[] {
  return kind === 'NAME' ? [value] : []
}

async function ownKnown(keyring: Keyring, tenant: string, patient: string, sealed: Buffer): Promise<Known[]> {
  const { body } = await open(keyring, { tenant, table: 'patient', ref: patient, patient }, sealed)
  return knownOf(body as Patient)
}
