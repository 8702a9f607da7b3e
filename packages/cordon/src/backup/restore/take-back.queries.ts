import type pg from 'pg'
import { lostReview } from '../lost-review.ts'

/** Rows of a restored store, as the owner of its tables; within a transaction that names the tenant. */
export type Ended = 'principal' | 'application' | 'api_key'
export type Versioned = 'agreement' | 'validated_route'

/** How many rows it touched. */
type Count = Promise<number>

export async function withinTenant(session: pg.Client, tenant: string, work: () => Promise<void>): Promise<void> {
  await session.query('begin')
  await session.query(`select set_config('cordon.tenant', $1, true)`, [tenant])
  await work()
  await session.query('commit')
}

export const markEnded = (session: pg.Client, table: Ended, tenant: string, id: string, at: Date): Count =>
  count(session, `update ${table} set revoked_at = $3 where tenant = $1 and id = $2 and revoked_at is null`, [
    tenant,
    id,
    at,
  ])

/** Every key of a person or an application. */
export const markKeysEnded = (
  session: pg.Client,
  of: 'principal' | 'application',
  tenant: string,
  id: string,
  at: Date,
): Count =>
  count(session, `update api_key set revoked_at = $3 where tenant = $1 and ${of} = $2 and revoked_at is null`, [
    tenant,
    id,
    at,
  ])

export const markOrganisationClosed = (session: pg.Client, tenant: string, id: string, at: Date): Count =>
  count(session, 'update organisation set closed_at = $3 where tenant = $1 and id = $2 and closed_at is null', [
    tenant,
    id,
    at,
  ])

/** The definition as it stands in the restored store, of one that was not ended. */
export async function definitionOf(
  session: pg.Client,
  table: 'principal' | 'application' | 'vendor' | Versioned,
  tenant: string,
  id: string,
): Promise<Record<string, unknown> | undefined> {
  const versioned = table === 'agreement' || table === 'validated_route'
  const { rows } = await session.query<{ definition: Record<string, unknown> }>(
    `select definition from ${table} where tenant = $1 and id = $2 ${versioned ? 'order by version desc limit 1' : ''}`,
    [tenant, id],
  )
  return rows[0]?.definition
}

/** One more version of it, that says since when it has ended. */
export const appendEnded = (
  session: pg.Client,
  table: Versioned,
  field: 'terminated' | 'closed',
  tenant: string,
  id: string,
  at: Date,
): Count =>
  count(
    session,
    `insert into ${table} (tenant, id, version, definition, created_at)
       select tenant, id, version + 1, definition || jsonb_build_object($3::text, $4::text), $5
         from ${table} where tenant = $1 and id = $2 and version =
           (select max(version) from ${table} where tenant = $1 and id = $2)
           and coalesce(definition ->> $3::text, $4::text) >= $4::text`,
    [tenant, id, field, at.toISOString(), at],
  )

export async function agreementsWith(session: pg.Client, tenant: string, vendor: string): Promise<string[]> {
  const { rows } = await session.query<{ id: string }>(
    `select distinct id from agreement where tenant = $1 and definition ->> 'vendor' = $2`,
    [tenant, vendor],
  )
  return rows.map(({ id }) => id)
}

/** Whoever was signed in, and every token that was given out: all of it was for the machine that is gone. */
export async function endOpen(session: pg.Client, tenant: string, at: Date): Count {
  const sessions = `update person_session set ended_at = $2, ended_by = 'revoked' where tenant = $1 and ended_at is null`
  const tokens = 'delete from access_token where tenant = $1'
  return (
    (await countIn(session, 'person_session', sessions, [tenant, at])) +
    (await countIn(session, 'access_token', tokens, [tenant]))
  )
}

/** What a person proves to be themselves with: chosen anew, with a code that an administrator gives. */
export async function resetAccount(session: pg.Client, tenant: string, principal: string): Count {
  const account =
    'update local_account set password = null, enrolment = null, enrolment_ends_at = null where tenant = $1 and principal = $2'
  let rows = await countIn(session, 'local_account', account, [tenant, principal])
  for (const table of ['totp_factor', 'passkey', 'recovery_code'])
    rows += await countIn(session, table, `delete from ${table} where tenant = $1 and principal = $2`, [
      tenant,
      principal,
    ])
  return rows
}

/** One more version that says a review was lost, unless the newest one (undefined: there is none) is the recorded one. */
export async function appendLostReview(
  session: pg.Client,
  of: { tenant: string; row: string; at: Date; isRecorded: (note: string | undefined) => boolean },
): Count {
  // A snapshot of before there were reviews has no such table, and no review to lose.
  const known = await session.query<{ there: boolean }>(`select to_regclass('vendor_review') is not null as there`)
  if (known.rows[0]?.there !== true) return 0
  const { rows } = await session.query<{ note: string; version: number }>(
    'select note, version from vendor_review where tenant = $1 and id = $2 order by version desc limit 1',
    [of.tenant, of.row],
  )
  if (of.isRecorded(rows[0]?.note)) return 0
  return count(
    session,
    'insert into vendor_review (tenant, id, version, note, created_at) values ($1, $2, $3, $4, $5)',
    [of.tenant, of.row, (rows[0]?.version ?? 0) + 1, lostReview(of.row), of.at],
  )
}

/** The store of an older version may not have the table. */
async function countIn(session: pg.Client, table: string, text: string, values: readonly unknown[]): Count {
  const { rows } = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table])
  return rows[0]?.there === true ? count(session, text, values) : 0
}

interface PolicySetRow {
  readonly tenant: string
  readonly version: number
  readonly hash: string
  readonly by: string
  readonly at: Date
}

/** A set without its text, where there is none of its number. */
export const keepPlaceOfPolicies = (session: pg.Client, { tenant, version, hash, by, at }: PolicySetRow): Count =>
  countIn(
    session,
    'policy_set',
    `insert into policy_set (tenant, version, hash, definition, added_by, added_at) values ($1, $2, $3, '{}', $4, $5)
       on conflict do nothing`,
    [tenant, version, hash, by, at],
  )

/** This version is the newest publication; of another hash than it was published under, its text does not count. */
export async function publishAgain(session: pg.Client, row: PolicySetRow): Count {
  const { tenant, version, hash, by, at } = row
  let rows = await keepPlaceOfPolicies(session, row)
  const other = `update policy_set set hash = $3, definition = '{}' where tenant = $1 and version = $2 and hash <> $3`
  rows += await countIn(session, 'policy_set', other, [tenant, version, hash])
  const publish = `insert into policy_publication (tenant, seq, version, published_by, published_at)
       select $1, coalesce(max(seq), 0) + 1, $2, $3, $4 from policy_publication where tenant = $1
         having coalesce((select version from policy_publication where tenant = $1 order by seq desc limit 1), 0) <> $2`
  return rows + (await countIn(session, 'policy_publication', publish, [tenant, version, by, at]))
}

export const endGrant = (
  session: pg.Client,
  field: 'stopped_at' | 'expired_at',
  tenant: string,
  id: string,
  at: Date,
): Count =>
  countIn(
    session,
    'emergency_grant',
    `update emergency_grant set ${field} = $3 where tenant = $1 and id = $2 and stopped_at is null and expired_at is null`,
    [tenant, id, at],
  )

/** A hold on everything of the tenant. */
export const putHold = (
  session: pg.Client,
  hold: { tenant: string; id: string; reason: string; by: string; at: Date; restored?: boolean },
): Count =>
  count(
    session,
    `insert into legal_hold (tenant, id, patient, reason, placed_by, placed_at, restored)
       values ($1, $2, null, $3, $4, $5, $6)
       on conflict do nothing`,
    [hold.tenant, hold.id, hold.reason, hold.by, hold.at, hold.restored === true],
  )

async function count(session: pg.Client, text: string, values: readonly unknown[]): Count {
  return (await session.query(text, [...values])).rowCount ?? 0
}
