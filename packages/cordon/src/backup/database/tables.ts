import type pg from 'pg'
import { z } from 'zod'

/** A table as it is copied: its columns in their order. */
export interface Table {
  readonly name: string
  readonly columns: readonly string[]
}

export const AppliedMigration = z.strictObject({ name: z.string().max(200), checksum: z.string().max(64) })
export type AppliedMigration = z.infer<typeof AppliedMigration>

/** Every table of the store but the list of migrations, in an order in which their rows may be inserted. */
export async function listTables(session: pg.Client): Promise<Table[]> {
  const { rows } = await session.query<Table>(
    `select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and c.relname <> 'cordon_migration'
      group by c.relname order by c.relname`,
  )
  const { rows: references } = await session.query<{ from: string; to: string }>(
    `select f.relname::text as from, t.relname::text as to
       from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
      where k.contype = 'f' and k.connamespace = current_schema()::regnamespace and k.conrelid <> k.confrelid`,
  )
  return inOrder(rows, references)
}

/** What is referred to comes first; tables that refer to each other in a ring stay as they are. */
function inOrder(tables: readonly Table[], references: readonly { from: string; to: string }[]): Table[] {
  const ordered: Table[] = []
  const rest = [...tables]
  while (rest.length > 0) {
    const free = rest.findIndex(
      ({ name }) => !references.some(({ from, to }) => from === name && rest.some((t) => t.name === to)),
    )
    ordered.push(...rest.splice(Math.max(0, free), 1))
  }
  return ordered
}

export async function listMigrations(session: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await session.query<AppliedMigration>('select name, checksum from cordon_migration order by name')
  return rows
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const columnsOf = ({ columns }: Table): string => columns.map(quoted).join(', ')
