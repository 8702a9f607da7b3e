import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { CordonError } from '@cordon/contract'
import { syncFolder } from '../../crypto/replace-file.ts'
import { type Clock, DAY } from '../../kernel/clock.ts'
import type { ObjectStore, StoredObject } from '../../kernel/object-store.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { checkKey, checkPrefix, wordOf } from './object-key.ts'

/** What is being written has this ending; it is no object yet. */
const PARTIAL = '.partial'

/**
 * A place in a second directory: another disk, a mounted share. An object is a file (0600), written beside, synced,
 * renamed and its folder synced, so there is the old object or the new one. Throws `config_invalid` for a folder that
 * lies in the data folder; a folder that is not there, now or later, is `backup_place_unavailable` when it is used.
 */
export async function openDirectoryStore(at: {
  folder: string
  dataFolder: string
  now: Clock
  random: RandomBytes
}): Promise<ObjectStore> {
  await refuseInside(at.folder, at.dataFolder)
  const name = `directory:${at.folder}`
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      if (error instanceof CordonError) throw error
      throw new CordonError('backup_place_unavailable', { at: `${name}: ${wordOf(error)}`, cause: error })
    })
  const there = createPresence(at.folder, () => at.now() - DAY)
  const used = <T>(work: () => Promise<T>): Promise<T> => told(there().then(work))
  const pathOf = (key: string) => join(at.folder, checkKey(key))
  return {
    name,
    put: (key, bytes) => used(() => put(at.folder, pathOf(key), bytes, at.random)),
    get: (key, bytesMax) => used(() => get(pathOf(key), bytesMax, key)),
    async *read(key) {
      await used(async () => undefined)
      yield* readTold(pathOf(key), told, key)
    },
    async *list(prefix) {
      await used(async () => undefined)
      yield* list(at.folder, checkPrefix(prefix), told)
    },
    remove: (key) => used(() => remove(at.folder, pathOf(key))),
  }
}

/**
 * Whether the folder is there, asked before each use: a mount that is away leaves no folder, or an empty one that
 * belongs to the disk below. What a killed process left half written is swept on first use.
 */
function createPresence(folder: string, beforeMs: () => number): () => Promise<void> {
  let swept = false
  return async () => {
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    if (swept) return
    swept = true
    await sweep(folder, beforeMs())
  }
}

/** A copy that is lost together with what it is a copy of is none. */
async function refuseInside(folder: string, dataFolder: string): Promise<void> {
  const way = relative(await realPathOf(dataFolder), await realPathOf(folder))
  if (way === '..' || way.startsWith(`..${sep}`)) return
  throw new CordonError('config_invalid', { at: 'backup.places: a directory inside the data folder' })
}

async function realPathOf(path: string): Promise<string> {
  const full = resolve(path)
  const found = await realpath(full).catch(() => undefined)
  return found ?? (full === dirname(full) ? full : join(await realPathOf(dirname(full)), basename(full)))
}

async function put(
  root: string,
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  random: RandomBytes,
): Promise<void> {
  await makeFolders(root, dirname(path))
  if (relative(root, path).startsWith(`keys${sep}`)) await dropDrafts(dirname(path))
  const draft = `${path}.${Buffer.from(random(6)).toString('hex')}${PARTIAL}`
  try {
    await writeWhole(draft, bytes)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** A register has one writer; a draft beside it is what a kill left, and holds keys that were destroyed since. */
async function dropDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(PARTIAL)) await rm(join(folder, name), { force: true })
}

/** A new folder is durable once the one above it is synced. */
async function makeFolders(root: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length && made !== root; made = dirname(made))
    await syncFolder(dirname(made))
}

async function writeWhole(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) await writeChunk(file, chunk)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** A disk that is nearly full takes fewer bytes than given without any error. */
async function writeChunk(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten
}

async function get(path: string, bytesMax: number, key: string): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r').catch(absent)
  if (file === undefined) return undefined
  try {
    const { size } = await file.stat()
    if (size > bytesMax) throw new CordonError('backup_damaged', { at: `${key}: more than ${bytesMax} bytes` })
    return await file.readFile()
  } finally {
    await file.close()
  }
}

async function* readTold(
  path: string,
  told: <T>(work: Promise<T>) => Promise<T>,
  key: string,
): AsyncGenerator<Uint8Array> {
  const file = await told(open(path, 'r').catch(absent))
  if (file === undefined) throw new CordonError('backup_incomplete', { at: key })
  const chunks: AsyncIterator<Buffer> = createReadStream('', { fd: file, highWaterMark: 1_048_576 })[
    Symbol.asyncIterator
  ]()
  try {
    for (;;) {
      const { done, value } = await told(chunks.next())
      if (done === true) return
      yield value
    }
  } finally {
    await chunks.return?.()
  }
}

async function* list(
  root: string,
  prefix: string,
  told: <T>(work: Promise<T>) => Promise<T>,
): AsyncGenerator<StoredObject> {
  const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''
  for await (const path of walk(root, folder, told)) {
    if (!path.startsWith(prefix) || path.endsWith(PARTIAL)) continue
    const found = await told(stat(join(root, path)).catch(absent))
    if (found !== undefined) yield { key: path, bytes: found.size }
  }
}

async function* walk(root: string, folder: string, told: <T>(work: Promise<T>) => Promise<T>): AsyncGenerator<string> {
  const entries = (await told(readdir(join(root, folder), { withFileTypes: true }).catch(absent))) ?? []
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* walk(root, path, told)
    else if (entry.isFile()) yield path
  }
}

async function remove(root: string, path: string): Promise<void> {
  await rm(path, { force: true })
  await syncFolder(dirname(path)).catch(absent)
  // Folders that it leaves empty go too; one that is not empty, or already gone, ends the way up.
  for (let folder = dirname(path); folder !== root; folder = dirname(folder))
    if (!(await rmdir(folder).then(yes, no))) return
}

const yes = (): boolean => true
const no = (): boolean => false

/** What a killed process left half written. Younger ones may still be growing. */
async function sweep(root: string, beforeMs: number): Promise<void> {
  for await (const path of walk(root, '', (work) => work)) {
    if (!path.endsWith(PARTIAL)) continue
    const file = await stat(join(root, path)).catch(absent)
    if (file !== undefined && file.mtimeMs < beforeMs) await rm(join(root, path), { force: true })
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
