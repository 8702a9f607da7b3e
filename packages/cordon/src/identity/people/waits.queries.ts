import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'

/** Long ago: the next attempt waits for nothing, also on a node whose clock is a little behind. */
const NEVER = new Date(0)

/** Takes one attempt from each bucket, up to the first that is still waiting: false then, and the transaction is to be undone. */
export async function takeAttempts(
  tx: Tx,
  tenant: string,
  asked: readonly { bucket: number; free: number; waitMsMax: number }[],
  now: Date,
  forgetBefore: Date,
): Promise<boolean> {
  // In the order of their numbers: two attempts at once never wait for each other.
  for (const { bucket, free, waitMsMax } of [...asked].sort((a, b) => a.bucket - b.bucket)) {
    const failures = sql<number>`case when login_wait.last_at < ${forgetBefore} then 1 else least(login_wait.failures + 1, 1000000) end`
    const waitMs = sql<number>`least(${waitMsMax}::float8, 1000 * power(2, least(40, greatest(0, ${failures} - ${free}::int))))`
    const row = await tx
      .insertInto('login_wait')
      .values({ tenant, bucket, failures: 1, last_at: now, until: NEVER })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'bucket'])
          .doUpdateSet({
            failures,
            last_at: now,
            until: sql`case when ${failures} < ${free}::int then ${NEVER}::timestamptz
                       else ${now}::timestamptz + (${waitMs}) * interval '1 millisecond' end`,
          })
          .where('login_wait.until', '<=', now),
      )
      .returning('bucket')
      .executeTakeFirst()
    if (row === undefined) return false
  }
  return true
}

export async function clearBuckets(tx: Tx, tenant: string, buckets: readonly number[]): Promise<void> {
  await tx
    .deleteFrom('login_wait')
    .where('tenant', '=', tenant)
    .where('bucket', 'in', [...buckets])
    .execute()
}

export async function deleteOldBuckets(tx: Tx, tenant: string, before: Date): Promise<void> {
  await tx.deleteFrom('login_wait').where('tenant', '=', tenant).where('last_at', '<', before).execute()
}
