import { CordonError } from '@cordon/contract'
import { type Change, change, type RecordChange } from '../../identity/change.ts'
import type { Clock } from '../../kernel/clock.ts'
import { holdsOn, lockTenant, tryShareTenant } from '../../shred/hold.queries.ts'
import { reading, rowsOf, type Store, type Tx } from '../../store/store.ts'
import {
  answersByApplication,
  countAnswers,
  deleteAnswers,
  deleteExpiredAnswers,
  evictOldest,
  type KeptOf,
  type KeptRow,
  livingAnswers,
  putAnswer,
  tryKeepAlone,
} from './answer-cache.queries.ts'

export interface StoredAnswers {
  /** Those of these names that are no older than so many milliseconds. */
  find(tenant: string, refs: readonly string[], ageMaxMs: number): Promise<KeptRow[]>
  /** How often those of this tenant were emptied here: to be asked before the question goes out. */
  emptyings(tenant: string): number
  /**
   * Keeps one within the bounds: the oldest of the tenant go for it. Nothing is kept, and nothing goes, while a hold stands, while
   * another is being kept, and for one that was asked before an emptying. Waits for nobody.
   */
  put(tenant: string, answer: Answer): Promise<void>
  list(tenant: string): Promise<KeptOf[]>
  /** Deletes those of one application, or all. Throws `legal_hold`. */
  empty(tenant: string, application: string | undefined, record: RecordChange): Promise<Emptied>
  expire(tenant: string): Promise<number>
}

export interface Answer {
  readonly ref: string
  readonly application: string
  readonly patient: string | null
  readonly sealed: Uint8Array
  readonly lifetimeMs: number
  /** `emptyings` as it was when the question went out. */
  readonly emptyings: number
  /** Throws when the key that sealed it was destroyed since. */
  readonly opens: () => Promise<unknown>
}

/** Of all tenants: the rest of the store's connections are for requests. */
const PUTS_AT_ONCE = 2
/** Of each bound, what is left when it was passed: evicting sorts all that is kept, and is not for every answer. */
const LEFT_WHEN_FULL = 0.95

export interface Emptied {
  readonly change: Change
  readonly deleted: number
}

export function createStoredAnswers(deps: {
  store: Store
  now: Clock
  limits: { entriesMax: number; bytesMax: number }
}): StoredAnswers {
  const { store, now, limits } = deps
  const { entriesMax, bytesMax } = limits
  const putting = new Set<string>()
  const emptied = new Map<string, number>()
  const emptyings = (tenant: string): number => emptied.get(tenant) ?? 0

  const put = async (tx: Tx, tenant: string, { lifetimeMs, emptyings: before, opens, ...answer }: Answer) => {
    if (!(await mayDestroy(tx, tenant)) || emptyings(tenant) !== before) return
    const [lock] = await rowsOf(tx, tenant, tryKeepAlone)
    if (lock?.alone !== true) return
    // Nobody destroys keys until this transaction ends.
    await opens()
    const at = now()
    await rowsOf(tx, tenant, putAnswer({ ...answer, keptAt: new Date(at), expiresAt: new Date(at + lifetimeMs) }))
    const [kept] = await rowsOf(tx, tenant, countAnswers)
    const { entries = 0, bytes = '0' } = kept ?? {}
    if (entries > entriesMax || Number(bytes) > bytesMax)
      await rowsOf(
        tx,
        tenant,
        evictOldest(Math.ceil(entriesMax * LEFT_WHEN_FULL), Math.ceil(bytesMax * LEFT_WHEN_FULL)),
      )
  }

  return {
    async find(tenant, refs, ageMaxMs) {
      const at = now()
      const living = livingAnswers(refs, new Date(at), new Date(Math.max(0, at - ageMaxMs)))
      const [rows] = await store.read(tenant, [reading([living], (found) => found)])
      return rows
    },

    emptyings,

    async put(tenant, answer) {
      if (putting.size >= PUTS_AT_ONCE || putting.has(tenant)) return
      putting.add(tenant)
      try {
        await store.within(tenant, (tx) => put(tx, tenant, answer))
      } finally {
        putting.delete(tenant)
      }
    },

    list: (tenant) => store.within(tenant, (tx) => rowsOf(tx, tenant, answersByApplication)),

    empty: (tenant, application, record) =>
      store.within(tenant, async (tx) => {
        await lockTenant(tx, tenant)
        const [hold] = await holdsOn(tx, tenant, null)
        if (hold !== undefined) throw new CordonError('legal_hold', { at: `hold ${hold}` })
        const deleted = await rowsOf(tx, tenant, deleteAnswers(application))
        const made = change('answer-cache.empty', application ?? 'all')
        // Whoever keeps one now waits for nobody, and sees this once the lock is free.
        emptied.set(tenant, emptyings(tenant) + 1)
        // Last, before the commit: what cannot be recorded does not happen.
        await record(made)
        return { change: made, deleted: deleted.length }
      }),

    expire: async (tenant) =>
      (await store.within(tenant, (tx) => rowsOf(tx, tenant, deleteExpiredAnswers(new Date(now()))))).length,
  }
}

/**
 * FRCP 37(e): what is kept for one question may go for another only where nobody has to preserve anything. Who places a hold or
 * destroys keys just now is not waited for: it is a cache.
 */
async function mayDestroy(tx: Tx, tenant: string): Promise<boolean> {
  if (!(await tryShareTenant(tx, tenant))) return false
  return (await holdsOn(tx, tenant, null)).length === 0
}
