import type { Store } from '../store/store.ts'

type Db = Store['shared']

export async function writeMark(
  db: Db,
  { node, size, root }: { node: string; size: number; root: string },
): Promise<void> {
  await db
    .insertInto('journal_mark')
    .values({ node, size: String(size), root })
    .onConflict((conflict) => conflict.column('node').doUpdateSet({ size: String(size), root }))
    .execute()
}

export async function readMark(db: Db, node: string): Promise<{ size: number; root: string } | undefined> {
  const row = await db.selectFrom('journal_mark').select(['size', 'root']).where('node', '=', node).executeTakeFirst()
  return row === undefined ? undefined : { size: Number(row.size), root: row.root }
}
