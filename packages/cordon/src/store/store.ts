import type { Kysely } from 'kysely'
import type { Tables } from './schema.ts'

/** A transaction under a scope: queries only, never begun or ended by its user. */
export type Tx = Pick<Kysely<Tables>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'getExecutor'>

/** The database, reached only through a scope: there is no query without a tenant. */
export interface Store {
  /**
   * Runs `work` in one transaction with `cordon.tenant` set, so that row-level security shows that tenant's rows and no
   * other. Rolls back when `work` throws. Throws `store_unavailable` when the database cannot be reached.
   */
  within<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** For tables of no tenant (`journal_mark`). */
  readonly shared: Kysely<Pick<Tables, 'journal_mark'>>
  /** Resolves when a trivial query answers; throws `store_unavailable` otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}
