import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely'
import pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import type { Tables } from './schema.ts'
import type { ChartView, Reading, Statement, Store, Tx } from './store.ts'

/** A store over a pool of the application role. `after` runs once the pool has ended. */
export function createStore(pool: PostgresPool, after: () => Promise<void>): Store {
  const dialect = new PostgresDialect({ pool })
  const db = new Kysely<Tables>({ dialect })
  const within = <T>(tenant: string, work: (tx: Tx) => Promise<T>, charts?: ChartView): Promise<T> => {
    invariant(tenant !== '', 'a scope has a tenant')
    return db.connection().execute(async (tx) => {
      try {
        await sql.raw(beginning(tenant, charts)).execute(tx)
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
  const read = async <T extends readonly unknown[]>(
    tenant: string,
    readings: { readonly [Of in keyof T]: Reading<T[Of]> },
    charts?: ChartView,
  ): Promise<T> => {
    invariant(tenant !== '', 'a scope has a tenant')
    const answers = await together(
      pool,
      tenant,
      readings.flatMap(({ statements }) => statements),
      charts,
    )
    const heard = readings.map(({ statements, heard }) => heard(answers.splice(0, statements.length)))
    return (await Promise.all(heard)) as unknown as T
  }
  const close = async (): Promise<void> => {
    await db.destroy()
    // Kysely ends only a pool that it used.
    await pool.end()
    await after()
  }
  let closing: Promise<void> | undefined
  return {
    within: async (tenant, work, charts) => within(tenant, work, charts),
    read,
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

/** One transaction, written at once. Nothing is read from any of it unless all of it, its scope first, went well. */
async function together(
  pool: PostgresPool,
  tenant: string,
  statements: readonly Statement<unknown>[],
  charts: ChartView | undefined,
): Promise<unknown[][]> {
  const client = await pool.connect()
  const asked = [
    client.query<unknown>(beginning(tenant, charts, PLANNED_ONCE), []),
    ...statements.map(({ text, values }) => client.query<unknown>(text, [tenant, ...values])),
    // After a statement that failed this rolls back.
    client.query<unknown>('commit', []),
  ]
  const answers = await Promise.allSettled(asked)
  client.release()
  const answered = answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason
    return answer.value.rows
  })
  return answered.slice(1, -1)
}

/**
 * Statements that come again look rows up by index, whoever they are about: planning them anew for each value took a third of
 * the wait for a decision (`bench/decision.mjs`).
 */
const PLANNED_ONCE = { plan_cache_mode: 'force_generic_plan' }

/** `true`: the settings end with the transaction, so no connection carries a tenant to its next user. */
function beginning(tenant: string, charts: ChartView | undefined, more: Record<string, string> = {}): string {
  const settings = { 'cordon.tenant': tenant, ...inView(charts), ...more }
  return `begin; select ${Object.entries(settings).map(setting).join(', ')}`
}

function setting([name, value]: [string, string]): string {
  return `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`
}

/** Pseudonyms are base64url: none holds a comma. */
function inView(charts: ChartView | undefined): Record<string, string> {
  if (charts === undefined) return {}
  if (charts === 'all') return { 'cordon.charts': 'all' }
  const { patients, classes } = charts
  invariant(![...patients, ...classes].some((name) => !/^[\w-]+$/.test(name)), 'a chart is named by pseudonyms')
  return { 'cordon.patients': patients.join(','), 'cordon.classes': classes.join(',') }
}
