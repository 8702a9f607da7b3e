import type { Tx } from '../store/store.ts'

const LISTED_MAX = 10_000

export interface OrganisationRow {
  readonly id: string
  readonly name: string
  readonly added_at: Date
  readonly closed_at: Date | null
}

export async function selectOrganisations(tx: Tx, operator: string): Promise<OrganisationRow[]> {
  return tx
    .selectFrom('organisation')
    .select(['id', 'name', 'added_at', 'closed_at'])
    .where('tenant', '=', operator)
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()
}

export async function findOrganisation(tx: Tx, operator: string, id: string): Promise<OrganisationRow | undefined> {
  return tx
    .selectFrom('organisation')
    .select(['id', 'name', 'added_at', 'closed_at'])
    .where('tenant', '=', operator)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** False when the name is taken. */
export async function insertOrganisation(
  tx: Tx,
  row: { tenant: string; id: string; name: string; added_at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('organisation')
    .values({ ...row, closed_at: null })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** False when there is none, or it was closed before. */
export async function closeOrganisation(tx: Tx, operator: string, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('organisation')
    .set({ closed_at: at })
    .where('tenant', '=', operator)
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
