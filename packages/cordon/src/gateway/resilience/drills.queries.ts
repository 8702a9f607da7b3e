import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'

export interface DrillRow {
  readonly id: string
  readonly vendor: string
  readonly person: string
  readonly started_at: Date
  readonly ends_at: Date
  readonly ended_at: Date | null
}

/** Drills of one organisation that are listed. */
const DRILLS_MAX = 100

const COLUMNS = ['id', 'vendor', 'person', 'started_at', 'ends_at', 'ended_at'] as const

/** Two people who start a drill of one vendor wait for each other. */
export async function lockDrills(tx: Tx, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`cordon drill ${tenant}`}, 0))`.execute(tx)
}

export async function insertDrill(
  tx: Tx,
  row: { tenant: string; id: string; vendor: string; person: string; started_at: Date; ends_at: Date },
): Promise<void> {
  await tx
    .insertInto('drill')
    .values({ ...row, ended_at: null })
    .execute()
}

export async function endDrill(tx: Tx, tenant: string, id: string, at: Date): Promise<void> {
  await tx.updateTable('drill').set({ ended_at: at }).where('tenant', '=', tenant).where('id', '=', id).execute()
}

/** Those that would have ended before, and what came of them. */
export async function forgetDrills(tx: Tx, tenant: string, before: Date): Promise<void> {
  await tx.deleteFrom('drill').where('tenant', '=', tenant).where('ends_at', '<', before).execute()
}

/** The newest first. */
export const selectDrills = (tx: Tx, tenant: string): Promise<DrillRow[]> =>
  tx
    .selectFrom('drill')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .orderBy('started_at', 'desc')
    .limit(DRILLS_MAX)
    .execute()

export const selectRunning = (tx: Tx, tenant: string, now: Date): Promise<DrillRow[]> =>
  tx
    .selectFrom('drill')
    .select(COLUMNS)
    .where('tenant', '=', tenant)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', now)
    .execute()

/** Who answered in the place of a vendor that was taken out, and how it ended. */
export interface DrillAnswer {
  readonly drill: string
  readonly vendor: string
  readonly code: string
  readonly requests: number
  readonly fallbackMs: number
  readonly fallbackMsMax: number
}

export async function addAnswer(
  tx: Tx,
  tenant: string,
  { fallbackMs, fallbackMsMax, ...answer }: DrillAnswer,
): Promise<void> {
  await tx
    .insertInto('drill_answer')
    .values({ tenant, ...answer, fallback_ms: fallbackMs, fallback_ms_max: fallbackMsMax })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'drill', 'vendor', 'code']).doUpdateSet({
        requests: sql`drill_answer.requests + excluded.requests`,
        fallback_ms: sql`drill_answer.fallback_ms + excluded.fallback_ms`,
        fallback_ms_max: sql`greatest(drill_answer.fallback_ms_max, excluded.fallback_ms_max)`,
      }),
    )
    .execute()
}

export async function selectAnswers(tx: Tx, tenant: string, drills: readonly string[]): Promise<DrillAnswer[]> {
  if (drills.length === 0) return []
  const rows = await tx
    .selectFrom('drill_answer')
    .select(['drill', 'vendor', 'code', 'requests', 'fallback_ms', 'fallback_ms_max'])
    .where('tenant', '=', tenant)
    .where('drill', 'in', drills)
    .orderBy('vendor')
    .orderBy('code')
    .execute()
  return rows.map(({ requests, fallback_ms, fallback_ms_max, ...rest }) => ({
    ...rest,
    requests: Number(requests),
    fallbackMs: Number(fallback_ms),
    fallbackMsMax: Number(fallback_ms_max),
  }))
}
