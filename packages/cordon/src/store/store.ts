import { CompiledQuery, type Kysely } from 'kysely'
import type { Tables } from './schema.ts'

/** A transaction under a scope: queries only, never begun or ended by its user. */
export type Tx = Pick<Kysely<Tables>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'getExecutor'>

/**
 * Which records of charts a transaction sees (row-level security over `document` and `resource`): those of these patients
 * and classes, both pseudonyms; `all`, for who keeps the tables rather than reads charts. Not given: none.
 */
export type ChartView = 'all' | { readonly patients: readonly string[]; readonly classes: readonly string[] }

/** SQL with its values and the rows that it answers, written out: for what every request asks. `$1` is always the tenant. */
export interface Statement<Row> {
  readonly text: string
  /** Those after the tenant. */
  readonly values: readonly unknown[]
  /** Never there: the rows' type, as whoever wrote the SQL states it. */
  readonly row?: Row
}

/** Statements that are asked together, and what is made of their rows. */
export interface Reading<T> {
  readonly statements: readonly Statement<unknown>[]
  readonly heard: (rows: readonly (readonly unknown[])[]) => T | Promise<T>
  /** Whoever else holds a row is waited for at most so long, milliseconds; absent: as long as any statement may take. */
  readonly lockMs?: number
}

/** @example reading([patientLinks(ref)], (links) => samePatient(ref, links)) */
export function reading<Answers extends readonly unknown[], T>(
  statements: { readonly [Of in keyof Answers]: Statement<Answers[Of]> },
  heard: (...rows: NoInfer<{ [Of in keyof Answers]: Answers[Of][] }>) => T | Promise<T>,
): Reading<T> {
  return { statements, heard: (rows) => heard(...(rows as unknown as { [Of in keyof Answers]: Answers[Of][] })) }
}

/** Two readings as one. */
export function both<A, B>(one: Reading<A>, other: Reading<B>): Reading<readonly [A, B]> {
  const { length } = one.statements
  return {
    statements: [...one.statements, ...other.statements],
    heard: async (rows) => [await one.heard(rows.slice(0, length)), await other.heard(rows.slice(length))],
  }
}

/** A statement asked inside a scope, by itself. */
export async function rowsOf<Row>(tx: Tx, tenant: string, { text, values }: Statement<Row>): Promise<Row[]> {
  const { rows } = await tx
    .getExecutor()
    .executeQuery<Row>(CompiledQuery.raw(text, [tenant, ...values]) as CompiledQuery<Row>)
  return rows
}

/** The database, reached only through a scope: there is no query without a tenant. */
export interface Store {
  /**
   * Runs `work` in one transaction with `cordon.tenant` set, so that row-level security shows that tenant's rows and no
   * other, and of charts what `charts` names. Rolls back when `work` throws. Throws `store_unavailable` when the database cannot be reached.
   */
  within<T>(tenant: string, work: (tx: Tx) => Promise<T>, charts?: ChartView): Promise<T>
  /**
   * Everything that some readings ask, under the same scope in one transaction, written at once and answered at once: one wait for
   * the database, however many statements. Throws as `within` does.
   *
   * @example const [looked, service] = await store.read(tenant, [patients.links(ref), agreements.reading(vendors)])
   */
  read<T extends readonly unknown[]>(
    tenant: string,
    readings: { readonly [Of in keyof T]: Reading<T[Of]> },
    charts?: ChartView,
  ): Promise<T>
  /** For tables of no tenant (`journal_mark`). */
  readonly shared: Kysely<Pick<Tables, 'journal_mark'>>
  /** Resolves when a trivial query answers; throws `store_unavailable` otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}
