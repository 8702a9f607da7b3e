import type { Selectable } from 'kysely'
import type { Tables } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'

export type AccountRow = Selectable<Tables['local_account']>

/** A person with the account, if there is one: an unknown name costs the same as a known one. */
export async function findPerson(tx: Tx, tenant: string, id: string) {
  return tx
    .selectFrom('principal')
    .leftJoin('local_account', (join) =>
      join.onRef('local_account.principal', '=', 'principal.id').onRef('local_account.tenant', '=', 'principal.tenant'),
    )
    .select([
      'principal.definition',
      'principal.revoked_at as revokedAt',
      'local_account.password',
      'local_account.enrolment',
      'local_account.enrolment_ends_at as enrolmentEndsAt',
      'local_account.reset_by as resetBy',
      'local_account.reset_at as resetAt',
    ])
    .where('principal.tenant', '=', tenant)
    .where('principal.id', '=', id)
    .executeTakeFirst()
}
export type PersonRow = NonNullable<Awaited<ReturnType<typeof findPerson>>>

type Account = Omit<AccountRow, 'tenant' | 'principal'>

export async function putAccount(tx: Tx, tenant: string, principal: string, set: Partial<Account>): Promise<void> {
  const empty = { password: null, enrolment: null, enrolment_ends_at: null, reset_by: null, reset_at: null }
  await tx
    .insertInto('local_account')
    .values({ tenant, principal, ...empty, ...set })
    .onConflict((conflict) => conflict.columns(['tenant', 'principal']).doUpdateSet(set))
    .execute()
}

/** Takes the enrolment code and sets the password in one statement: false when the code is not this one, or was used. */
export async function takeEnrolment(
  tx: Tx,
  tenant: string,
  principal: string,
  { enrolment, password, now }: { enrolment: Uint8Array; password: Uint8Array; now: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('local_account')
    .set({ password, enrolment: null, enrolment_ends_at: null })
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('enrolment', '=', Buffer.from(enrolment))
    .where('enrolment_ends_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
