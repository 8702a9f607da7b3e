import type { Statement, Tx } from '../store/store.ts'

const EXPIRED_PER_RUN_MAX = 10_000

export interface Held {
  readonly ref: string
  readonly sealed: Buffer
  readonly version: number
}

/** Those of these conversations that have not expired. */
export const livingConversations = (refs: readonly string[], now: Date): Statement<Held> => ({
  text: `select ref, sealed, version from conversation
    where tenant = $1 and ref = any($2::text[]) and expires_at > $3`,
  values: [refs, now],
})

/**
 * The conversation's next state, where the one that it was made from is the newest: `version` is its version, 0 of none that lives.
 * No row: somebody else was faster, and nothing is written.
 */
export const putConversation = (row: {
  ref: string
  sealed: Uint8Array
  expiresAt: Date
  version: number
  now: Date
}): Statement<{ version: number }> => ({
  text: `insert into conversation (tenant, ref, sealed, version, expires_at) values ($1, $2, $3, 1, $4)
    on conflict (tenant, ref) do update set sealed = $3, version = conversation.version + 1, expires_at = $4
    where conversation.version = $5 or ($5 = 0 and conversation.expires_at <= $6)
    returning version`,
  values: [row.ref, row.sealed, row.expiresAt, row.version, row.now],
})

/** Rows that a running conversation holds are skipped: they are about to live on. */
export async function deleteExpired(tx: Tx, tenant: string, now: Date): Promise<number> {
  const expired = tx
    .selectFrom('conversation')
    .select('ref')
    .where('tenant', '=', tenant)
    .where('expires_at', '<=', now)
    .limit(EXPIRED_PER_RUN_MAX)
    .forUpdate()
    .skipLocked()
  const { numDeletedRows } = await tx
    .deleteFrom('conversation')
    .where('tenant', '=', tenant)
    .where('ref', 'in', expired)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
