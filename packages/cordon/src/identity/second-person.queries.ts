import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'

export async function putHand(
  tx: Tx,
  row: { tenant: string; principal: string; hand: string; at: Date },
  keptSince: Date,
): Promise<void> {
  await tx.deleteFrom('account_hand').where('tenant', '=', row.tenant).where('at', '<', keptSince).execute()
  await tx
    .insertInto('account_hand')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant', 'principal', 'hand']).doUpdateSet({ at: row.at }))
    .execute()
}

/** Whether somebody stands behind both since then: one of the two, or a third whose hand both accounts have, however far back. */
export async function isOneBehind(
  tx: Tx,
  of: { tenant: string; first: string; second: string; since: Date },
): Promise<boolean> {
  const { tenant, first, second, since } = of
  const { rows } = await sql`
    with recursive behind(root, id) as (
      values (1, ${first}::text), (2, ${second}::text)
      union
      select behind.root, account_hand.hand from behind
        join account_hand on account_hand.principal = behind.id
        where account_hand.tenant = ${tenant} and account_hand.at > ${since}
    )
    select 1 from behind one join behind other on one.id = other.id where one.root = 1 and other.root = 2 limit 1`.execute(
    tx,
  )
  return rows.length > 0
}
