import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import { findEntry } from './directory.queries.ts'

const FOUND_MAX = 2

/** Live applications that registered this certificate, by hash or by name; more than one are none. */
export async function selectByCertificate(tx: Tx, tenant: string, named: { sha256: string } | { san: string }) {
  return tx
    .selectFrom('application')
    .select('definition')
    .where('tenant', '=', tenant)
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`definition @> ${JSON.stringify({ certificates: [named] })}::jsonb`)
    .limit(FOUND_MAX)
    .execute()
}

export async function findService(tx: Tx, tenant: string, id: string): Promise<unknown> {
  const row = await findEntry(tx, 'principal', tenant, id)
  return row?.revoked_at === null ? row.definition : undefined
}
