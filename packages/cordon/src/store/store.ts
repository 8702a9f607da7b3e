import type { Kysely } from 'kysely'
import type { Tables } from './schema.ts'

/** A transaction under a scope: queries only, never begun or ended by its user. */
export type Tx = Pick<Kysely<Tables>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'getExecutor'>

/**
 * Which records of charts a transaction sees (row-level security over `document` and `resource`): those of these patients
 * and classes, both pseudonyms; `all`, for who keeps the tables rather than reads charts. Not given: none.
 */
export type ChartView = 'all' | { readonly patients: readonly string[]; readonly classes: readonly string[] }

/** The database, reached only through a scope: there is no query without a tenant. */
export interface Store {
  /**
   * Runs `work` in one transaction with `cordon.tenant` set, so that row-level security shows that tenant's rows and no
   * other, and of charts what `charts` names. Rolls back when `work` throws. Throws `store_unavailable` when the database cannot be reached.
   */
  within<T>(tenant: string, work: (tx: Tx) => Promise<T>, charts?: ChartView): Promise<T>
  /** For tables of no tenant (`journal_mark`). */
  readonly shared: Kysely<Pick<Tables, 'journal_mark'>>
  /** Resolves when a trivial query answers; throws `store_unavailable` otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}
