import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import type pg from 'pg'
import { faultOf } from '../../kernel/log.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { choosePlace, type Place } from './place.ts'
import { boundLog, isPostmasterOf, removeStaleLock, runningPid, startPostmaster, stopPostmaster } from './postmaster.ts'
import { connectionTo, connectUntil, fingerprintOf, type Role, takeLock } from './session.ts'
import { writeSettings } from './settings.ts'

/** How long to try again: the sessions of a killed server take a moment to end, and until then no other starts. */
const TAKE_MS_MAX = 15_000
const TAKE_PAUSE_MS = 50
const REGAIN_MS = 1_000
const LOG_CHECK_MS = 60_000

export interface SuperviseDeps {
  readonly dataFolder: string
  readonly pgBin?: string | undefined
  readonly random: RandomBytes
}

/** A PostgreSQL that is running, ours alone, and reachable as three roles. */
export interface Supervised {
  readonly place: Place
  connection(role: Role): pg.ClientConfig
  /** False while the server is away or belongs to another Cordon: then nothing may be asked of it. */
  held(): boolean
  /** Stops the server, fast. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL for this data folder, or adopts the one a killed Cordon left running. Who may use it is decided by
 * a lock that the database holds for our session: it is gone when we are, however we went. A server that dies is
 * started again. Throws `data_folder_busy` when another Cordon lives here, and `store_unavailable` when the server
 * does not come up (`postgres.log` says why).
 */
export async function supervise(deps: SuperviseDeps): Promise<Supervised> {
  const ready = await makeReady(deps)
  let taken: Taken | undefined = await takeServer(ready, () => false)
  let stopping = false
  let regaining = Promise.resolve()

  const regain = async (): Promise<void> => {
    for (taken = undefined; !stopping; await sleep(REGAIN_MS)) {
      try {
        taken = await takeServer(ready, () => stopping)
        return watch(taken)
      } catch (error) {
        if (error instanceof CordonError && error.code === 'data_folder_busy') return
      }
    }
  }
  const watch = ({ lock }: Taken): void => {
    lock.once('end', () => {
      if (!stopping) regaining = regain()
    })
  }
  watch(taken)
  const logCheck = setInterval(() => void boundLog(ready.place).catch(() => undefined), LOG_CHECK_MS).unref()
  return {
    place: ready.place,
    connection: (role) => connectionTo(ready.place, role),
    held: () => taken !== undefined,
    async stop() {
      stopping = true
      clearInterval(logCheck)
      await regaining
      if (taken !== undefined) await stopTaken(taken)
    },
  }
}

/** Removes everything that `supervise` made, also what is not in the data folder. For throw-away folders. */
export async function removeSupervised(deps: SuperviseDeps): Promise<void> {
  const place = await choosePlace(deps)
  const taken = await adopt(place)
  if (taken !== undefined) await stopTaken(taken)
  for (const path of [place.base, place.socket, place.log, join(deps.dataFolder, 'postgres.id')]) {
    await rm(path, { recursive: true, force: true })
  }
}

interface Ready {
  readonly place: Place
  readonly binaries: Binaries
  readonly fingerprint: string
}

/** A child may meet another thread that opens a file in it (dup2(2): EBUSY), or no room for a process: for a moment. */
const MOMENTARY = ['EBUSY', 'EAGAIN']
const TRIES_MAX = 10

/** Everything on the disk that a start needs. */
async function makeReady(deps: SuperviseDeps, tries = 1): Promise<Ready> {
  try {
    const place = await choosePlace(deps)
    const binaries = await findBinaries(place, deps.pgBin)
    await ensureCluster(place, binaries)
    return { place, binaries, fingerprint: await writeSettings(place, binaries) }
  } catch (error) {
    if (error instanceof CordonError) throw error
    if (tries < TRIES_MAX && error instanceof Error && 'code' in error && MOMENTARY.includes(String(error.code))) {
      await sleep(TAKE_PAUSE_MS)
      return makeReady(deps, tries + 1)
    }
    throw new CordonError('data_folder_invalid', { at: `the files of PostgreSQL: ${faultOf(error)}`, cause: error })
  }
}

interface Taken {
  readonly lock: pg.Client
  readonly pid: number
}

/** Adopt what runs, else start. A second Cordon that starts at the same moment makes another round decide. */
async function takeServer(ready: Ready, over: () => boolean): Promise<Taken> {
  for (
    const until = performance.now() + TAKE_MS_MAX;
    performance.now() < until && !over();
    await sleep(TAKE_PAUSE_MS)
  ) {
    const taken = await adoptOrStart(ready).catch(unlessLost)
    if (taken !== undefined) return taken
  }
  throw new CordonError('store_unavailable', { at: 'PostgreSQL does not start: see postgres.log in the data folder' })
}

async function adoptOrStart(ready: Ready): Promise<Taken | undefined> {
  return (await adopt(ready.place, ready.fingerprint)) ?? (await start(ready))
}

/** A session that the server ended between its beginning and its lock is no answer: another round asks again. */
function unlessLost(error: unknown): undefined {
  if (error instanceof CordonError) throw error
}

/** The running server, if it is one of this cluster. One of another fingerprint, or that does not answer, is stopped. */
async function adopt(place: Place, fingerprint?: string): Promise<Taken | undefined> {
  const pid = await runningPid(place)
  if (pid === undefined) return undefined
  if (!(await isPostmasterOf(place, pid))) {
    await removeStaleLock(place)
    return undefined
  }
  const lock = await connectUntil(place, async () => (await runningPid(place)) !== pid)
  if (lock === undefined) {
    await stopPostmaster(pid)
    return undefined
  }
  await takeLock(lock)
  if (fingerprint === undefined || (await fingerprintOf(lock)) === fingerprint) return { lock, pid }
  await stopTaken({ lock, pid })
  return undefined
}

async function start({ place, binaries }: Ready): Promise<Taken | undefined> {
  const server = await startPostmaster(place, binaries)
  const lock = await connectUntil(place, async () => server.ended)
  const pid = await runningPid(place)
  if (lock === undefined || pid === undefined) return undefined
  await takeLock(lock)
  return { lock, pid }
}

/** The lock goes with the server, not before it: nobody adopts one that is about to stop. */
async function stopTaken({ lock, pid }: Taken): Promise<void> {
  await stopPostmaster(pid)
  await lock.end().catch(() => undefined)
}
