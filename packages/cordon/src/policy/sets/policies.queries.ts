import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'

/** Sets that a list shows: the newest. */
const SETS_MAX = 1_000

export interface PublishedRow {
  readonly seq: number
  readonly version: number
  readonly hash: string
}

/** What is in force: the newest publication; undefined where none was ever made. */
export async function newestPublication(tx: Tx, tenant: string): Promise<PublishedRow | undefined> {
  return tx
    .selectFrom('policy_publication as p')
    .innerJoin('policy_set as s', (join) =>
      join.onRef('s.tenant', '=', 'p.tenant').onRef('s.version', '=', 'p.version'),
    )
    .select(['p.seq', 'p.version', 's.hash'])
    .where('p.tenant', '=', tenant)
    .orderBy('p.seq', 'desc')
    .executeTakeFirst()
}

export async function selectSet(tx: Tx, tenant: string, version: number) {
  return tx
    .selectFrom('policy_set')
    .select(['version', 'hash', 'definition', 'added_by', 'added_at'])
    .where('tenant', '=', tenant)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** Newest first, without their texts. */
export async function selectSets(tx: Tx, tenant: string) {
  return tx
    .selectFrom('policy_set')
    .select(['version', 'hash', 'added_by', 'added_at'])
    .where('tenant', '=', tenant)
    .orderBy('version', 'desc')
    .limit(SETS_MAX)
    .execute()
}

export async function selectPublications(tx: Tx, tenant: string) {
  return tx
    .selectFrom('policy_publication')
    .select(['seq', 'version', 'published_by', 'published_at'])
    .where('tenant', '=', tenant)
    .orderBy('seq', 'desc')
    .limit(SETS_MAX)
    .execute()
}

/** Two writers take turns, so that numbers have no gap and the newest publication is one. */
export async function lockPolicies(tx: Tx, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`policy-set/${tenant}`}, 0))`.execute(tx)
}

export async function appendSet(
  tx: Tx,
  row: { tenant: string; version: number; hash: string; definition: string; by: string; at: Date },
): Promise<void> {
  const { by, at, ...rest } = row
  await tx
    .insertInto('policy_set')
    .values({ ...rest, added_by: by, added_at: at })
    .execute()
}

export async function appendPublication(
  tx: Tx,
  row: { tenant: string; seq: number; version: number; by: string; at: Date },
): Promise<void> {
  const { by, at, ...rest } = row
  await tx
    .insertInto('policy_publication')
    .values({ ...rest, published_by: by, published_at: at })
    .execute()
}
