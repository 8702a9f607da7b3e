import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { createFile } from '../../crypto/replace-file.ts'
import type { RandomBytes } from '../../kernel/random.ts'

/** Where things of PostgreSQL go when its user cannot reach the data folder. */
const SYSTEM_FOLDER = '/var/lib/cordon'
/** `sun_path` holds 104 bytes on macOS; the socket's own name and a terminator take 20. */
const SOCKET_FOLDER_BYTES_MAX = 80

/** The user PostgreSQL runs as, when that is not the one who runs Cordon. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** The folders of one supervised PostgreSQL. */
export interface Place {
  readonly user: ServerUser | undefined
  /** Everything below, except the log. Removing it removes the store. */
  readonly base: string
  readonly cluster: string
  readonly conf: string
  readonly socket: string
  readonly log: string
}

/**
 * Chooses and makes the folders. They are inside the data folder, except when we are root and PostgreSQL's user cannot
 * pass through it (a 0700 folder, root's home): then under /var/lib/cordon, in a folder that belongs to this data
 * folder and no later one at the same path.
 */
export async function choosePlace(deps: { dataFolder: string; random: RandomBytes }): Promise<Place> {
  await mkdir(deps.dataFolder, { recursive: true, mode: 0o700 })
  const dataFolder = await realpath(deps.dataFolder)
  const user = await serverUser()
  const name = createHash('sha256').update(`${dataFolder}\n${await folderId(dataFolder, deps.random)}`)
  const hash = name.digest('hex').slice(0, 16)
  const base = await chooseBase(dataFolder, join(SYSTEM_FOLDER, hash), user)
  const short = Buffer.byteLength(join(base, 'run')) <= SOCKET_FOLDER_BYTES_MAX
  const place: Place = {
    user,
    base,
    cluster: join(base, 'cluster'),
    conf: join(base, 'conf'),
    socket: short ? join(base, 'run') : `/tmp/cordon-${hash}`,
    log: join(dataFolder, 'postgres.log'),
  }
  await makeFolders(place)
  return place
}

/** Where a cluster is already it stays: a folder whose mode was changed must not seem to have lost its rows. */
async function chooseBase(dataFolder: string, outside: string, user: ServerUser | undefined): Promise<string> {
  const inside = join(dataFolder, 'postgres')
  for (const base of [inside, outside]) if (await holdsCluster(base)) return base
  return user === undefined || (await reaches(user, dataFolder)) ? inside : outside
}

async function holdsCluster(base: string): Promise<boolean> {
  return lstat(join(base, 'cluster')).then(
    () => true,
    () => false,
  )
}

/**
 * PostgreSQL refuses to run as root, so root lends it a user without rights: `cordon` where there is one, else `nobody`.
 */
async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const line = lines.find(([name]) => name === 'cordon') ?? lines.find(([name]) => name === 'nobody')
  const [uid, gid] = [Number(line?.[2]), Number(line?.[3])]
  if (uid > 0 && gid > 0) return { uid, gid }
  throw new CordonError('data_folder_invalid', { at: 'no user to run PostgreSQL as: run as another user than root' })
}

/** Whether the user may pass through the folder and all its parents. Looks at modes only: a doubt counts as no. */
export async function reaches(user: ServerUser, folder: string): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return false
  return folder === dirname(folder) || reaches(user, dirname(folder))
}

/**
 * Root keeps what only root should change (binaries, settings); the server owns its cluster and its socket, and nobody
 * else passes into either.
 */
async function makeFolders(place: Place): Promise<void> {
  const lent = place.user === undefined ? 0o700 : 0o711
  if (place.base.startsWith(SYSTEM_FOLDER)) await ownFolder(SYSTEM_FOLDER, lent)
  await ownFolder(place.base, lent)
  await ownFolder(place.conf, lent)
  // For whoever wonders what /var/lib/cordon/3fa9… is.
  await writeFile(join(place.conf, 'belongs-to'), `${dirname(place.log)}\n`)
  await mkdir(place.socket, { mode: 0o700 }).catch(ignoreExisting)
  await assertPrivate(place.socket, place.user)
  await lend(place.socket, place.user)
}

async function ownFolder(path: string, mode: number): Promise<void> {
  await mkdir(path, { recursive: true })
  await chmod(path, mode)
}

/** Gives a folder to the server's user. */
export async function lend(path: string, user: ServerUser | undefined): Promise<void> {
  if (user !== undefined) await chown(path, user.uid, user.gid)
}

/** A folder in /tmp may have been put there by somebody else, to listen in our place. */
async function assertPrivate(path: string, user: ServerUser | undefined): Promise<void> {
  const { uid, mode } = await lstat(path)
  const ours = uid === process.getuid?.() || uid === user?.uid
  if (ours && (mode & 0o170777) === 0o040700) return
  throw new CordonError('data_folder_invalid', { at: 'the folder of the database socket belongs to somebody else' })
}

/** A random name of the data folder: one made anew at the same path does not find the old one's cluster. */
async function folderId(dataFolder: string, random: RandomBytes): Promise<string> {
  const path = join(dataFolder, 'postgres.id')
  await createFile(path, `${Buffer.from(random(16)).toString('hex')}\n`, random).catch(ignoreExisting)
  return readFile(path, 'utf8')
}

export function ignoreExisting(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
  throw error
}
