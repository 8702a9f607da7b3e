import pg from 'pg'
import type { RandomBytes } from '../kernel/random.ts'
import { type Connections, externalConnections } from './external.ts'
import { storeFault, translatingPool } from './faults.ts'
import { migrate } from './migrate.ts'
import { choosePlace } from './postgres/place.ts'
import { connectionTo } from './postgres/session.ts'
import { removeSupervised, supervise } from './postgres/supervise.ts'
import { assertConfined, assertVersion, ensureRoles } from './roles.ts'
import { createStore } from './scope.ts'
import type { Store } from './store.ts'

/** Where PostgreSQL comes from: a server of yours, or one that Cordon runs for this data folder. */
export type StoreSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'supervised'; readonly pgBin?: string | undefined }

/** Bounds of the application's connections. */
const POOL = {
  max: 10,
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 30_000,
  statement_timeout: 30_000,
  // A server that stands still answers no timeout of its own.
  query_timeout: 35_000,
  idle_in_transaction_session_timeout: 60_000,
} satisfies pg.PoolConfig

/**
 * Opens the store: PostgreSQL reached or started, tables brought up to date as their owner, and the application's
 * connections, which neither own a table nor bypass row-level security (checked here, whoever set the server up).
 * Throws `store_unavailable`, `data_folder_busy` (another Cordon uses this folder), `data_folder_invalid` or
 * `config_invalid`.
 *
 * @example await openStore({ source: { kind: 'supervised' }, dataFolder, random })
 */
export async function openStore(deps: {
  source: StoreSource
  dataFolder: string
  random: RandomBytes
}): Promise<Store> {
  const connections = await connect(deps)
  const pool = new pg.Pool({ ...connections.application, ...POOL })
  const store = createStore(translatingPool(pool, connections.held), connections.close)
  try {
    await prepare(connections.owner, deps.source)
    await assertConfined(pool)
    return store
  } catch (error) {
    await store.close()
    throw storeFault(error)
  }
}

/** Stops and removes the supervised store of a throw-away data folder, wherever its parts lie. */
export async function removeStore(deps: { dataFolder: string; random: RandomBytes }): Promise<void> {
  await removeSupervised(deps)
}

/** How the owner of the tables reaches the open store of a data folder: for a backup, never for a request. */
export async function ownerConnection(deps: {
  source: StoreSource
  dataFolder: string
  random: RandomBytes
}): Promise<pg.ClientConfig> {
  if (deps.source.kind === 'url') return externalConnections(deps.source.url).owner
  return connectionTo(await choosePlace(deps), 'cordon_owner')
}

async function connect(deps: { source: StoreSource; dataFolder: string; random: RandomBytes }): Promise<Connections> {
  if (deps.source.kind === 'url') return externalConnections(deps.source.url)
  const { pgBin } = deps.source
  const server = await supervise({ dataFolder: deps.dataFolder, pgBin, random: deps.random })
  return {
    owner: server.connection('cordon_owner'),
    application: server.connection('cordon_app'),
    held: () => server.held(),
    close: () => server.stop(),
  }
}

async function prepare(config: pg.ClientConfig, source: StoreSource): Promise<void> {
  const owner = new pg.Client(config)
  owner.on('error', () => undefined)
  try {
    await owner.connect()
    await assertVersion(owner)
    if (source.kind === 'url') await ensureRoles(owner)
    await migrate(owner)
  } finally {
    await owner.end().catch(() => undefined)
  }
}
