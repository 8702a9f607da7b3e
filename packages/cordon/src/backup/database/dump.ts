import pg from 'pg'
import { storeFault } from '../../store/faults.ts'
import { type CopyOut, copyOut } from './copy.ts'
import { type AppliedMigration, columnsOf, listMigrations, listTables, quoted, type Table } from './tables.ts'

/** The store at one moment: every table is read in the same transaction, so that rows belong together. */
export interface Dump {
  readonly tables: readonly Table[]
  readonly migrations: readonly AppliedMigration[]
  /** How far the journal had come when the moment was taken, by node. */
  readonly marks: readonly { node: string; size: number }[]
  /** The rows in PostgreSQL's binary COPY format. One table after the other. */
  copy(table: Table): CopyOut
  close(): Promise<void>
}

/** Opens the moment, as the owner of the tables. Writers are not held up. */
export async function openDump(owner: pg.ClientConfig): Promise<Dump> {
  const session = await openReading(owner)
  try {
    const [tables, migrations, marks] = [
      await listTables(session),
      await listMigrations(session),
      await readMarks(session),
    ]
    return {
      tables,
      migrations,
      marks,
      copy: (table) =>
        copyOut(session, `copy (select ${columnsOf(table)} from ${quoted(table.name)}) to stdout (format binary)`),
      close: () => session.end(),
    }
  } catch (error) {
    await session.end().catch(() => undefined)
    throw storeFault(error)
  }
}

/** A session of the owner in which every tenant's rows are seen, as they are at this moment, and none is written. */
export async function openReading(owner: pg.ClientConfig): Promise<pg.Client> {
  const session = new pg.Client(owner)
  session.on('error', () => undefined)
  try {
    await session.connect()
    await allowReading(session)
    await session.query('begin isolation level repeatable read read only')
    await session.query(`select set_config('cordon.backup', 'on', true)`)
    return session
  } catch (error) {
    await session.end().catch(() => undefined)
    throw storeFault(error)
  }
}

/**
 * Row-level security is forced on the owner too, so without this a dump would be empty and look whole. The policy lets
 * the owner alone read, and only in a transaction that says it makes a backup; it is made for every table that has
 * none, so that a table of a later version cannot be forgotten.
 */
async function allowReading(session: pg.Client): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    `select c.relname::text as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
        and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'backup_reads')`,
  )
  if (rows.length === 0) return
  await session.query('begin')
  // A moment's lock on each: rather no backup now than requests that wait behind it.
  await session.query(`set local lock_timeout = '2s'`)
  for (const { name } of rows) {
    const allowed = `current_setting('cordon.backup', true) = 'on'`
    await session.query(`create policy backup_reads on ${quoted(name)} for select to current_user using (${allowed})`)
  }
  await session.query('commit')
}

async function readMarks(session: pg.Client): Promise<{ node: string; size: number }[]> {
  const { rows } = await session.query<{ node: string; size: string }>('select node, size from journal_mark')
  return rows.map(({ node, size }) => ({ node, size: Number(size) }))
}
