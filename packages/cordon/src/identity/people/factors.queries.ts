import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'

/** Which second factors a person has. */
export async function selectFactors(tx: Tx, tenant: string, principal: string) {
  const totp = await tx
    .selectFrom('totp_factor')
    .select(['secret', 'pending'])
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .executeTakeFirst()
  const passkeys = await tx
    .selectFrom('passkey')
    .select(['id', 'created_at', 'used_at'])
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .orderBy('created_at')
    .execute()
  const codes = await tx
    .selectFrom('recovery_code')
    .select((at) => at.fn.countAll<string>().as('left'))
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { totp, passkeys, recoveryCodesLeft: Number(codes.left) }
}

export async function putPendingTotp(tx: Tx, tenant: string, principal: string, pending: Uint8Array): Promise<void> {
  await tx
    .insertInto('totp_factor')
    .values({ tenant, principal, secret: null, pending })
    .onConflict((conflict) => conflict.columns(['tenant', 'principal']).doUpdateSet({ pending }))
    .execute()
}

/** The pending secret becomes the one in force, once: false when another took its place meanwhile. */
export async function confirmTotp(
  tx: Tx,
  tenant: string,
  principal: string,
  { pending, step }: { pending: Uint8Array; step: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('totp_factor')
    .set({ secret: pending, pending: null, last_step: String(step) })
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('pending', '=', Buffer.from(pending))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** RFC 6238 5.2: a step is accepted once. False when it, or a later one, was used before, on any node. */
export async function takeStep(tx: Tx, tenant: string, principal: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('totp_factor')
    .set({ last_step: String(step) })
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('last_step', '<', String(step))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function insertPasskey(
  tx: Tx,
  row: { tenant: string; id: string; principal: string; public_key: Uint8Array; counter: number; created_at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('passkey')
    .values({ ...row, used_at: null })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function findPasskey(tx: Tx, tenant: string, id: string) {
  return tx.selectFrom('passkey').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()
}

/** WebAuthn 7.2 step 22: a counter only grows, where the authenticator counts at all. False when it did not. */
export async function takeCounter(tx: Tx, tenant: string, id: string, counter: number, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('passkey')
    .set({ counter, used_at: now })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where(sql<boolean>`counter < ${counter} or (counter = 0 and ${counter} = 0)`)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function replaceRecoveryCodes(
  tx: Tx,
  tenant: string,
  principal: string,
  hmacs: readonly Uint8Array[],
): Promise<void> {
  await tx.deleteFrom('recovery_code').where('tenant', '=', tenant).where('principal', '=', principal).execute()
  if (hmacs.length === 0) return
  await tx
    .insertInto('recovery_code')
    .values(hmacs.map((hmac) => ({ tenant, principal, hmac, used_at: null })))
    .execute()
}

export async function takeRecoveryCode(
  tx: Tx,
  tenant: string,
  principal: string,
  hmac: Uint8Array,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('hmac', '=', Buffer.from(hmac))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteFactors(tx: Tx, tenant: string, principal: string): Promise<void> {
  for (const table of ['totp_factor', 'passkey', 'recovery_code'] as const)
    await tx.deleteFrom(table).where('tenant', '=', tenant).where('principal', '=', principal).execute()
}
