import type { Selectable } from 'kysely'
import type { Tables } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

const KEYS_LISTED_MAX = 10_000

/** A key with the definitions of whom it speaks for, in one query: an unknown id costs the same as a known one. */
export async function findKey(tx: Tx, tenant: string, id: string) {
  return tx
    .selectFrom('api_key')
    .leftJoin('principal', (join) =>
      join.onRef('principal.id', '=', 'api_key.principal').onRef('principal.tenant', '=', 'api_key.tenant'),
    )
    .leftJoin('application', (join) =>
      join.onRef('application.id', '=', 'api_key.application').onRef('application.tenant', '=', 'api_key.tenant'),
    )
    .select([
      'api_key.hmac',
      'api_key.expires_at as expiresAt',
      'api_key.revoked_at as revokedAt',
      'api_key.application as applicationId',
      'api_key.stepped_up as steppedUp',
      'principal.definition as principal',
      'principal.revoked_at as principalRevokedAt',
      'application.definition as application',
      'application.revoked_at as applicationRevokedAt',
    ])
    .where('api_key.tenant', '=', tenant)
    .where('api_key.id', '=', id)
    .executeTakeFirst()
}

export type KeyRow = NonNullable<Awaited<ReturnType<typeof findKey>>>

export interface NewKey {
  readonly tenant: string
  readonly id: string
  readonly hmac: Uint8Array
  readonly principal: string
  readonly application: string | null
  readonly owner: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly steppedUp: boolean
  readonly untilEnrolled: boolean
}

export async function insertKey(tx: Tx, key: NewKey): Promise<void> {
  const { createdAt, expiresAt, steppedUp, untilEnrolled, ...rest } = key
  const flags = { stepped_up: steppedUp, until_enrolled: untilEnrolled }
  await tx
    .insertInto('api_key')
    .values({ ...rest, created_at: createdAt, expires_at: expiresAt, revoked_at: null, ...flags })
    .execute()
}

export type KeyListed = Omit<Selectable<Tables['api_key']>, 'hmac' | 'tenant' | 'stepped_up' | 'until_enrolled'>

export async function selectKeys(tx: Tx, tenant: string): Promise<KeyListed[]> {
  return tx
    .selectFrom('api_key')
    .select(['id', 'principal', 'application', 'owner', 'created_at', 'expires_at', 'revoked_at'])
    .where('tenant', '=', tenant)
    .orderBy('created_at')
    .orderBy('id')
    .limit(KEYS_LISTED_MAX)
    .execute()
}

/** False when there is no such key, or it was revoked before. */
export async function markKeyRevoked(tx: Tx, tenant: string, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Those keys of this person that were to last until they enrol; their ids. */
export async function endFirstKeys(tx: Tx, tenant: string, principal: string, at: Date): Promise<string[]> {
  const ended = await tx
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('until_enrolled', '=', true)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return ended.map(({ id }) => id)
}
