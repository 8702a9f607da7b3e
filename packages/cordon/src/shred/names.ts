import { CordonError } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { boundedNames, namesNear } from '../policy/consent/consent.queries.ts'
import { open } from '../policy/patients/chart-row.ts'
import { patientLinks } from '../policy/patients/patients.queries.ts'
import { samePatient } from '../policy/patients/same-patient.ts'
import { rowsOf, type Tx } from '../store/store.ts'
import { type OfNames, patientsSealed } from './shred.queries.ts'

/** Every name that is certainly this patient's: what is kept under any of them goes with the others, or stays with them. */
export async function namesOf(tx: Tx, tenant: string, ref: string): Promise<readonly string[]> {
  return samePatient(ref, await patientLinks(tx, tenant, ref)).names
}

/** The whole tenant. */
export const EVERYTHING: OfNames = { patient: null, names: [] }

/** The names of a row; one from before is of the name that it was stated by. Null: the whole tenant. */
export function ofNames({ patient, names }: OfNames): readonly string[] | null {
  if (patient === null) return null
  return names.length === 0 ? [patient] : names
}

/**
 * Two people agreed on these records and no others: a record that came to the patient since was not meant, and one that was
 * parted from them is somebody else's. Throws `shred_changed`.
 */
export async function refuseChanged(tx: Tx, tenant: string, row: OfNames): Promise<void> {
  if (row.patient === null) return
  const now = await namesOf(tx, tenant, row.patient)
  const agreed = ofNames(row) ?? []
  if (now.length !== agreed.length || now.some((name) => !agreed.includes(name))) throw new CordonError('shred_changed')
}

/** These names, and every other that anything links to them, however doubtfully. Undefined: more than are looked through. */
export async function perhapsOf(
  tx: Tx,
  tenant: string,
  names: readonly string[],
): Promise<readonly string[] | undefined> {
  return boundedNames(await rowsOf(tx, tenant, namesNear(names)))
}

/**
 * The operator's own references of the records among some names, `Patient/17`; nothing of what stands in them. One that does not open
 * has its pseudonym: a damaged record can be destroyed, too.
 */
export async function recordsOf(keyring: Keyring, tx: Tx, tenant: string, names: readonly string[]): Promise<string[]> {
  const records: string[] = []
  for (const { ref, sealed } of await patientsSealed(tx, tenant, names)) {
    const opened = open(keyring, { tenant, table: 'patient', ref, patient: ref }, sealed)
    records.push(await opened.then(({ source }) => source).catch(() => ref))
  }
  return records.sort()
}
