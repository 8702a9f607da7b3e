import { sql } from 'kysely'
import type { Statement, Tx } from '../../store/store.ts'

/** Rows that one query returns at most. What a decision does not see, it does not permit. */
const ROUTES_MAX = 1_000

/** The newest version of every route, or of those to these vendors. */
export async function selectRoutes(tx: Tx, tenant: string, vendors?: readonly string[]): Promise<unknown[]> {
  const newest = tx
    .selectFrom('validated_route')
    .distinctOn('id')
    .select(['id', 'definition'])
    .where('tenant', '=', tenant)
    .orderBy('id')
    .orderBy('version', 'desc')
  const all = tx.selectFrom(newest.as('newest')).select('definition')
  // Filtered after the newest was chosen, as agreements are.
  const wanted =
    vendors === undefined ? all : all.where(sql<string>`newest.definition ->> 'vendor'`, 'in', [...vendors])
  const rows = await wanted.orderBy('id').limit(ROUTES_MAX).execute()
  return rows.map((row) => row.definition)
}

/** As `selectRoutes` with these vendors; definitions as JSON text. */
export const routesTo = (vendors: readonly string[]): Statement<{ definition: string }> => ({
  text: `select definition::text from (
      select distinct on (id) id, definition from validated_route where tenant = $1 order by id, version desc
    ) newest where definition ->> 'vendor' = any($2::text[]) order by id limit ${ROUTES_MAX}`,
  values: [vendors],
})

export async function newestRoute(
  tx: Tx,
  tenant: string,
  id: string,
): Promise<{ version: number; definition: unknown } | undefined> {
  return tx
    .selectFrom('validated_route')
    .select(['version', 'definition'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .executeTakeFirst()
}

/** Two writers of one route take turns, so that a closed one is not opened again by who read it before. */
export async function lockRoute(tx: Tx, tenant: string, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`validated-route/${tenant}/${id}`}, 0))`.execute(tx)
}

export async function appendRoute(
  tx: Tx,
  row: { tenant: string; id: string; version: number; definition: string; createdAt: Date },
): Promise<void> {
  const { createdAt, ...rest } = row
  await tx
    .insertInto('validated_route')
    .values({ ...rest, created_at: createdAt })
    .execute()
}
