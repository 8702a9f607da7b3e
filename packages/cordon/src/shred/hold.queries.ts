import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'

export interface HoldRow {
  readonly id: string
  readonly patient: string | null
  readonly reason: string
  readonly placed_by: string
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

export async function insertHold(
  tx: Tx,
  row: { tenant: string; id: string; patient: string | null; reason: string; placed_by: string; placed_at: Date },
): Promise<void> {
  await tx.insertInto('legal_hold').values(row).execute()
}

export function selectHolds(tx: Tx, tenant: string): Promise<HoldRow[]> {
  return tx
    .selectFrom('legal_hold')
    .select(['id', 'patient', 'reason', 'placed_by', 'placed_at'])
    .select(['lift_asked_by', 'lift_asked_at', 'lifted_by', 'lifted_at'])
    .where('tenant', '=', tenant)
    .orderBy('placed_at')
    .execute()
}

/** The holds in force that forbid destroying the keys of this patient, or of the whole tenant. */
export async function holdsOn(tx: Tx, tenant: string, patient: string | null): Promise<string[]> {
  const rows = await tx
    .selectFrom('legal_hold')
    .select(['id', 'patient'])
    .where('tenant', '=', tenant)
    .where('lifted_at', 'is', null)
    .execute()
  // Destroying a tenant destroys each patient in it: any hold forbids that.
  return rows.filter((row) => patient === null || row.patient === null || row.patient === patient).map(({ id }) => id)
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
