import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely'
import { invariant } from '../kernel/invariant.ts'
import type { Tables } from './schema.ts'
import type { Store, Tx } from './store.ts'

/** A store over a pool of the application role. `after` runs once the pool has ended. */
export function createStore(pool: PostgresPool, after: () => Promise<void>): Store {
  const dialect = new PostgresDialect({ pool })
  const db = new Kysely<Tables>({ dialect })
  const within = <T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    invariant(tenant !== '', 'a scope has a tenant')
    return db.transaction().execute(async (tx) => {
      // `true`: the setting ends with the transaction, so a connection never carries a tenant to its next user.
      await sql`select set_config('cordon.tenant', ${tenant}, true)`.execute(tx)
      return work(tx)
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
