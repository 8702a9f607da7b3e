import { sql } from 'kysely'
import type { Statement, Tx } from '../../store/store.ts'

/** Rows that one query returns at most. What a decision does not see, it does not permit. */
const VENDORS_MAX = 1_000
const AGREEMENTS_MAX = 1_000
const REVIEWS_MAX = 1_000

export async function putVendor(tx: Tx, tenant: string, id: string, definition: string): Promise<void> {
  await tx
    .insertInto('vendor')
    .values({ tenant, id, definition })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet({ definition }))
    .execute()
}

/** Definitions of the vendors with these ids, or of all of them. */
export async function selectVendors(tx: Tx, tenant: string, ids?: readonly string[]): Promise<unknown[]> {
  const all = tx.selectFrom('vendor').select('definition').where('tenant', '=', tenant)
  const wanted = ids === undefined ? all : all.where('id', 'in', [...ids])
  const rows = await wanted.orderBy('id').limit(VENDORS_MAX).execute()
  return rows.map((row) => row.definition)
}

/** The newest version of every agreement, or of those with these vendors. */
export async function selectAgreements(tx: Tx, tenant: string, vendors?: readonly string[]): Promise<unknown[]> {
  const newest = tx
    .selectFrom('agreement')
    .distinctOn('id')
    .select(['id', 'definition'])
    .where('tenant', '=', tenant)
    .orderBy('id')
    .orderBy('version', 'desc')
  const all = tx.selectFrom(newest.as('newest')).select('definition')
  // Filtered after the newest was chosen: a version that moved to another vendor must not leave its predecessor in force.
  const wanted =
    vendors === undefined ? all : all.where(sql<string>`newest.definition ->> 'vendor'`, 'in', [...vendors])
  const rows = await wanted.orderBy('id').limit(AGREEMENTS_MAX).execute()
  return rows.map((row) => row.definition)
}

/** One of the things that are known of some vendors, as text: what was parsed once need not be again. */
interface KnownOfVendors {
  readonly kind: 'vendor' | 'agreement' | 'attestation' | 'review'
  /** JSON; of a review the signed note. */
  readonly text: string
}

/**
 * These vendors, the newest version of every agreement with them, what their settings said, and the newest signed review of every
 * row of the catalogue. One statement, for it is asked with every request.
 */
export const knownOfVendors = (ids: readonly string[]): Statement<KnownOfVendors> => ({
  text: KNOWN_OF_VENDORS,
  values: [ids],
})

// As `selectVendors`, `selectAgreements` and `selectAttestations` with these ids, and `selectReviews`.
const KNOWN_OF_VENDORS = `
  (select 'vendor' as kind, definition::text as text from vendor
    where tenant = $1 and id = any($2::text[]) order by id limit ${VENDORS_MAX})
  union all
  (select 'agreement', definition::text from (
      select distinct on (id) id, definition from agreement where tenant = $1 order by id, version desc
    ) newest where definition ->> 'vendor' = any($2::text[]) order by id limit ${AGREEMENTS_MAX})
  union all
  (select 'attestation', row_to_json(said)::text from (
      select vendor, fact, holds, found, at, registration from vendor_attestation
      where tenant = $1 and vendor = any($2::text[]) order by vendor, fact) said)
  union all
  (select 'review', note from (
      select distinct on (id) note from vendor_review where tenant = $1 order by id, version desc limit ${REVIEWS_MAX}) newest)`

export async function newestVersion(
  tx: Tx,
  tenant: string,
  id: string,
): Promise<{ version: number; definition: unknown } | undefined> {
  return tx
    .selectFrom('agreement')
    .select(['version', 'definition'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .executeTakeFirst()
}

/** Two writers of one agreement take turns, so that versions are gap-free and none is built on an older one. */
export async function lockAgreement(tx: Tx, tenant: string, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`agreement/${tenant}/${id}`}, 0))`.execute(tx)
}

export async function appendVersion(
  tx: Tx,
  row: { tenant: string; id: string; version: number; definition: string; createdAt: Date },
): Promise<void> {
  const { createdAt, ...rest } = row
  await tx
    .insertInto('agreement')
    .values({ ...rest, created_at: createdAt })
    .execute()
}

export async function selectAttestations(tx: Tx, tenant: string, vendors: readonly string[]): Promise<Answered[]> {
  const rows = tx.selectFrom('vendor_attestation').select(['vendor', 'fact', 'holds', 'found', 'at', 'registration'])
  const theirs = rows.where('tenant', '=', tenant).where('vendor', 'in', [...vendors])
  return vendors.length === 0 ? [] : theirs.orderBy('vendor').orderBy('fact').execute()
}

/** What a vendor's settings said, as it was kept. */
export interface Answered {
  readonly vendor: string
  readonly fact: string
  readonly holds: boolean
  readonly found: string
  readonly at: Date
  readonly registration: string
}

export async function putAttestation(
  tx: Tx,
  row: { tenant: string; vendor: string; fact: string; holds: boolean; found: string; at: Date; registration: string },
): Promise<void> {
  const { holds, found, at, registration } = row
  await tx
    .insertInto('vendor_attestation')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'vendor', 'fact']).doUpdateSet({ holds, found, at, registration }),
    )
    .execute()
}

/** The newest signed review of every row. */
export async function selectReviews(tx: Tx, tenant: string): Promise<string[]> {
  const newest = tx.selectFrom('vendor_review').distinctOn('id').select(['id', 'note']).where('tenant', '=', tenant)
  const rows = await newest.orderBy('id').orderBy('version', 'desc').limit(REVIEWS_MAX).execute()
  return rows.map(({ note }) => note)
}

export async function appendReview(
  tx: Tx,
  { tenant, id, note, createdAt }: { tenant: string; id: string; note: string; createdAt: Date },
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`vendor-review/${tenant}/${id}`}, 0))`.execute(tx)
  const newest = await tx
    .selectFrom('vendor_review')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
  const version = (newest?.version ?? 0) + 1
  await tx.insertInto('vendor_review').values({ tenant, id, version, note, created_at: createdAt }).execute()
  return version
}
