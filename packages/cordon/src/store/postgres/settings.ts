import { createHash } from 'node:crypto'
import { chmod, rename, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { invariant } from '../../kernel/invariant.ts'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'

export const DATABASE = 'cordon'
export const PORT = 5432
export const CONNECTIONS_MAX = 40

/** Every setting that differs from PostgreSQL's own, or that a promise of ours rests on. */
const SETTINGS = {
  // Durable: acknowledged means on the disk. Never options.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',

  // Nobody but processes of this user, on this machine.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: String(PORT),
  max_connections: String(CONNECTIONS_MAX),

  // The log never holds a statement, a parameter or a row: errors (whose texts quote values) are not logged at all, as
  // the client gets them; what is logged is starting, stopping and being refused.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  log_lock_waits: 'off',
  log_line_prefix: '%m [%p] ',
  debug_print_plan: 'off',
  track_activity_query_size: '100',

  // Small: one box beside the models.
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '4',
  jit: 'off',
  huge_pages: 'off',

  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
} as const satisfies Record<string, string>

/**
 * Writes the server's settings, where its own user cannot change them. Returns their fingerprint: a running server with
 * another one was started with other settings or binaries.
 */
export async function writeSettings(place: Place, binaries: Binaries): Promise<string> {
  const settings: Record<string, string> = {
    ...SETTINGS,
    data_directory: place.cluster,
    hba_file: join(place.conf, 'pg_hba.conf'),
    ident_file: join(place.conf, 'pg_ident.conf'),
    unix_socket_directories: place.socket,
  }
  const text = Object.entries(settings)
    .map(([name, value]) => `${name} = ${quote(value)}\n`)
    .join('')
  const fingerprint = createHash('sha256').update(`${binaries.bin}\n${binaries.version}\n${text}`).digest('hex')
  await writeReadable(place, 'pg_hba.conf', WHO_MAY_CONNECT)
  await writeReadable(place, 'pg_ident.conf', whoWeAre())
  await writeReadable(place, 'postgresql.conf', `${text}cordon.fingerprint = ${quote(fingerprint)}\n`)
  return fingerprint
}

/**
 * Peer authentication: the kernel says who holds the other end of the socket, and only the user who runs Cordon is
 * mapped to the three roles. A password would add a file that whoever is this user reads anyway, and that could leak
 * into a backup; the peer check also keeps out other processes of a shared `nobody`. The superuser has no line here.
 */
const WHO_MAY_CONNECT = ['cordon_owner', 'cordon_app', 'cordon_auditor']
  .map((role) => `local ${DATABASE} ${role} peer map=cordon\n`)
  .join('')

function whoWeAre(): string {
  const { username } = userInfo()
  invariant(/^[A-Za-z0-9_.@$ -]+$/.test(username), 'the name of the user who runs Cordon is a plain one')
  return ['cordon_owner', 'cordon_app', 'cordon_auditor'].map((role) => `cordon "${username}" ${role}\n`).join('')
}

/** Nothing in these files is secret, and the server's user has to read them. Each writer has its own temporary name. */
async function writeReadable(place: Place, name: string, text: string): Promise<void> {
  const own = join(place.conf, `${name}.${process.pid}-${performance.now()}`)
  await writeFile(own, text)
  if (place.user !== undefined) await chmod(own, 0o644)
  await rename(own, join(place.conf, name))
}

const quote = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
