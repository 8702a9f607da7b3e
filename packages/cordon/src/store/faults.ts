import { CordonError } from '@cordon/contract'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import { createNames, type NameOf } from './prepared.ts'
import { type Asked, askTogether, type Prepared } from './together.ts'

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

/** A connection that also takes several statements at once. */
export interface Client extends PostgresPoolClient {
  /** See `askTogether`: one transaction. */
  together(statements: readonly Omit<Asked, 'name'>[]): Promise<unknown[][]>
}

export interface Pool extends PostgresPool {
  connect(): Promise<Client>
}

/**
 * The pool with every failure translated, so that no caller ever holds an error of the driver. While `held` says no,
 * it refuses before asking the server.
 */
export function translatingPool(pool: pg.Pool, held: () => boolean): Pool {
  // A connection that breaks tells whoever is waiting on it, and the next scope gets another. It also emits `error`,
  // idle or not, which without a listener would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  // The driver keeps count of what it prepared by itself, `askTogether` of its own: two kinds of names.
  const names = { single: createNames('c'), together: createNames('t') }
  const prepared = new WeakMap<pg.PoolClient, Prepared>()
  let ended: Promise<void> | undefined
  return {
    connect: async () => {
      if (!held()) throw new CordonError('store_unavailable', { at: 'the server is away' })
      const client = await pool.connect().catch((error: unknown) => {
        throw storeFault(error)
      })
      const known = prepared.get(client) ?? new Map()
      prepared.set(client, known)
      return translatingClient(client, names, known)
    },
    end: () => {
      ended ??= pool.end()
      return ended
    },
  }
}

function translatingClient(
  client: pg.PoolClient,
  names: { readonly single: NameOf; readonly together: NameOf },
  prepared: Prepared,
): Client {
  // A server that stands still, or ends the session, may say more on it later: nobody else asks there.
  let isBroken = false
  const translated = (error: unknown): never => {
    const fault = storeFault(error)
    isBroken ||= fault.code === 'store_unavailable'
    throw fault
  }
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: string | PostgresCursor<unknown>, values: readonly unknown[] = []): unknown {
    invariant(typeof text === 'string', 'the store reads whole results, not cursors')
    return ask(text, values).catch(translated)
  }
  /** Several statements in one text (a scope's beginning) have no values, and cannot be named. */
  function ask(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    if (values.length === 0) return client.query(text)
    const name = names.single(text)
    return client.query(name === undefined ? { text, values: [...values] } : { name, text, values: [...values] })
  }
  function together(statements: readonly Omit<Asked, 'name'>[]): Promise<unknown[][]> {
    const asked = statements.map((one) => ({ ...one, name: names.together(one.text) }))
    return askTogether(client, asked, prepared).catch(translated)
  }
  return { query, together, release: () => client.release(isBroken) }
}
