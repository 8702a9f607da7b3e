import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import type pg from 'pg'
import { storeFault } from './faults.ts'

/**
 * The numbered SQL files. The compiler copies no SQL, so they are read from `src` (which the package ships) also when
 * the code runs from `dist`: this path is right from both.
 */
const FOLDER = new URL('../../src/store/migrations/', import.meta.url)
/** Advisory lock of a database that is being migrated. 'migrate' in ASCII. */
const LOCK = '30797995866616933'

interface Migration {
  readonly name: string
  readonly checksum: string
  readonly text: string
}

/**
 * Brings the tables up to this version of Cordon, as their owner: every file not applied yet, in order, all in one
 * transaction, one Cordon at a time; no further than `last`, for a backup of an older one. Throws `data_folder_invalid` when an applied file was changed, or the store is
 * newer than this Cordon.
 */
export async function migrate(owner: pg.Client, folder: URL = FOLDER, last?: string): Promise<void> {
  const files = (await readMigrations(folder)).filter(({ name }) => last === undefined || name <= last)
  try {
    await owner.query('begin')
    await owner.query('select pg_advisory_xact_lock($1)', [LOCK])
    for (const file of await pending(owner, files)) {
      await owner.query(file.text)
      await owner.query('insert into cordon_migration (name, checksum) values ($1, $2)', [file.name, file.checksum])
    }
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback').catch(() => undefined)
    throw storeFault(error)
  }
}

/** The names and hashes of this version's files, in their order. */
export async function knownMigrations(): Promise<{ name: string; checksum: string }[]> {
  return (await readMigrations(FOLDER)).map(({ name, checksum }) => ({ name, checksum }))
}

async function pending(owner: pg.Client, files: readonly Migration[]): Promise<readonly Migration[]> {
  await owner.query(
    `create table if not exists cordon_migration (
       name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  )
  const { rows } = await owner.query<Migration>('select name, checksum from cordon_migration order by name')
  for (const [at, applied] of rows.entries()) {
    if (files[at]?.name !== applied.name) throw refused('the store was written by a newer Cordon')
    if (files[at]?.checksum !== applied.checksum) throw refused(`migration ${applied.name} was changed`)
  }
  return files.slice(rows.length)
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

const refused = (at: string): CordonError => new CordonError('data_folder_invalid', { at })
