import type { Tx } from '../../store/store.ts'

/** A token with the definitions of everybody it speaks for, in one query: an unknown id costs the same as a known one. */
export async function findToken(tx: Tx, tenant: string, id: string) {
  return tx
    .selectFrom('access_token as token')
    .leftJoin('principal', (join) =>
      join.onRef('principal.id', '=', 'token.principal').onRef('principal.tenant', '=', 'token.tenant'),
    )
    .leftJoin('principal as delegate', (join) =>
      join.onRef('delegate.id', '=', 'token.delegate').onRef('delegate.tenant', '=', 'token.tenant'),
    )
    .leftJoin('application', (join) =>
      join.onRef('application.id', '=', 'token.application').onRef('application.tenant', '=', 'token.tenant'),
    )
    .select([
      'token.hmac',
      'token.expires_at as expiresAt',
      'token.delegate as delegateId',
      'token.actors',
      'token.scope',
      'token.launch',
      'principal.definition as principal',
      'principal.revoked_at as principalRevokedAt',
      'delegate.definition as delegate',
      'delegate.revoked_at as delegateRevokedAt',
      'application.definition as application',
      'application.revoked_at as applicationRevokedAt',
    ])
    .where('token.tenant', '=', tenant)
    .where('token.id', '=', id)
    .executeTakeFirst()
}

export type TokenRow = NonNullable<Awaited<ReturnType<typeof findToken>>>

export interface NewToken {
  readonly tenant: string
  readonly id: string
  readonly hmac: Uint8Array
  readonly application: string
  readonly principal: string
  readonly delegate: string | null
  readonly actors: readonly string[]
  readonly scope: string
  readonly launch: Uint8Array | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Takes away what has ended, too: there are never more than were issued in one lifetime. */
export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  const { createdAt, expiresAt, actors, ...rest } = token
  await tx.deleteFrom('access_token').where('tenant', '=', token.tenant).where('expires_at', '<', createdAt).execute()
  const row = { ...rest, actors: JSON.stringify(actors), created_at: createdAt, expires_at: expiresAt }
  await tx.insertInto('access_token').values(row).execute()
}

/** False when this very assertion was used before, at any node. */
export async function useAssertion(
  tx: Tx,
  used: { tenant: string; application: string; digest: Uint8Array; expiresAt: Date; at: Date },
): Promise<boolean> {
  const { at, expiresAt, ...rest } = used
  await tx.deleteFrom('client_assertion').where('tenant', '=', used.tenant).where('expires_at', '<', at).execute()
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('client_assertion')
    .values({ ...rest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}
