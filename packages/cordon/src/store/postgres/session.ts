import { setTimeout as sleep } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import pg from 'pg'
import type { Place } from './place.ts'
import { DATABASE, PORT } from './settings.ts'

const START_MS_MAX = 60_000
/** How long a killed Cordon's session may keep the lock: PostgreSQL sees the closed socket at once, unless it is busy. */
const LOCK_MS_MAX = 2_000
const POLL_MS = 20
/** Advisory lock of this database: held by the session of the Cordon that uses it. 'cordon' in ASCII. */
const LOCK = '109304538426222'

export type Role = 'cordon_owner' | 'cordon_app' | 'cordon_auditor'

/** How to reach the server in a role. Nothing secret: see `settings.ts` for who is let in. */
export function connectionTo(place: Place, role: Role): pg.ClientConfig {
  const timeouts = { connectionTimeoutMillis: 5_000 }
  return { host: place.socket, port: PORT, database: DATABASE, user: role, password: '', ssl: false, ...timeouts }
}

/** A session as soon as the server takes one; nothing when `over` becomes true or the time is up. */
export async function connectUntil(place: Place, over: () => Promise<boolean>): Promise<pg.Client | undefined> {
  for (const until = performance.now() + START_MS_MAX; performance.now() < until; await sleep(POLL_MS)) {
    const client = new pg.Client(connectionTo(place, 'cordon_owner'))
    // The server's end is told by the event `end` too; an `error` without a listener would end this process.
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

/** Takes the data folder for this session, until it ends. Throws `data_folder_busy` when another living one has it. */
export async function takeLock(session: pg.Client): Promise<void> {
  for (const until = performance.now() + LOCK_MS_MAX; performance.now() < until; await sleep(POLL_MS)) {
    const { rows } = await session.query<{ held: boolean }>(`select pg_try_advisory_lock(${LOCK}) as held`)
    if (rows[0]?.held === true) return
  }
  await session.end()
  throw new CordonError('data_folder_busy')
}

/** What settings and binaries the server was started with. */
export async function fingerprintOf(session: pg.Client): Promise<string | undefined> {
  const { rows } = await session.query<{ is: string }>(`select current_setting('cordon.fingerprint', true) as is`)
  return rows[0]?.is
}
