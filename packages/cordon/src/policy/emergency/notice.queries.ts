import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'

export interface NoticeRow {
  readonly id: string
  readonly what: string
  readonly body: unknown
  readonly created_at: Date
  readonly attempts: number
}

export async function insertNotice(
  tx: Tx,
  row: { tenant: string; id: string; what: string; body: object; at: Date },
): Promise<boolean> {
  const { body, at, ...rest } = row
  const inserted = await tx
    .insertInto('notice')
    .values({ ...rest, body: JSON.stringify(body), created_at: at, next_at: at })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing())
    .executeTakeFirst()
  return Number(inserted.numInsertedOrUpdatedRows ?? 0) === 1
}

/** Takes what is due for this node to tell, and hides it from the others until `until`: a node that dies loses none. */
export async function claimNotices(
  tx: Tx,
  tenant: string,
  of: { at: Date; until: Date; max: number },
): Promise<NoticeRow[]> {
  const due = tx
    .selectFrom('notice')
    .select('id')
    .where('tenant', '=', tenant)
    .where('acknowledged_at', 'is', null)
    .where('next_at', '<=', of.at)
    .orderBy('next_at')
    .limit(of.max)
    .forUpdate()
    .skipLocked()
  return tx
    .updateTable('notice')
    .set({ next_at: of.until, attempts: sql<number>`attempts + 1` })
    .where('tenant', '=', tenant)
    .where('id', 'in', due)
    .returning(['id', 'what', 'body', 'created_at', 'attempts'])
    .execute()
}

export async function markAcknowledged(tx: Tx, tenant: string, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('notice')
    .set({ acknowledged_at: at })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute()
}

export async function postpone(tx: Tx, tenant: string, id: string, next: Date): Promise<void> {
  await tx.updateTable('notice').set({ next_at: next }).where('tenant', '=', tenant).where('id', '=', id).execute()
}

export async function countPending(tx: Tx, tenant: string): Promise<number> {
  const row = await tx
    .selectFrom('notice')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('tenant', '=', tenant)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
