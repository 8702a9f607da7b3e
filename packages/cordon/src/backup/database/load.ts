import { CordonError } from '@cordon/contract'
import pg from 'pg'
import { storeFault } from '../../store/faults.ts'
import { knownMigrations, migrate } from '../../store/migrate.ts'
import { copyIn } from './copy.ts'
import { type AppliedMigration, columnsOf, listTables, quoted, type Table } from './tables.ts'

/** A table in a backup: what was copied, and how many rows. */
export interface DumpedTable extends Table {
  readonly rows: number
}

/**
 * Fills a database without tables: makes them as the backup's version had them, then every row, in one transaction.
 * Throws `restore_target_not_empty`, `backup_newer`, or `backup_damaged` when tables or numbers of rows are not those
 * that were backed up; then no row is there.
 */
export async function loadDatabase(
  owner: pg.ClientConfig,
  dumped: { tables: readonly DumpedTable[]; migrations: readonly AppliedMigration[] },
  rowsOf: (table: DumpedTable) => AsyncIterable<Uint8Array>,
): Promise<void> {
  const last = await checkMigrations(dumped.migrations)
  const session = new pg.Client(owner)
  session.on('error', () => undefined)
  try {
    await session.connect()
    if ((await listTables(session)).length > 0)
      throw new CordonError('restore_target_not_empty', { at: 'the database has tables' })
    await migrate(session, undefined, last)
    await session.query('begin')
    await loadTables(session, dumped.tables, rowsOf)
    await session.query('commit')
  } catch (error) {
    throw storeFault(error)
  } finally {
    await session.end().catch(() => undefined)
  }
}

/** Throws `backup_newer` for a schema that this Cordon does not know; before anything is started for it. */
export async function checkSchema(migrations: readonly AppliedMigration[]): Promise<void> {
  await checkMigrations(migrations)
}

/** The backup's migrations are ours, from the first on, unchanged; its last one. */
async function checkMigrations(migrations: readonly AppliedMigration[]): Promise<string> {
  const known = await knownMigrations()
  for (const [at, { name, checksum }] of migrations.entries()) {
    if (known[at]?.name !== name) throw new CordonError('backup_newer', { at: `schema ${name}` })
    if (known[at]?.checksum !== checksum)
      throw new CordonError('backup_damaged', { at: `schema ${name}: another text` })
  }
  const last = migrations.at(-1)?.name
  if (last === undefined) throw new CordonError('backup_damaged', { at: 'schema: none' })
  return last
}

async function loadTables(
  session: pg.Client,
  dumped: readonly DumpedTable[],
  rowsOf: (table: DumpedTable) => AsyncIterable<Uint8Array>,
): Promise<void> {
  const tables = await listTables(session)
  if (
    tables
      .map(({ name }) => name)
      .sort()
      .join() !==
    dumped
      .map(({ name }) => name)
      .sort()
      .join()
  )
    throw new CordonError('backup_damaged', { at: 'tables: not those of its schema' })
  for (const { name } of tables) {
    const table = dumped.find((one) => one.name === name)
    if (table !== undefined) await loadTable(session, table, rowsOf(table))
  }
}

async function loadTable(session: pg.Client, table: DumpedTable, rows: AsyncIterable<Uint8Array>): Promise<void> {
  const name = quoted(table.name)
  const { rows: found } = await session.query<{ forced: boolean }>(
    'select relforcerowsecurity as forced from pg_class where oid = $1::regclass',
    [name],
  )
  const forced = found[0]?.forced === true
  // For as long as this transaction, which nobody else sees into: rows of every tenant go in.
  if (forced) await session.query(`alter table ${name} no force row level security`)
  const taken = await copyIn(session, `copy ${name} (${columnsOf(table)}) from stdin (format binary)`, rows)
  if (forced) await session.query(`alter table ${name} force row level security`)
  if (taken !== table.rows)
    throw new CordonError('backup_damaged', { at: `${table.name}: ${taken} of ${table.rows} rows` })
  await advanceSequences(session, table)
}

/** A column that counts goes on behind its largest value. */
async function advanceSequences(session: pg.Client, table: DumpedTable): Promise<void> {
  const name = quoted(table.name)
  const { rows } = await session.query<{ column: string; sequence: string }>(
    `select name as column, pg_get_serial_sequence($1, name) as sequence from unnest($2::text[]) as name
      where pg_get_serial_sequence($1, name) is not null`,
    [name, table.columns],
  )
  for (const { column, sequence } of rows)
    await session.query(
      `select setval($1::regclass, (select coalesce(max(${quoted(column)}), 0) + 1 from ${name})::bigint, false)`,
      [sequence],
    )
}
