import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'

const EXPIRED_PER_RUN_MAX = 10_000

/** Other nodes wait for this lock at most so long; the row may not exist yet, so the lock is on its name. */
export async function lockConversation(tx: Tx, tenant: string, ref: string, waitMs: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`.execute(tx)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`conversation/${tenant}/${ref}`}, 0))`.execute(tx)
}

export async function selectConversation(tx: Tx, tenant: string, ref: string, now: Date): Promise<Buffer | undefined> {
  return (await living(tx, tenant, ref, now).forUpdate().executeTakeFirst())?.sealed
}

export async function readConversation(tx: Tx, tenant: string, ref: string, now: Date): Promise<Buffer | undefined> {
  return (await living(tx, tenant, ref, now).executeTakeFirst())?.sealed
}

export async function readConversations(tx: Tx, tenant: string, refs: readonly string[], now: Date) {
  return tx
    .selectFrom('conversation')
    .select(['ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where('ref', 'in', refs)
    .where('expires_at', '>', now)
    .execute()
}

function living(tx: Tx, tenant: string, ref: string, now: Date) {
  return tx
    .selectFrom('conversation')
    .select('sealed')
    .where('tenant', '=', tenant)
    .where('ref', '=', ref)
    .where('expires_at', '>', now)
}

export async function putConversation(
  tx: Tx,
  row: { tenant: string; ref: string; sealed: Uint8Array; expiresAt: Date },
): Promise<void> {
  const { expiresAt, ...rest } = row
  await tx
    .insertInto('conversation')
    .values({ ...rest, version: 1, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'ref']).doUpdateSet((update) => ({
        sealed: rest.sealed,
        version: update('conversation.version', '+', 1),
        expires_at: expiresAt,
      })),
    )
    .execute()
}

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
