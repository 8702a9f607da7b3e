import { execFile, spawn } from 'node:child_process'
import { open, readFile, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'

const run = promisify(execFile)
const LOG_BYTES_MAX = 1024 * 1024
const FAST_STOP_MS = 10_000
const HARD_STOP_MS = 5_000

/** Starts the server; it outlives us if we are killed. `ended` becomes true when it has exited. */
export async function startPostmaster(place: Place, binaries: Binaries): Promise<{ ended: boolean }> {
  await boundLog(place)
  const log = await open(place.log, 'a', 0o600)
  const state = { ended: false }
  try {
    // Its own session: a Ctrl-C on the terminal is for us, and we stop the server after our last write.
    const child = spawn(
      join(binaries.bin, 'postgres'),
      ['-D', place.cluster, '-c', `config_file=${place.conf}/postgresql.conf`],
      {
        ...place.user,
        cwd: '/',
        env: { LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
      },
    )
    const end = () => {
      state.ended = true
    }
    child.once('error', end).once('exit', end)
    child.unref()
    return state
  } finally {
    await log.close()
  }
}

/** A full log is emptied: it tells of starts and stops only, and appending goes on after the cut. */
export async function boundLog(place: Place): Promise<void> {
  const size = await stat(place.log).then(
    (log) => log.size,
    () => 0,
  )
  if (size > LOG_BYTES_MAX) await truncate(place.log)
}

/** The pid that the cluster's lock file names, if a process has it. It may be a stranger's: see `isPostmasterOf`. */
export async function runningPid(place: Place): Promise<number | undefined> {
  const text = await readFile(join(place.cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return pid > 1 && isAlive(pid) ? pid : undefined
}

/** Whether that process is a PostgreSQL that serves this cluster; after a reboot the number may be anybody's. */
export async function isPostmasterOf(place: Place, pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() =>
    run('ps', ['-o', 'args=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  )
  return line.includes(place.cluster)
}

/** Removes the lock file of a server that is gone, when its number is now somebody else's and would stop a start. */
export async function removeStaleLock(place: Place): Promise<void> {
  await rm(join(place.cluster, 'postmaster.pid'), { force: true })
}

/** Fast shutdown: sessions end, a checkpoint is written. One that does not stop in time recovers at its next start. */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  if (await gone(pid, FAST_STOP_MS)) return
  signal(pid, 'SIGQUIT')
  await gone(pid, HARD_STOP_MS)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended already, which is what the signal is for.
  }
}

async function gone(pid: number, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await sleep(10)) if (!isAlive(pid)) return true
  return !isAlive(pid)
}
