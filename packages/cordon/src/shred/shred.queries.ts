import { sql } from 'kysely'
import type { Doom } from '../crypto/key-care.ts'
import type { Tx } from '../store/store.ts'

export type ShredState = 'proposed' | 'withdrawn' | 'confirmed' | 'destroyed' | 'done'

/** What a confirmed shred destroys, written down before it does. */
export interface Doomed extends Doom {
  /** What the tenant is called in the journal's leaves, until its keys are gone. */
  readonly pseudonym: string
}

/** Of whom: as a patient was stated, and every name of theirs then. */
export interface OfNames {
  readonly patient: string | null
  readonly names: readonly string[]
}

export interface ShredRow extends OfNames {
  readonly id: string
  readonly reason: string
  readonly proposed_by: string
  readonly proposed_at: Date
  readonly confirmed_by: string | null
  readonly confirmed_at: Date | null
  readonly state: ShredState
  readonly certificate: string | null
}

const COLUMNS = [
  'id',
  'patient',
  'names',
  'reason',
  'proposed_by',
  'proposed_at',
  'confirmed_by',
  'confirmed_at',
  'state',
  'certificate',
] as const

export async function insertShred(
  tx: Tx,
  row: Pick<ShredRow, 'id' | 'patient' | 'reason' | 'proposed_by' | 'proposed_at'> & {
    tenant: string
    names: string[]
  },
): Promise<void> {
  await tx
    .insertInto('shred')
    .values({ ...row, state: 'proposed' })
    .execute()
}

export function selectShreds(tx: Tx, tenant: string): Promise<ShredRow[]> {
  return tx.selectFrom('shred').select(COLUMNS).where('tenant', '=', tenant).orderBy('proposed_at').execute()
}

export function findShred(tx: Tx, tenant: string, id: string): Promise<ShredRow | undefined> {
  return tx.selectFrom('shred').select(COLUMNS).where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()
}

export async function findDoomed(tx: Tx, tenant: string, id: string): Promise<Doomed | undefined> {
  const row = await tx
    .selectFrom('shred')
    .select('doomed')
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
  return (row?.doomed ?? undefined) as Doomed | undefined
}

/** Those of some names under which the store holds a record. */
export function patientsSealed(tx: Tx, tenant: string, names: readonly string[]) {
  const rows = tx.selectFrom('patient').select(['ref', 'sealed']).where('tenant', '=', tenant)
  return rows.where('ref', 'in', names).execute()
}

/** Moves a shred on, if it is still where it was. */
export async function moveShred(
  tx: Tx,
  at: { tenant: string; id: string; from: ShredState; to: ShredState },
  set: { confirmed_by?: string; confirmed_at?: Date; doomed?: Doomed; certificate?: string } = {},
): Promise<boolean> {
  const { doomed, ...plain } = set
  const result = await tx
    .updateTable('shred')
    .set({ state: at.to, ...plain, ...(doomed === undefined ? {} : { doomed: JSON.stringify(doomed) }) })
    .where('tenant', '=', at.tenant)
    .where('id', '=', at.id)
    .where('state', '=', at.from)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** By what answers are looked through for these patients (`retrieval/others/`); null: for all of the tenant. No key sealed it. */
export async function forgetDigests(tx: Tx, tenant: string, names: readonly string[] | null): Promise<void> {
  const digests = tx.deleteFrom('patient_digest').where('tenant', '=', tenant)
  await (names === null ? digests : digests.where('patient', 'in', names)).execute()
  const next = sql<string>`patient_digest_change.generation + 1`
  const change = tx.insertInto('patient_digest_change').values({ tenant, generation: '1' })
  await change.onConflict((on) => on.column('tenant').doUpdateSet({ generation: next })).execute()
}

/** Every table with a column `sealed`, and whether it says whose its rows are. */
export const SEALED_TABLES = {
  patient: 'ref',
  document: 'patient',
  resource: 'patient',
  chart_class: 'patient',
  relationship: 'patient',
  feed_subject: 'patient',
  emergency_grant: 'patient',
  kept_answer: 'patient',
  practitioner: undefined,
  resource_version: undefined,
  membership: undefined,
  feed_kept: undefined,
  conversation: undefined,
  body: undefined,
} as const satisfies Record<string, string | undefined>

/** A column whose values are sealed. */
export interface SealedColumn {
  readonly table: string
  readonly column: string
}

/** Every one of them: `sealed` in the tables above, and what a person or a launch left under a name of its own. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...Object.keys(SEALED_TABLES).map((table) => ({ table, column: 'sealed' })),
  { table: 'local_account', column: 'password' },
  { table: 'totp_factor', column: 'secret' },
  { table: 'totp_factor', column: 'pending' },
  { table: 'access_token', column: 'launch' },
]

/** @example 'document', 'local_account.password' */
export const nameOfColumn = ({ table, column }: SealedColumn): string =>
  column === 'sealed' ? table : `${table}.${column}`

/** Bytes 2 to 17 of a sealed value are the id of the key that sealed it (`crypto/envelope.ts`). */
const keyIdIn = (column: string) => sql<string>`encode(substr(${sql.ref(column)}, 2, 16), 'hex')`

/** How many rows of a table each key sealed, with one of them. */
export async function sealedByKey(
  tx: Tx,
  { table, column }: SealedColumn,
  tenant: string,
): Promise<{ key: string; rows: number; sample: Buffer }[]> {
  const value = sql.ref(column)
  const { rows } = await sql<{ key: string; rows: string; sample: Buffer }>`
    select ${keyIdIn(column)} as key, count(*) as rows, (array_agg(${value}))[1] as sample
    from ${sql.table(table)} where tenant = ${tenant} and ${value} is not null group by 1`.execute(tx)
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }))
}

/** Deletes what the keys sealed; the rows are noise once the keys are gone. */
export async function deleteSealedBy(
  tx: Tx,
  { table, column }: SealedColumn,
  tenant: string,
  keys: readonly string[],
): Promise<void> {
  const sealed = sql`${keyIdIn(column)} = any(${sql.val(keys)}::text[])`
  await sql`delete from ${sql.table(table)} where tenant = ${tenant} and ${sealed}`.execute(tx)
}
