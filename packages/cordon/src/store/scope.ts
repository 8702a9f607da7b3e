import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely'
import pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import type { Tables } from './schema.ts'
import type { Store, Tx } from './store.ts'

/** A store over a pool of the application role. `after` runs once the pool has ended. */
export function createStore(pool: PostgresPool, after: () => Promise<void>): Store {
  const dialect = new PostgresDialect({ pool })
  const db = new Kysely<Tables>({ dialect })
  const within = <T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    invariant(tenant !== '', 'a scope has a tenant')
    return db.connection().execute(async (tx) => {
      try {
        // One round trip. `true`: the setting ends with the transaction, so no connection carries a tenant to its next user.
        await sql.raw(`begin; select set_config('cordon.tenant', ${pg.escapeLiteral(tenant)}, true)`).execute(tx)
        const result = await work(tx)
        await sql.raw('commit').execute(tx)
        return result
      } catch (error) {
        // A connection that cannot roll back is broken, and the pool drops it; what failed first is what is told.
        await sql
          .raw('rollback')
          .execute(tx)
          .catch(() => undefined)
        throw error
      }
    })
  }
  const close = async (): Promise<void> => {
    await db.destroy()
    // Kysely ends only a pool that it used.
    await pool.end()
    await after()
  }
  let closing: Promise<void> | undefined
  return {
    within: async (tenant, work) => within(tenant, work),
    shared: new Kysely<Pick<Tables, 'journal_mark'>>({ dialect }),
    async ping() {
      await sql`select 1`.execute(db)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
