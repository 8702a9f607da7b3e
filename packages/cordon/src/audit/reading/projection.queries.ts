import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
import type { Facets } from './facets.ts'
import { type Cursor, EQUALS, type Filter } from './filter.ts'

export interface Shelf {
  readonly id: number
  /** Rows 0 up to this are there. */
  readonly nextSeq: number
  readonly digest: Uint8Array
  readonly proof: string
  readonly tail: string
}

export type Row = Facets & { readonly seq: number }

/** The shelf, made on first use and locked: one filler at a time, in whatever process. */
export async function lockShelf(tx: Tx, tenant: string, node: string, first: Omit<Shelf, 'id'>): Promise<Shelf> {
  const { nextSeq, digest, proof, tail } = first
  await tx
    .insertInto('journal_shelf')
    .values({ tenant, node, next_seq: String(nextSeq), digest, proof, tail })
    .onConflict((conflict) => conflict.columns(['tenant', 'node']).doNothing())
    .execute()
  const row = await shelfQuery(tx, tenant, node).forUpdate().executeTakeFirstOrThrow()
  return shelfOf(row)
}

export async function readShelf(tx: Tx, tenant: string, node: string): Promise<Shelf | undefined> {
  const row = await shelfQuery(tx, tenant, node).executeTakeFirst()
  return row && shelfOf(row)
}

const shelfQuery = (tx: Tx, tenant: string, node: string) =>
  tx
    .selectFrom('journal_shelf')
    .select(['id', 'next_seq', 'digest', 'proof', 'tail'])
    .where('tenant', '=', tenant)
    .where('node', '=', node)

const shelfOf = (row: { id: number; next_seq: string; digest: Buffer; proof: string; tail: string }): Shelf => ({
  id: row.id,
  nextSeq: Number(row.next_seq),
  digest: row.digest,
  proof: row.proof,
  tail: row.tail,
})

export async function updateShelf(tx: Tx, shelf: Shelf): Promise<void> {
  const { id, nextSeq, digest, proof, tail } = shelf
  await tx
    .updateTable('journal_shelf')
    .set({ next_seq: String(nextSeq), digest, proof, tail })
    .where('id', '=', id)
    .execute()
}

export async function emptyShelf(tx: Tx, tenant: string, node: string): Promise<void> {
  const shelf = await readShelf(tx, tenant, node)
  if (shelf === undefined) return
  await tx.deleteFrom('journal_entry').where('shelf', '=', shelf.id).execute()
  await tx.deleteFrom('journal_shelf').where('id', '=', shelf.id).execute()
}

const COLUMNS = [
  'class',
  'person',
  'patient',
  'vendor',
  'purpose',
  'decision',
  'outcome',
  'code',
  'request',
] as const satisfies readonly (keyof Facets)[]

/** One statement for all rows: an array for each column. */
export async function insertRows(tx: Tx, tenant: string, shelf: number, rows: readonly Row[]): Promise<void> {
  const texts = COLUMNS.map((name) => sql`${rows.map((row) => row[name] ?? null)}::text[]`)
  await sql`
    insert into journal_entry (tenant, shelf, seq, at, weight, ${sql.join(COLUMNS.map((name) => sql.ref(name)))})
    select ${tenant}, ${shelf}::integer, * from unnest(
      ${rows.map(({ seq }) => seq)}::bigint[], ${rows.map(({ at }) => at)}::bigint[],
      ${rows.map(({ weight }) => weight)}::integer[], ${sql.join(texts)})`.execute(tx)
}

/** At most `limit` rows that match, newest first, from after the cursor on. */
export async function selectPage(
  tx: Tx,
  shelf: number,
  filter: Filter,
  { after, limit }: { after: Cursor | undefined; limit: number },
): Promise<Row[]> {
  // Numbers first: they can be had from an index alone. Only the page's own rows are then fetched.
  const seqs = tx
    .selectFrom('journal_entry')
    .select(['at', 'seq'])
    .where('shelf', '=', shelf)
    .where(matching(filter))
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
  const rest = after && sql<boolean>`(at, seq) < (${after.at}::bigint, ${after.seq}::bigint)`
  const numbers = (await (rest === undefined ? seqs : seqs.where(rest)).execute()).map(({ seq }) => seq)
  if (numbers.length === 0) return []
  const rows = (await rowsOf(tx, shelf).where('seq', 'in', numbers).execute()).map(rowOf)
  return rows.sort((a, b) => b.at - a.at || b.seq - a.seq)
}

/** The same as `matches`, for the database. */
function matching(filter: Filter) {
  const equal = EQUALS.flatMap((name) => (filter[name] === undefined ? [] : [sql`${sql.ref(name)} = ${filter[name]}`]))
  const from = filter.from === undefined ? [] : [sql`at >= ${filter.from}::bigint`]
  const to = filter.to === undefined ? [] : [sql`at < ${filter.to}::bigint`]
  return sql<boolean>`${sql.join([sql`true`, ...equal, ...from, ...to], sql` and `)}`
}

/** Rows by number, from `from` on: to go through all of them. */
export async function selectRows(tx: Tx, shelf: number, from: number, limit: number): Promise<Row[]> {
  const rows = await rowsOf(tx, shelf).where('seq', '>=', String(from)).orderBy('seq').limit(limit).execute()
  return rows.map(rowOf)
}

export async function countMatching(tx: Tx, shelf: number, filter: Filter): Promise<number> {
  const { count } = await tx
    .selectFrom('journal_entry')
    .select((of) => of.fn.countAll<string>().as('count'))
    .where('shelf', '=', shelf)
    .where(matching(filter))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Whether there is a row of that class and time that does not bear this code. */
export async function hasOpened(
  tx: Tx,
  shelf: number,
  { class: kind, from, to }: { class?: string | undefined; from: number; to: number },
  code: string,
): Promise<boolean> {
  const rows = tx
    .selectFrom('journal_entry')
    .select('seq')
    .where('shelf', '=', shelf)
    .where('at', '>=', String(from))
    .where('at', '<', String(to))
    .where('code', 'is distinct from', code)
    .limit(1)
  const found = await (kind === undefined ? rows : rows.where('class', '=', kind)).execute()
  return found.length > 0
}

const rowsOf = (tx: Tx, shelf: number) =>
  tx
    .selectFrom('journal_entry')
    .select(['seq', 'at', 'weight', ...COLUMNS])
    .where('shelf', '=', shelf)

function rowOf(row: Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]): Row {
  const { seq, at, ...rest } = row
  const present = Object.entries(rest).filter(([, value]) => value !== null)
  return { seq: Number(seq), at: Number(at), ...(Object.fromEntries(present) as Omit<Row, 'seq' | 'at'>) }
}
