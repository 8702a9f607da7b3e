import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import type { Verdict } from './verdict.ts'

export type Counts = Readonly<Record<Verdict, number>>

/** Adds to what is counted of an hour; nodes add to the same row. */
export async function addCounts(tx: Tx, of: { tenant: string; tier: string; at: Date }, counts: Counts): Promise<void> {
  await tx
    .insertInto('availability')
    .values({ ...of, ...counts })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'tier', 'at']).doUpdateSet({
        answered: sql`availability.answered + excluded.answered`,
        vendor: sql`availability.vendor + excluded.vendor`,
        boundary: sql`availability.boundary + excluded.boundary`,
      }),
    )
    .execute()
}

/** All that one tier counted since then. */
export async function sumCounts(tx: Tx, tenant: string, tier: string, since: Date): Promise<Counts> {
  const row = await tx
    .selectFrom('availability')
    .select((eb) => [
      eb.fn.sum<string | null>('answered').as('answered'),
      eb.fn.sum<string | null>('vendor').as('vendor'),
      eb.fn.sum<string | null>('boundary').as('boundary'),
    ])
    .where('tenant', '=', tenant)
    .where('tier', '=', tier)
    .where('at', '>', since)
    .executeTakeFirst()
  return {
    answered: Number(row?.answered ?? 0),
    vendor: Number(row?.vendor ?? 0),
    boundary: Number(row?.boundary ?? 0),
  }
}

export async function forgetCounts(tx: Tx, tenant: string, before: Date): Promise<void> {
  await tx.deleteFrom('availability').where('tenant', '=', tenant).where('at', '<', before).execute()
}
