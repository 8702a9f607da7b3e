import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import { type Lease, type LeaseAsk, lease, type Meter, SLOTS_MS } from './meter.ts'

/** Which meter of whom, in which period (`-` where it has none). */
export interface MeterKey {
  readonly subject: string
  readonly meter: string
  readonly period: string
}

export interface Leasing extends MeterKey {
  readonly of: Meter
  readonly ask: LeaseAsk
}

/** One meter: its rows are locked until the transaction ends, so that no two nodes lease the same units. */
export async function leaseOne(tx: Tx, tenant: string, node: string, one: Leasing, now: number): Promise<Lease> {
  const { subject, meter, period, of, ask } = one
  await sql`select pg_advisory_xact_lock(hashtextextended(${`cordon quota ${tenant} ${subject} ${meter} ${period}`}, 0))`.execute(
    tx,
  )
  const rows = await tx
    .selectFrom('quota')
    .select(['node', 'level', 'at'])
    .where('tenant', '=', tenant)
    .where('subject', '=', subject)
    .where('meter', '=', meter)
    .where('period', '=', period)
    .execute()
  const name = of.kind === 'slots' ? node : ''
  const own = rows.find((row) => row.node === name)
  const others = rows.filter((row) => row.node !== name && Number(row.at) > now - SLOTS_MS)
  const held = others.reduce((sum, { level }) => sum + level, 0)
  const found = lease(of, ask, own && { level: own.level, at: Number(own.at) }, held, now)
  const { level, at } = found.row
  await tx
    .insertInto('quota')
    .values({ tenant, subject, meter, period, node: name, level, at })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'subject', 'meter', 'period', 'node']).doUpdateSet({ level, at }),
    )
    .execute()
  return found
}

/** Whose findings of which day. */
export type FindingsOf = Pick<MeterKey, 'subject' | 'period'>

const FINDINGS = { meter: 'findings', node: '' }

/** Adds to what all nodes counted. */
export async function addFindings(tx: Tx, tenant: string, of: FindingsOf, count: number, at: number): Promise<void> {
  await tx
    .insertInto('quota')
    .values({ tenant, ...of, ...FINDINGS, level: count, at })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'subject', 'meter', 'period', 'node'])
        .doUpdateSet({ level: sql`quota.level + excluded.level`, at }),
    )
    .execute()
}

/** What all nodes counted, by the JSON of whose and of which day; absent: nothing. */
export async function selectFindings(
  tx: Tx,
  tenant: string,
  of: readonly FindingsOf[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('quota')
    .select(['subject', 'period', 'level'])
    .where('tenant', '=', tenant)
    .where('meter', '=', FINDINGS.meter)
    .where('subject', 'in', [...new Set(of.map(({ subject }) => subject))])
    .where('period', 'in', [...new Set(of.map(({ period }) => period))])
    .execute()
  return new Map(rows.map(({ subject, period, level }) => [JSON.stringify({ subject, period }), level]))
}

/** Rows that nothing has touched since: of periods that are over, of callers who left. */
export async function forgetQuotas(tx: Tx, tenant: string, before: number, day: string): Promise<void> {
  await tx.deleteFrom('quota').where('tenant', '=', tenant).where('at', '<', String(before)).execute()
  await tx.deleteFrom('patient_seen').where('tenant', '=', tenant).where('day', '<', day).execute()
}

/** Which of these were not among the day's yet: they are now. */
export async function insertSeen(
  tx: Tx,
  of: { tenant: string; person: string; day: string; patients: readonly string[] },
): Promise<string[]> {
  const { patients, ...where } = of
  if (patients.length === 0) return []
  const rows = await tx
    .insertInto('patient_seen')
    .values(patients.map((patient) => ({ ...where, patient })))
    .onConflict((conflict) => conflict.columns(['tenant', 'person', 'day', 'patient']).doNothing())
    .returning('patient')
    .execute()
  return rows.map(({ patient }) => patient)
}

/** Patients of one person and day that are looked at, at most. */
const SEEN_MAX = 100_000

export async function selectSeen(tx: Tx, tenant: string, person: string, day: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('patient_seen')
    .select('patient')
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('day', '=', day)
    .limit(SEEN_MAX)
    .execute()
  return rows.map(({ patient }) => patient)
}
