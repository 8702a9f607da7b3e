import { sql } from 'kysely'
import type { Tx } from '../../../store/store.ts'
import { COPY } from '../facets.ts'
import { EXPIRED } from '../open-entries.ts'
import { type Pair, pairsMax } from './report.ts'
import type { Week } from './week.ts'

/**
 * Persons and patients whose first request of all falls into the week; who only read the journal did not come to them, and no copy is anybody's
 * coming. `unstated` is nobody. The pairs come in one order, and no more of them than a report names.
 */
export async function firstTimePairs(
  tx: Tx,
  shelf: number,
  { from, to }: Week,
): Promise<{ pairs: Pair[]; count: number }> {
  const { rows } = await sql<{ person: string; patient: string; count: string }>`
    select person, patient, count(*) over () as count from (
      select distinct person, patient from journal_entry
      where shelf = ${shelf}::integer and class = 'intent' and at >= ${from}::bigint and at < ${to}::bigint
        and person is not null and patient is not null and patient <> 'unstated' and code is distinct from ${COPY}
    ) as pair
    where not exists (
      select 1 from journal_entry as earlier
      where earlier.shelf = ${shelf}::integer and earlier.patient = pair.patient and earlier.person = pair.person
        and earlier.class = 'intent' and earlier.at < ${from}::bigint
    )
    order by person, patient limit ${pairsMax}`.execute(tx)
  const pairs = rows.map(({ person, patient }) => ({ person, patient }))
  return { pairs, count: Number(rows[0]?.count ?? 0) }
}

/** When the first of the tenant's entries that can be read was written, in milliseconds; undefined: there is none. */
export async function firstTime(tx: Tx, shelf: number): Promise<number | undefined> {
  const row = await tx
    .selectFrom('journal_entry')
    .select('at')
    .where('shelf', '=', shelf)
    .where('code', 'is distinct from', EXPIRED)
    .orderBy('at')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.at)
}

/** When the newest request that has expired was written, in milliseconds; undefined: none has. */
export async function expiredTo(tx: Tx, shelf: number): Promise<number | undefined> {
  const row = await tx
    .selectFrom('journal_entry')
    .select('at')
    .where('shelf', '=', shelf)
    .where('class', '=', 'intent')
    .where('code', '=', EXPIRED)
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.at)
}
