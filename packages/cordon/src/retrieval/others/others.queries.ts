import { type Insertable, sql } from 'kysely'
import type { Tables } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'

/** Inside the transaction that writes the patients; `digests` is not empty. */
export async function writeDigests(
  tx: Tx,
  tenant: string,
  digests: readonly Insertable<Tables['patient_digest']>[],
): Promise<void> {
  const insert = tx.insertInto('patient_digest').values([...digests])
  await insert
    .onConflict((on) =>
      on.columns(['tenant', 'patient']).doUpdateSet((row) => ({ digest: row.ref('excluded.digest') })),
    )
    .execute()
  const next = sql<string>`patient_digest_change.generation + 1`
  const change = tx.insertInto('patient_digest_change').values({ tenant, generation: '1' })
  await change.onConflict((on) => on.column('tenant').doUpdateSet({ generation: next })).execute()
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
