import { setTimeout as sleep } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import pg from 'pg'
import type { RandomBytes } from '../../kernel/random.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { choosePlace, type Place } from './place.ts'
import { isPostmasterOf, removeStaleLock, runningPid, startPostmaster, stopPostmaster } from './postmaster.ts'
import { DATABASE, PORT, writeSettings } from './settings.ts'

const START_MS_MAX = 60_000
/** How long a killed Cordon's session may keep the lock: PostgreSQL sees the closed socket at once, unless it is busy. */
const LOCK_MS_MAX = 3_000
const ROUNDS = 3
const POLL_MS = 20
/** Advisory lock of this database: held by the session of the Cordon that uses it. 'cordon' in ASCII. */
const LOCK = '109304538426222'

/** A PostgreSQL that is running, ours alone, and reachable as three roles. */
export interface Supervised {
  readonly place: Place
  connection(role: 'cordon_owner' | 'cordon_app' | 'cordon_auditor'): pg.ClientConfig
  /** Stops the server, fast. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL for this data folder, or adopts the one a killed Cordon left running. Who may use it is decided by
 * a lock that the database holds for our session: it is gone when we are, however we went. Throws `data_folder_busy`
 * when another Cordon lives here, and `store_unavailable` when the server does not come up (`postgres.log` says why).
 */
export async function supervise(deps: {
  dataFolder: string
  pgBin?: string | undefined
  random: RandomBytes
}): Promise<Supervised> {
  const { place, binaries, fingerprint } = await makeReady(deps)
  const { lock, pid } = await takeServer(place, binaries, fingerprint)
  return {
    place,
    connection: (role) => connectionTo(place, role),
    async stop() {
      // The lock goes last, with the server: nobody adopts one that is about to stop.
      await stopPostmaster(pid)
      await lock.end().catch(() => undefined)
    },
  }
}

/** Everything on the disk that a start needs. */
async function makeReady(deps: { dataFolder: string; pgBin?: string | undefined; random: RandomBytes }) {
  try {
    const place = await choosePlace(deps)
    const binaries = await findBinaries(place, deps.pgBin)
    await ensureCluster(place, binaries)
    return { place, binaries, fingerprint: await writeSettings(place, binaries) }
  } catch (error) {
    if (error instanceof CordonError) throw error
    throw new CordonError('data_folder_invalid', { at: 'the files of PostgreSQL', cause: error })
  }
}

interface Taken {
  readonly lock: pg.Client
  readonly pid: number
}

/** Adopt what runs, else start. A second Cordon that starts at the same moment makes another round decide. */
async function takeServer(place: Place, binaries: Binaries, fingerprint: string): Promise<Taken> {
  for (let round = 0; round < ROUNDS; round++) {
    const taken = (await adopt(place, fingerprint)) ?? (await start(place, binaries))
    if (taken !== undefined) return taken
  }
  throw new CordonError('store_unavailable', { at: 'PostgreSQL does not start: see postgres.log in the data folder' })
}

async function adopt(place: Place, fingerprint: string): Promise<Taken | undefined> {
  const pid = await runningPid(place)
  if (pid === undefined) return undefined
  if (!(await isPostmasterOf(place, pid))) {
    await removeStaleLock(place)
    return undefined
  }
  const lock = await connectUntil(place, async () => (await runningPid(place)) !== pid)
  if (lock !== undefined) {
    await takeLock(lock)
    if ((await fingerprintOf(lock)) === fingerprint) return { lock, pid }
  }
  // Other settings or binaries, or it does not answer: nobody uses it, so it may stop.
  await stopPostmaster(pid)
  await lock?.end().catch(() => undefined)
  return undefined
}

async function start(place: Place, binaries: Binaries): Promise<Taken | undefined> {
  const server = await startPostmaster(place, binaries)
  const lock = await connectUntil(place, async () => server.ended)
  const pid = await runningPid(place)
  if (lock === undefined || pid === undefined) return undefined
  await takeLock(lock)
  return { lock, pid }
}

/** A session as soon as the server takes one; nothing when `over` becomes true or the time is up. */
async function connectUntil(place: Place, over: () => Promise<boolean>): Promise<pg.Client | undefined> {
  for (const until = performance.now() + START_MS_MAX; performance.now() < until; await sleep(POLL_MS)) {
    const client = new pg.Client(connectionTo(place, 'cordon_owner'))
    // The server's end is told by the next query; without a listener it would end this process.
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch {
      await client.end().catch(() => undefined)
      if (await over()) return undefined
    }
  }
  return undefined
}

async function takeLock(session: pg.Client): Promise<void> {
  for (const until = performance.now() + LOCK_MS_MAX; performance.now() < until; await sleep(POLL_MS)) {
    const { rows } = await session.query<{ held: boolean }>(`select pg_try_advisory_lock(${LOCK}) as held`)
    if (rows[0]?.held === true) return
  }
  await session.end()
  throw new CordonError('data_folder_busy')
}

async function fingerprintOf(session: pg.Client): Promise<string | undefined> {
  const { rows } = await session.query<{ is: string }>(`select current_setting('cordon.fingerprint', true) as is`)
  return rows[0]?.is
}

function connectionTo(place: Place, role: string): pg.ClientConfig {
  const timeouts = { connectionTimeoutMillis: 5_000 }
  return { host: place.socket, port: PORT, database: DATABASE, user: role, password: '', ssl: false, ...timeouts }
}
