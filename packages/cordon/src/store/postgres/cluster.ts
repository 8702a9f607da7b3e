import { spawn } from 'node:child_process'
import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CordonError } from '@cordon/contract'
import { syncFolder } from '../../crypto/replace-file.ts'
import type { Binaries } from './binaries.ts'
import { lend, type Place } from './place.ts'
import { isAlive } from './postmaster.ts'
import { DATABASE } from './settings.ts'

const INITDB_MS_MAX = 120_000

/** The three roles and the one database (another would be copied), one statement a line. No role of ours can see past row-level security. */
const BOOTSTRAP = [
  'create role cordon_owner login nosuperuser nobypassrls nocreatedb nocreaterole',
  'create role cordon_app login nosuperuser nobypassrls nocreatedb nocreaterole',
  'create role cordon_auditor login nosuperuser nobypassrls nocreatedb nocreaterole',
  'alter role cordon_auditor set default_transaction_read_only = on',
  `alter database postgres rename to ${DATABASE}`,
  `alter database ${DATABASE} owner to cordon_owner`,
  `revoke all on database ${DATABASE} from public`,
  `grant connect on database ${DATABASE} to cordon_app, cordon_auditor`,
]

/**
 * Makes the cluster, once. It is built elsewhere, with roles and database, and renamed when it is complete and on the
 * disk: a kill at any moment leaves either no cluster or a whole one. Throws `data_folder_invalid` when the cluster
 * was made by another major version than these binaries.
 */
export async function ensureCluster(place: Place, binaries: Binaries): Promise<void> {
  await removeAbandoned(place)
  if (!(await exists(place.cluster))) await createCluster(place, binaries)
  const made = (await readFile(join(place.cluster, 'PG_VERSION'), 'utf8')).trim()
  if (Number(made) === binaries.major) return
  const at = `the cluster was made by PostgreSQL ${Number(made)}, the binaries are ${binaries.major}`
  throw new CordonError('data_folder_invalid', { at })
}

async function createCluster(place: Place, binaries: Binaries): Promise<void> {
  const building = join(place.base, `building-${process.pid}-${performance.now().toString(36).replace('.', '')}`)
  await mkdir(building, { mode: 0o700 })
  await lend(building, place.user)
  try {
    await runAs(place, join(binaries.bin, 'initdb'), initdbArguments(building))
    await runAs(place, join(binaries.bin, 'postgres'), ['--single', '-D', building, 'template1'], BOOTSTRAP.join('\n'))
    await rename(building, place.cluster)
    await syncFolder(place.base)
  } catch (error) {
    await rm(building, { recursive: true, force: true, maxRetries: 3 })
    // Somebody else was faster: theirs is as good as ours.
    if (!(await exists(place.cluster))) throw error
  }
}

function initdbArguments(folder: string): string[] {
  const locale = ['--encoding=UTF8', '--locale=C']
  const nobodyYet = ['--auth-local=reject', '--auth-host=reject', '--username=postgres']
  return ['-D', folder, '--data-checksums', '--no-instructions', ...locale, ...nobodyYet]
}

/** Runs a program as the server's user. Its output goes nowhere: it may name paths, and its exit says enough. */
async function runAs(place: Place, program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(program, args, {
    ...place.user,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: INITDB_MS_MAX,
  })
  child.stdin.on('error', () => undefined).end(`${input}\n`)
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [errors, code] = await Promise.all([text(child.stderr), ended])
  // Single-user mode goes on after a failed statement and exits 0, so its words count too.
  if (code === 0 && !/\b(ERROR|FATAL|PANIC):/.test(errors)) return
  throw new CordonError('store_unavailable', { at: 'PostgreSQL could not make its cluster', cause: new Error(errors) })
}

/** What a killed Cordon was building. One that lives is left its own. */
async function removeAbandoned(place: Place): Promise<void> {
  for (const name of await readdir(place.base)) {
    const pid = /^(?:building|binaries-.*\.building)-(\d+)/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    // An initdb that outlived its Cordon may still write there for a second; what resists is left to the next start.
    await rm(join(place.base, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined)
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
