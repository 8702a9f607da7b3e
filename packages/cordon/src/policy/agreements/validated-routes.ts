import { CordonError, ValidatedRoute } from '@cordon/contract'
import { DeidError } from '@cordon/deid'
import type { NoteVerifier } from '@cordon/ledger'
import { type Change, change, type RecordChange } from '../../identity/change.ts'
import type { Clock } from '../../kernel/clock.ts'
import { parsedOnce } from '../../store/parsed-once.ts'
import { type Reading, reading, type Store } from '../../store/store.ts'
import { selectVendors } from './agreements.queries.ts'
import { policyOfDetermination } from './expert.ts'
import { openStatement, type Signed } from './statement.ts'
import { type Opening, validatedRoute } from './validated-route.ts'
import { appendRoute, lockRoute, newestRoute, routesTo, selectRoutes } from './validated-routes.queries.ts'

/** A route as a decision needs it: its statement opened with the keys of this deployment's privacy officers. */
export interface OnRecord {
  readonly route: ValidatedRoute
  readonly statement: Signed
}

/**
 * Routes without an agreement. To store one opens nothing: every request looks at all conditions again. Every change is
 * recorded in the transaction that makes it.
 */
export interface ValidatedRoutes {
  /**
   * Appends a version. Throws `not_found` for an unknown vendor, `resource_invalid` for a determination that nobody could rely
   * on, or for an id that was closed. `opening` is what is lacking now, if anything.
   */
  add(tenant: string, route: ValidatedRoute, record: RecordChange): Promise<Versioned & { readonly opening: Opening }>
  /** The newest version of each, with what is lacking now. */
  list(tenant: string): Promise<(ValidatedRoute & Pick<Listed, 'open' | 'lacks'>)[]>
  /** From now on nothing leaves by it, and it does not open again. */
  close(tenant: string, id: string, record: RecordChange): Promise<Versioned>
  /** For a decision: those to these vendors. Read afresh, never cached. */
  factsOf(vendors: readonly string[]): Reading<readonly OnRecord[]>
}

interface Versioned {
  readonly version: number
  readonly change: Change
}

interface Listed {
  readonly open: boolean
  readonly lacks: readonly string[]
}

export function createValidatedRoutes(deps: {
  store: Store
  now: Clock
  /** Whose signature makes a statement. */
  officers: readonly NoteVerifier[]
  detectorHash: string
}): ValidatedRoutes {
  const { store, now, officers, detectorHash } = deps
  const onRecord = async (definition: unknown): Promise<OnRecord> => {
    const route = ValidatedRoute.parse(definition)
    return { route, statement: await openStatement(route.statement, officers) }
  }
  const routeIn = parsedOnce((text) => onRecord(JSON.parse(text)))
  const openingOf = (record: OnRecord): Opening => openingNow(record, { detectorHash, now: now() })

  return {
    async add(tenant, route, write) {
      const record = await onRecord(route)
      const opening = checked(() => openingOf(record))
      const made = change('validated-route.add', route.id, route)
      return store.within(tenant, async (tx) => {
        await lockRoute(tx, tenant, route.id)
        const [vendor] = await selectVendors(tx, tenant, [route.vendor])
        if (vendor === undefined) throw new CordonError('not_found', { at: 'vendor' })
        const newest = await newestRoute(tx, tenant, route.id)
        if (newest !== undefined && ValidatedRoute.parse(newest.definition).closed !== undefined)
          throw new CordonError('resource_invalid', { at: 'id' })
        const row = { tenant, id: route.id, version: (newest?.version ?? 0) + 1, createdAt: new Date(now()) }
        await appendRoute(tx, { ...row, definition: JSON.stringify(route) })
        await write(made)
        return { version: row.version, change: made, opening }
      })
    },

    async list(tenant) {
      const definitions = await store.within(tenant, (tx) => selectRoutes(tx, tenant))
      const records = await Promise.all(definitions.map(onRecord))
      return records.map((record) => {
        const opening = openingOf(record)
        const lacks = opening.open ? [] : opening.lacks.map(({ lack }) => lack)
        return { ...record.route, open: opening.open && record.route.closed === undefined, lacks }
      })
    },

    close: (tenant, id, write) =>
      store.within(tenant, async (tx) => {
        await lockRoute(tx, tenant, id)
        const newest = await newestRoute(tx, tenant, id)
        if (newest === undefined) throw new CordonError('not_found', { at: 'validated route' })
        const route = ValidatedRoute.parse(newest.definition)
        const closed = { ...route, closed: route.closed ?? new Date(now()).toISOString() }
        const row = { tenant, id, version: newest.version + 1, createdAt: new Date(now()) }
        await appendRoute(tx, { ...row, definition: JSON.stringify(closed) })
        const made = change('validated-route.close', id, closed)
        await write(made)
        return { version: row.version, change: made }
      }),

    factsOf: (vendors) =>
      reading([routesTo(vendors)], (rows) => Promise.all(rows.map(({ definition }) => routeIn(definition)))),
  }
}

/** The conditions of a route on record: its prompt would be made under the policy of its own determination. Pure. */
export function openingNow({ route, statement }: OnRecord, at: { detectorHash: string; now: number }): Opening {
  const { result, determination } = route
  const { id, hash } = policyOfDetermination(determination)
  const running = { ...at, policy: id, policyHash: hash, determination: determination.id }
  return validatedRoute({ result, statement, determination }, running)
}

function checked<T>(look: () => T): T {
  try {
    return look()
  } catch (error) {
    if (error instanceof DeidError) throw new CordonError('resource_invalid', { at: 'determination' })
    throw error
  }
}
