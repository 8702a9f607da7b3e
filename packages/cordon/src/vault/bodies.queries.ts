import type { Insertable } from 'kysely'
import type { Tables } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

export async function insertBody(tx: Tx, rows: Insertable<Tables['body']>[]): Promise<void> {
  await tx.insertInto('body').values(rows).execute()
}

export function selectBodies(tx: Tx, tenant: string, request: string, now: Date) {
  return tx
    .selectFrom('body')
    .select(['kind', 'sealed'])
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('expires_at', '>', now)
    .execute()
}

export async function deleteExpiredBodies(tx: Tx, tenant: string, now: Date): Promise<number> {
  const result = await tx
    .deleteFrom('body')
    .where('tenant', '=', tenant)
    .where('expires_at', '<=', now)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
