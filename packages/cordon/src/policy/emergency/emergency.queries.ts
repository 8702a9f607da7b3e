import { sql } from 'kysely'
import type { Tables } from '../../store/schema.ts'
import type { Tx } from '../../store/store.ts'

const COLUMNS = [
  'id',
  'person',
  'application',
  'patient',
  'reason',
  'sealed',
  'started_at',
  'ends_at',
  'used_at',
  'stopped_at',
  'expired_at',
  'due_at',
  'reviewed_at',
  'reviewed_by',
  'outcome',
  'incident',
] as const

/** Grants that a list shows, newest first. */
const LISTED_MAX = 1_000
/** Grants that one round lets expire. */
const ROUND_MAX = 200

export type GrantRow = Awaited<ReturnType<typeof findGrant>> & object

/** Until this transaction ends, nobody else opens a grant for this person: the count of the day holds. */
export async function lockPerson(tx: Tx, tenant: string, person: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`cordon emergency ${tenant} ${person}`}, 0))`.execute(tx)
}

export async function countSince(tx: Tx, tenant: string, person: string, since: Date): Promise<number> {
  const row = await tx
    .selectFrom('emergency_grant')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('started_at', '>', since)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

type NewGrant = Pick<Tables['emergency_grant'], 'tenant' | 'id' | 'person' | 'application' | 'patient' | 'reason'> & {
  sealed: Uint8Array
  started_at: Date
  ends_at: Date
  due_at: Date
}

export async function insertGrant(tx: Tx, row: NewGrant): Promise<void> {
  await tx.insertInto('emergency_grant').values(row).execute()
}

/** In force for this very person and one of these names of a patient: the same query whether there is such a grant, or such a patient, or none. */
export async function grantInForce(
  tx: Tx,
  of: { tenant: string; id: string; person: string; patient: readonly string[]; at: Date },
): Promise<{ id: string; ends_at: Date } | undefined> {
  return tx
    .selectFrom('emergency_grant')
    .select(['id', 'ends_at'])
    .where('tenant', '=', of.tenant)
    .where('id', '=', of.id)
    .where('person', '=', of.person)
    .where('patient', 'in', of.patient)
    .where('started_at', '<=', of.at)
    .where('ends_at', '>', of.at)
    .where('stopped_at', 'is', null)
    .executeTakeFirst()
}

export async function findGrant(tx: Tx, tenant: string, id: string) {
  return tx
    .selectFrom('emergency_grant')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The same, held against others until this transaction ends. */
export async function lockGrant(tx: Tx, tenant: string, id: string) {
  return tx
    .selectFrom('emergency_grant')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function selectGrants(tx: Tx, tenant: string) {
  return tx
    .selectFrom('emergency_grant')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(LISTED_MAX)
    .execute()
}

/** Those whose time has run out and which nobody has noted yet; another node's are passed over. */
export async function lockRunOut(tx: Tx, tenant: string, at: Date) {
  return tx
    .selectFrom('emergency_grant')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .where('ends_at', '<=', at)
    .where('stopped_at', 'is', null)
    .where('expired_at', 'is', null)
    .orderBy('ends_at')
    .limit(ROUND_MAX)
    .forUpdate()
    .skipLocked()
    .execute()
}

type Noted = Partial<
  Record<'used_at' | 'stopped_at' | 'expired_at' | 'reviewed_at' | 'due_at', Date> &
    Pick<Tables['emergency_grant'], 'reviewed_by' | 'outcome' | 'incident'>
>

export async function noteGrant(tx: Tx, tenant: string, id: string, noted: Noted): Promise<void> {
  await tx.updateTable('emergency_grant').set(noted).where('tenant', '=', tenant).where('id', '=', id).execute()
}

/** How many are open, and when those that nobody has settled are due: the soonest first. */
export async function standing(tx: Tx, tenant: string, at: Date): Promise<{ open: number; due: Date[] }> {
  const open = await tx
    .selectFrom('emergency_grant')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('tenant', '=', tenant)
    .where('ends_at', '>', at)
    .where('stopped_at', 'is', null)
    .executeTakeFirst()
  const due = await tx
    .selectFrom('emergency_grant')
    .select('due_at')
    .where('tenant', '=', tenant)
    .where((row) => row.or([row('outcome', 'is', null), row('outcome', '=', 'needs-follow-up')]))
    .orderBy('due_at')
    .limit(LISTED_MAX)
    .execute()
  return { open: Number(open?.count ?? 0), due: due.map(({ due_at }) => due_at) }
}
