import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

/** One message at a time about one subject: what is read of it is still so when it is written. */
export async function lockSubject(tx: Tx, tenant: string, ref: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`feed ${tenant} ${ref}`}, 0))`.execute(tx)
}

/** Notes a message as taken in. Answers whether it is new, the same again, or another under its name. */
export async function noteMessage(
  tx: Tx,
  row: Insertable<Tables['feed_message']>,
): Promise<'new' | 'again' | 'another'> {
  const insert = tx.insertInto('feed_message').values(row)
  const made = await insert.onConflict((on) => on.doNothing()).executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 1n) return 'new'
  const known = await tx
    .selectFrom('feed_message')
    .select('digest')
    .where('tenant', '=', row.tenant)
    .where('sender', '=', row.sender)
    .where('control', '=', row.control)
    .executeTakeFirst()
  return known?.digest === row.digest ? 'again' : 'another'
}

export async function forgetMessages(tx: Tx, tenant: string, before: Date): Promise<void> {
  await tx.deleteFrom('feed_message').where('tenant', '=', tenant).where('received_at', '<', before).execute()
}

export async function subjectSealed(tx: Tx, tenant: string, ref: string): Promise<Buffer | undefined> {
  const query = tx.selectFrom('feed_subject').select('sealed').where('tenant', '=', tenant).where('ref', '=', ref)
  return (await query.executeTakeFirst())?.sealed
}

/** Pairs and stays that stand under some patients' names. */
export function subjectsUnder(tx: Tx, tenant: string, patients: readonly string[], limit: number) {
  const rows = tx.selectFrom('feed_subject').select(['ref', 'patient', 'sealed']).where('tenant', '=', tenant)
  return rows.where('patient', 'in', patients).orderBy('ref').limit(limit).execute()
}

/** What a subject states now, in place of whatever it stated before. */
export interface SubjectRows {
  readonly subject: Insertable<Tables['feed_subject']>
  readonly relationships: readonly Insertable<Tables['relationship']>[]
  readonly links: readonly Insertable<Tables['patient_link']>[]
  readonly encounters: readonly Insertable<Tables['encounter_name']>[]
}

export async function writeSubject(tx: Tx, { subject, relationships, links, encounters }: SubjectRows): Promise<void> {
  const { tenant, ref } = subject
  await tx
    .insertInto('feed_subject')
    .values(subject)
    .onConflict((on) => on.columns(['tenant', 'ref']).doUpdateSet((row) => ({ sealed: row.ref('excluded.sealed') })))
    .execute()
  await tx.deleteFrom('relationship').where('tenant', '=', tenant).where('ref', '=', ref).execute()
  await tx.deleteFrom('patient_link').where('tenant', '=', tenant).where('source', '=', ref).execute()
  await tx.deleteFrom('encounter_name').where('tenant', '=', tenant).where('source', '=', ref).execute()
  if (relationships.length > 0)
    await tx
      .insertInto('relationship')
      .values([...relationships])
      .execute()
  if (encounters.length > 0)
    await tx
      .insertInto('encounter_name')
      .values([...encounters])
      .execute()
  if (links.length > 0)
    await tx
      .insertInto('patient_link')
      .values([...links])
      .execute()
}

export type KeptRow = Omit<Insertable<Tables['feed_kept']>, 'received_at' | 'sealed'> & {
  readonly received_at: Date
  readonly sealed: Uint8Array
}

/** `too many`: there are as many as may be, and this one is not among them. */
export async function keepMessage(tx: Tx, row: KeptRow, keptMax: number): Promise<'new' | 'again' | 'too many'> {
  const { tenant, id, code, place, received_at } = row
  const again = tx.updateTable('feed_kept').set({ code, place, received_at })
  const known = await again.where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()
  if (known.numUpdatedRows === 1n) return 'again'
  const counted = await tx
    .selectFrom('feed_kept')
    .select(({ fn }) => fn.countAll<string>().as('kept'))
    .where('tenant', '=', tenant)
    .executeTakeFirstOrThrow()
  if (Number(counted.kept) >= keptMax) return 'too many'
  const insert = tx.insertInto('feed_kept').values(row)
  const made = await insert.onConflict((on) => on.doNothing()).executeTakeFirst()
  return made.numInsertedOrUpdatedRows === 1n ? 'new' : 'again'
}

export function keptRows(tx: Tx, tenant: string, limit: number) {
  const rows = tx.selectFrom('feed_kept').select(['id', 'feed', 'code', 'place', 'bytes', 'received_at'])
  return rows.where('tenant', '=', tenant).orderBy('received_at', 'desc').limit(limit).execute()
}

export function keptRow(tx: Tx, tenant: string, id: string) {
  const row = tx.selectFrom('feed_kept').selectAll().where('tenant', '=', tenant).where('id', '=', id)
  return row.executeTakeFirst()
}

export async function dropKept(tx: Tx, tenant: string, id: string): Promise<boolean> {
  const gone = await tx.deleteFrom('feed_kept').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()
  return gone.numDeletedRows === 1n
}
