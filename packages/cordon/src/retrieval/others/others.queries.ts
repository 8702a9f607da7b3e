import { type Insertable, sql } from 'kysely'
import type { Tables } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'

type Digests = readonly Insertable<Tables['patient_digest']>[]

/** Inside the transaction that writes the patients; `digests` is not empty. */
export async function writeDigests(tx: Tx, tenant: string, digests: Digests): Promise<void> {
  const insert = tx.insertInto('patient_digest').values([...digests])
  await insert
    .onConflict((on) =>
      on.columns(['tenant', 'patient']).doUpdateSet((row) => ({ digest: row.ref('excluded.digest') })),
    )
    .execute()
  await countChange(tx, tenant)
}

/** Of patients that have none; what an ingest wrote meanwhile stays. `digests` is not empty. */
export async function addDigests(tx: Tx, tenant: string, digests: Digests): Promise<void> {
  const insert = tx.insertInto('patient_digest').values([...digests])
  await insert.onConflict((on) => on.columns(['tenant', 'patient']).doNothing()).execute()
  await countChange(tx, tenant)
}

async function countChange(tx: Tx, tenant: string): Promise<void> {
  const next = sql<string>`patient_digest_change.generation + 1`
  const change = tx.insertInto('patient_digest_change').values({ tenant, generation: '1' })
  await change.onConflict((on) => on.column('tenant').doUpdateSet({ generation: next })).execute()
}

/** The next patients after one, by pseudonym, and whether each has digests. */
export async function digestedPatients(
  tx: Tx,
  tenant: string,
  after: string,
  limit: number,
): Promise<{ ref: string; has: boolean }[]> {
  const { rows } = await sql<{ ref: string; has: boolean }>`
    select page.ref, digest.patient is not null as has
      from (select ref from patient where tenant = ${tenant} and ref > ${after} order by ref limit ${limit}) page
      left join patient_digest digest on digest.tenant = ${tenant} and digest.patient = page.ref
      order by page.ref`.execute(tx)
  return rows
}

/** These patients, but for those of a shred that was confirmed and is not done. */
export async function patientsNotDoomed(
  tx: Tx,
  tenant: string,
  refs: readonly string[],
): Promise<{ ref: string; sealed: Buffer }[]> {
  const { rows } = await sql<{ ref: string; sealed: Buffer }>`
    select ref, sealed from patient where tenant = ${tenant} and ref = any(${sql.val(refs)}::text[]) and not exists (
      select from shred where shred.tenant = ${tenant} and shred.state in ('confirmed', 'destroyed')
        and (shred.patient is null or shred.patient = patient.ref or patient.ref = any(shred.names)))`.execute(tx)
  return rows
}

/** How often the digests were changed. */
export async function generationOf(tx: Tx, tenant: string): Promise<string> {
  const row = tx.selectFrom('patient_digest_change').select('generation').where('tenant', '=', tenant)
  return (await row.executeTakeFirst())?.generation ?? '0'
}

/** The next rows after a patient, by pseudonym. */
export function digestRows(tx: Tx, tenant: string, after: string, limit: number) {
  return tx
    .selectFrom('patient_digest')
    .select(['patient', 'digest'])
    .where('tenant', '=', tenant)
    .where('patient', '>', after)
    .orderBy('patient')
    .limit(limit)
    .execute()
}
