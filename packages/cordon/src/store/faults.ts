import { CordonError } from '@cordon/contract'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import { createNames } from './prepared.ts'

/** SQLSTATE classes that say the database is not there for us: connection, resources, operator intervention, I/O. */
const UNAVAILABLE = new Set(['08', '53', '57', '58'])

/**
 * An error of the database as one of ours: `store_unavailable` when it cannot be reached or cannot work, `internal`
 * when it refused a statement. PostgreSQL's own words quote values, so they end here: the cause keeps the SQLSTATE and
 * the names of table and constraint, which are ours.
 */
export function storeFault(error: unknown): CordonError {
  if (error instanceof CordonError) return error
  if (!(error instanceof pg.DatabaseError))
    return new CordonError('store_unavailable', { cause: connectionCause(error) })
  const code = UNAVAILABLE.has(error.code?.slice(0, 2) ?? '') ? 'store_unavailable' : 'internal'
  return new CordonError(code, { at: 'the store', cause: statementCause(error) })
}

function statementCause(error: pg.DatabaseError): Error {
  const where = [error.table, error.constraint].filter((name) => name !== undefined).join(' ')
  return new Error(`SQLSTATE ${error.code ?? 'unknown'}${where === '' ? '' : ` at ${where}`}`)
}

function connectionCause(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection'
  return new Error(`database connection: ${code}`)
}

/**
 * The pool with every failure translated, so that no caller ever holds an error of the driver. While `held` says no,
 * it refuses before asking the server.
 */
export function translatingPool(pool: pg.Pool, held: () => boolean): PostgresPool {
  // A connection that breaks tells whoever is waiting on it, and the next scope gets another. It also emits `error`,
  // idle or not, which without a listener would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const nameOf = createNames()
  let ended: Promise<void> | undefined
  return {
    connect: async () => {
      if (!held()) throw new CordonError('store_unavailable', { at: 'the server is away' })
      const client = await pool.connect().catch((error: unknown) => {
        throw storeFault(error)
      })
      return translatingClient(client, nameOf)
    },
    end: () => {
      ended ??= pool.end()
      return ended
    },
  }
}

function translatingClient(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  const gather = createGathering(client)
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    invariant(typeof text === 'string', 'the store reads whole results, not cursors')
    gather()
    return ask(text, values).catch((error: unknown) => {
      throw storeFault(error)
    })
  }
  /** Several statements in one text (a scope's beginning) have no values, and cannot be named. */
  function ask(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    if (values.length === 0) return client.query(text)
    const name = nameOf(text)
    return client.query(name === undefined ? { text, values: [...values] } : { name, text, values: [...values] })
  }
  return { query, release: () => client.release() }
}

/** What is asked within one turn of the event loop is written at once: a write to a socket costs more than most statements. */
function createGathering({ connection: { stream } }: pg.PoolClient): () => void {
  let gathering = false
  return () => {
    if (gathering) return
    gathering = true
    stream.cork()
    setImmediate(() => {
      gathering = false
      stream.uncork()
    })
  }
}
