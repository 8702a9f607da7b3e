import type { Statement, Tx } from '../store/store.ts'

/** Both bodies of one request. */
export const insertBodies = (
  request: string,
  sealed: { readonly left: Uint8Array; readonly received: Uint8Array },
  expiresAt: Date,
): Statement<never> => ({
  text: `insert into body (tenant, request, kind, sealed, expires_at)
    values ($1, $2, 'left', $3, $5), ($1, $2, 'received', $4, $5)`,
  values: [request, sealed.left, sealed.received, expiresAt],
})

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
