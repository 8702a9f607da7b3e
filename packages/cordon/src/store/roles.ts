import { CordonError } from '@cordon/contract'
import type pg from 'pg'

const OLDEST = 150_000

/** Throws `store_unavailable` for a server older than PostgreSQL 15. */
export async function assertVersion(session: pg.Client): Promise<void> {
  const { rows } = await session.query<{ is: number }>(`select current_setting('server_version_num')::int as is`)
  if ((rows[0]?.is ?? 0) < OLDEST)
    throw new CordonError('store_unavailable', { at: 'PostgreSQL 15 or newer is needed' })
}

/**
 * The roles that the tables' grants name, and the right of this user to act as the application's. A supervised server is
 * made with roles; on one of the operator's they are made here, or were made before by somebody who may. Throws
 * `config_invalid` when this user may not take the application's role.
 */
export async function ensureRoles(owner: pg.Client): Promise<void> {
  for (const role of ['cordon_app', 'cordon_auditor']) {
    const { rows } = await owner.query('select 1 from pg_roles where rolname = $1', [role])
    if (rows.length === 0) await owner.query(`create role ${role} nologin nosuperuser nobypassrls`)
  }
  if (await mayBeApplication(owner)) return
  await owner.query('grant cordon_app to current_user').catch(() => undefined)
  if (await mayBeApplication(owner)) return
  throw new CordonError('config_invalid', { at: 'store.url: its user needs the role: grant cordon_app to …' })
}

async function mayBeApplication(owner: pg.Client): Promise<boolean> {
  return owner.query('set role cordon_app; reset role').then(
    () => true,
    () => false,
  )
}

/**
 * Row-level security holds only for a role that cannot step around it. Throws `store_unavailable` when the application's
 * is a superuser, bypasses row-level security, or owns one of the tables.
 */
export async function assertConfined(application: pg.Pool): Promise<void> {
  const { rows } = await application.query<{ confined: boolean }>(
    `select not rolsuper and not rolbypassrls and not exists (
       select 1 from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p') ) as confined
     from pg_roles where rolname = current_user`,
  )
  if (rows[0]?.confined === true) return
  throw new CordonError('store_unavailable', { at: 'the application’s role can step around row-level security' })
}
