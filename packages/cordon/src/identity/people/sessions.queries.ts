import type { Selectable } from 'kysely'
import type { Tables } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'

export type SessionRow = Selectable<Tables['person_session']>
export type Ending = NonNullable<SessionRow['ended_by']>

const LISTED_MAX = 200

/** A session with the definition of whom it is of, in one query: an unknown id costs the same as a known one. */
export async function findSession(tx: Tx, tenant: string, id: string) {
  return tx
    .selectFrom('person_session')
    .innerJoin('principal', (join) =>
      join
        .onRef('principal.id', '=', 'person_session.principal')
        .onRef('principal.tenant', '=', 'person_session.tenant'),
    )
    .selectAll('person_session')
    .select(['principal.definition as definition', 'principal.revoked_at as revokedAt'])
    .where('person_session.tenant', '=', tenant)
    .where('person_session.id', '=', id)
    .executeTakeFirst()
}
export type FoundSession = NonNullable<Awaited<ReturnType<typeof findSession>>>

export async function insertSession(tx: Tx, row: Omit<SessionRow, 'ended_at' | 'ended_by'>): Promise<void> {
  await tx
    .insertInto('person_session')
    .values({ ...row, ended_at: null, ended_by: null })
    .execute()
}

/**
 * Held until the transaction ends by whoever opens or ends sessions of this person, or adds a factor: one after another, so
 * that none of them decides by what the other takes away. Taken first, before any row of the person's.
 */
export async function lockPerson(tx: Tx, tenant: string, principal: string): Promise<void> {
  await tx
    .selectFrom('principal')
    .select('id')
    .where('tenant', '=', tenant)
    .where('id', '=', principal)
    .forNoKeyUpdate()
    .execute()
}

/** False when it has ended. */
export async function moveIdleEnd(tx: Tx, tenant: string, id: string, idleEndsAt: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('person_session')
    .set({ idle_ends_at: idleEndsAt })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Newest first. */
export async function selectOpen(tx: Tx, tenant: string, principal: string, now: Date): Promise<SessionRow[]> {
  return tx
    .selectFrom('person_session')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('principal', '=', principal)
    .where('ended_at', 'is', null)
    .where('idle_ends_at', '>', now)
    .where('ends_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()
}

/** Ends those that are still open, of this person; answers which. */
export async function endSessions(
  tx: Tx,
  tenant: string,
  which: { principal: string; ids?: readonly string[]; except?: string },
  ending: { by: Ending; at: Date },
): Promise<string[]> {
  if (which.ids?.length === 0) return []
  let query = tx
    .updateTable('person_session')
    .set({ ended_at: ending.at, ended_by: ending.by })
    .where('tenant', '=', tenant)
    .where('principal', '=', which.principal)
    .where('ended_at', 'is', null)
  if (which.ids !== undefined) query = query.where('id', 'in', [...which.ids])
  if (which.except !== undefined) query = query.where('id', '!=', which.except)
  return (await query.returning('id').execute()).map(({ id }) => id)
}

/** Open in name only: idle or past their end. Locked, so that one node records each. */
export async function selectLapsed(tx: Tx, tenant: string, now: Date, max: number): Promise<SessionRow[]> {
  return tx
    .selectFrom('person_session')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('ended_at', 'is', null)
    .where((at) => at.or([at('idle_ends_at', '<=', now), at('ends_at', '<=', now)]))
    .limit(max)
    .forUpdate()
    .skipLocked()
    .execute()
}

export async function deleteEnded(tx: Tx, tenant: string, before: Date): Promise<void> {
  await tx.deleteFrom('person_session').where('tenant', '=', tenant).where('ended_at', '<', before).execute()
}
