import { link, readdir, readFile, readlink, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import { errorCode, type FolderLock, isAbsent } from './disk.ts'

/**
 * Holds a folder for this process: `lock.<n>`, of which the highest counts. A lock whose holder is dead is succeeded by
 * the next number, made whole by one `link`, which only one process can win; a number is removed only once a higher one
 * stands. So two that find the same dead lock cannot both get it. Throws `data_folder_busy`.
 */
export async function lockFolder(folder: string, watchMs = strangerWatchMs): Promise<FolderLock> {
  const held = await highest(folder)
  if (held > 0 && (await isAlive(lockPath(folder, held), watchMs))) throw new CordonError('data_folder_busy')
  const mine = held + 1
  await claim(folder, mine)
  await removeOlder(folder, mine)
  return {
    beat: () => utimes(lockPath(folder, mine), new Date(), new Date()),
    // Emptied and left standing: were it removed, one who looked earlier could still make a number of the past.
    release: () => truncate(lockPath(folder, mine)).catch(unlessAbsent),
  }
}

/** Who holds a lock. A process id alone would be taken for another after a reboot, or in another container. */
interface Holder {
  readonly pid: number
  /** Since boot, in clock ticks; empty where the system does not say. */
  readonly started: string
  readonly boot: string
  readonly namespace: string
}

/** A holder that cannot be looked up (another boot, another container on the same volume) must be seen not to beat. */
const strangerWatchMs = 4_000
const strangerForgottenMs = 60_000

async function isAlive(path: string, watchMs: number): Promise<boolean> {
  const holder = await readHolder(path)
  if (holder === undefined) return false
  const self = await holderOf(process.pid)
  if (holder.boot !== self.boot || holder.namespace !== self.namespace) return beats(path, watchMs)
  if (!processExists(holder.pid)) return false
  return holder.started === (await startedAt(holder.pid))
}

async function beats(path: string, watchMs: number): Promise<boolean> {
  const before = (await stat(path)).mtimeMs
  if (Math.abs(Date.now() - before) > strangerForgottenMs) return false
  await wait(watchMs)
  return (await stat(path)).mtimeMs !== before
}

async function claim(folder: string, number: number): Promise<void> {
  const draft = join(folder, `lock-${process.pid}-${process.hrtime.bigint()}.tmp`)
  await writeFile(draft, holderText(await holderOf(process.pid)), { flag: 'wx', mode: 0o600 })
  try {
    await link(draft, lockPath(folder, number))
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? new CordonError('data_folder_busy') : error
  } finally {
    await rm(draft)
  }
  if ((await highest(folder)) === number) return
  await rm(lockPath(folder, number), { force: true })
  throw new CordonError('data_folder_busy')
}

async function removeOlder(folder: string, mine: number): Promise<void> {
  for (const number of await numbers(folder)) {
    if (number < mine) await rm(lockPath(folder, number), { force: true })
  }
}

/** `undefined` for a lock that was released, or that a power cut left without its text: nobody holds these. */
async function readHolder(path: string): Promise<Holder | undefined> {
  const [pid = '', started = '', boot = '', namespace = ''] = (await readFile(path, 'utf8')).split('\n')
  return /^[1-9][0-9]*$/.test(pid) ? { pid: Number(pid), started, boot, namespace } : undefined
}

const holderText = ({ pid, started, boot, namespace }: Holder): string => [pid, started, boot, namespace].join('\n')

async function holderOf(pid: number): Promise<Holder> {
  const boot = await textOf(readFile('/proc/sys/kernel/random/boot_id', 'utf8'))
  const namespace = await textOf(readlink('/proc/self/ns/pid'))
  return { pid, started: await startedAt(pid), boot, namespace }
}

/**
 * Field 22 of /proc/<pid>/stat (proc(5)), counted from behind the name, which may hold spaces and brackets. A process that has
 * ended and waits to be reaped (Z, X) holds nothing: `ended` is nobody's start.
 */
async function startedAt(pid: number): Promise<string> {
  const text = await textOf(readFile(`/proc/${pid}/stat`, 'utf8'))
  const [state = '', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' || state === 'X' ? 'ended' : (fields[18] ?? '')
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function unlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error
}

async function textOf(reading: Promise<string>): Promise<string> {
  return reading.then((text) => text.trim()).catch(() => '')
}

async function highest(folder: string): Promise<number> {
  return Math.max(0, ...(await numbers(folder)))
}

async function numbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder)
  return names.flatMap((name) => /^lock\.([1-9][0-9]{0,14})$/.exec(name)?.[1] ?? []).map(Number)
}

const lockPath = (folder: string, number: number): string => join(folder, `lock.${number}`)
