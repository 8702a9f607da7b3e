import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { invariant } from '../kernel/invariant.ts'
import type { Pool } from './faults.ts'
import type { Tables } from './schema.ts'
import type { ChartView, Reading, Statement, Store, Tx } from './store.ts'

/** A store over a pool of the application role. `after` runs once the pool has ended. */
export function createStore(pool: Pool, after: () => Promise<void>): Store {
  const dialect = new PostgresDialect({ pool })
  const db = new Kysely<Tables>({ dialect })
  const within = <T>(tenant: string, work: (tx: Tx) => Promise<T>, charts?: ChartView): Promise<T> => {
    invariant(tenant !== '', 'a scope has a tenant')
    return db.connection().execute(async (tx) => {
      try {
        await sql.raw(beginning(scopeOf(tenant, charts))).execute(tx)
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
    const scope = { ...scopeOf(tenant, charts), ...PLANNED_ONCE, ...lockWait(readings) }
    const statements = readings.flatMap((each) => each.statements)
    const answers = await together(pool, tenant, scope, statements)
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
  pool: Pool,
  tenant: string,
  scope: Scope,
  statements: readonly Statement<unknown>[],
): Promise<unknown[][]> {
  const client = await pool.connect()
  try {
    const asked = statements.map(({ text, values }) => ({ text, values: [tenant, ...values] }))
    const [, ...answers] = await client.together([setting(scope), ...asked])
    return answers
  } finally {
    client.release()
  }
}

/**
 * Statements that come again look rows up by index, whoever they are about: planning them anew for each value took a third of
 * the wait for a decision (`bench/decision.mjs`).
 */
const PLANNED_ONCE = { plan_cache_mode: 'force_generic_plan' }

type Scope = Readonly<Record<string, string>>

function scopeOf(tenant: string, charts: ChartView | undefined): Scope {
  return { 'cordon.tenant': tenant, ...inView(charts) }
}

/** The shortest that one of them asks for. */
function lockWait(readings: readonly Reading<unknown>[]): Scope {
  const waits = readings.flatMap(({ lockMs }) => lockMs ?? [])
  return waits.length === 0 ? {} : { lock_timeout: `${Math.min(...waits)}ms` }
}

/** `true`: the settings end with the transaction, so no connection carries a tenant to its next user. */
function setting(scope: Scope): Statement<unknown> {
  const each = Object.keys(scope).map((name, n) => `set_config(${pg.escapeLiteral(name)}, $${n + 1}, true)`)
  return { text: `select ${each.join(', ')}`, values: Object.values(scope) }
}

/** The same as one text, which the simple protocol takes with the beginning of the transaction. */
function beginning(scope: Scope): string {
  const each = Object.entries(scope).map((entry) => `set_config(${entry.map(pg.escapeLiteral).join(', ')}, true)`)
  return `begin; select ${each.join(', ')}`
}

/** Pseudonyms are base64url: none holds a comma. */
function inView(charts: ChartView | undefined): Scope {
  if (charts === undefined) return {}
  if (charts === 'all') return { 'cordon.charts': 'all' }
  const { patients, classes } = charts
  invariant(![...patients, ...classes].some((name) => !/^[\w-]+$/.test(name)), 'a chart is named by pseudonyms')
  return { 'cordon.patients': patients.join(','), 'cordon.classes': classes.join(',') }
}
