import type { Tx } from '../store/store.ts'

/** Users and applications are kept alike: an id, a definition, and since when it is revoked. */
export type DirectoryTable = 'principal' | 'application'

const LISTED_MAX = 10_000

export interface DirectoryRow {
  readonly id: string
  readonly definition: unknown
  readonly revoked_at: Date | null
}

export async function findEntry(
  tx: Tx,
  table: DirectoryTable,
  tenant: string,
  id: string,
): Promise<DirectoryRow | undefined> {
  return tx
    .selectFrom(table)
    .select(['id', 'definition', 'revoked_at'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function selectEntries(tx: Tx, table: DirectoryTable, tenant: string): Promise<DirectoryRow[]> {
  return tx
    .selectFrom(table)
    .select(['id', 'definition', 'revoked_at'])
    .where('tenant', '=', tenant)
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()
}

/** Adds the entry or replaces its definition; false when the id is revoked, which is for good. */
export async function putEntry(
  tx: Tx,
  table: DirectoryTable,
  entry: { tenant: string; id: string; definition: unknown },
): Promise<boolean> {
  const definition = JSON.stringify(entry.definition)
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto(table)
    .values({ tenant: entry.tenant, id: entry.id, definition, revoked_at: null })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'id']).doUpdateSet({ definition }).where(`${table}.revoked_at`, 'is', null),
    )
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** False when there is no such entry, or it was revoked before. */
export async function markRevoked(
  tx: Tx,
  table: DirectoryTable,
  tenant: string,
  id: string,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable(table)
    .set({ revoked_at: at })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
