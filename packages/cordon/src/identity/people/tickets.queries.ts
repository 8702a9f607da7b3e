import type { Tx } from '../../store/store.ts'

/** False when it was spent before, here or on another node. */
export async function insertSpent(
  tx: Tx,
  spent: { tenant: string; hmac: Uint8Array; expires_at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('spent_ticket')
    .values(spent)
    .onConflict((conflict) => conflict.columns(['tenant', 'hmac']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function deleteSpent(tx: Tx, tenant: string, now: Date): Promise<void> {
  await tx.deleteFrom('spent_ticket').where('tenant', '=', tenant).where('expires_at', '<', now).execute()
}
