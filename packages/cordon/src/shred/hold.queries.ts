import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import { ofNames, perhapsOf } from './names.ts'
import type { OfNames } from './shred.queries.ts'

export interface HoldRow extends OfNames {
  readonly id: string
  readonly reason: string
  readonly placed_by: string
  readonly restored: boolean
  readonly placed_at: Date
  readonly lift_asked_by: string | null
  readonly lift_asked_at: Date | null
  readonly lifted_by: string | null
  readonly lifted_at: Date | null
}

/** Until this transaction ends, no hold is placed and no key of this tenant destroyed by another. */
export async function lockTenant(tx: Tx, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`cordon shred ${tenant}`}, 0))`.execute(tx)
}

/** Whether nobody places a hold or destroys a key just now; until this transaction ends, nobody does. Waits for nobody. */
export async function tryShareTenant(tx: Tx, tenant: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock_shared(hashtextextended(${`cordon shred ${tenant}`}, 0)) as free`.execute(tx)
  return rows[0]?.free === true
}

export async function insertHold(
  tx: Tx,
  row: Pick<HoldRow, 'id' | 'patient' | 'reason' | 'placed_by' | 'placed_at'> & {
    tenant: string
    names?: string[]
    restored?: boolean
  },
): Promise<void> {
  await tx.insertInto('legal_hold').values(row).execute()
}

export function selectHolds(tx: Tx, tenant: string): Promise<HoldRow[]> {
  return tx
    .selectFrom('legal_hold')
    .select(['id', 'patient', 'names', 'reason', 'placed_by', 'placed_at', 'restored'])
    .select(['lift_asked_by', 'lift_asked_at', 'lifted_by', 'lifted_at'])
    .where('tenant', '=', tenant)
    .orderBy('placed_at')
    .execute()
}

/**
 * The holds in force that forbid destroying what is kept under these names, or everything of the tenant. A hold is on the patient:
 * on every name that was theirs when it was placed, and on whatever may be theirs now, for what was destroyed in doubt is gone.
 */
export async function holdsOn(tx: Tx, tenant: string, names: readonly string[] | null): Promise<string[]> {
  const near = names === null ? undefined : await perhapsOf(tx, tenant, names)
  const rows = await tx
    .selectFrom('legal_hold')
    .select(['id', 'patient', 'names'])
    .where('tenant', '=', tenant)
    .where('lifted_at', 'is', null)
    .execute()
  // Destroying a tenant destroys each patient in it: any hold forbids that.
  const forbids = (row: OfNames) => near === undefined || (ofNames(row)?.some((name) => near.includes(name)) ?? true)
  return rows.filter(forbids).map(({ id }) => id)
}

interface Act {
  readonly tenant: string
  readonly id: string
  readonly by: string
  readonly at: Date
}

export const markLifted = (tx: Tx, { by, at, ...hold }: Act): Promise<void> =>
  mark(tx, hold, { lifted_by: by, lifted_at: at })

export const markLiftAsked = (tx: Tx, { by, at, ...hold }: Act): Promise<void> =>
  mark(tx, hold, { lift_asked_by: by, lift_asked_at: at })

async function mark(
  tx: Tx,
  { tenant, id }: { tenant: string; id: string },
  set: { lifted_by: string; lifted_at: Date } | { lift_asked_by: string; lift_asked_at: Date },
): Promise<void> {
  await tx.updateTable('legal_hold').set(set).where('tenant', '=', tenant).where('id', '=', id).execute()
}
