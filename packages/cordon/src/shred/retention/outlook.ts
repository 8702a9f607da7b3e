import { holdsOn } from '../hold.queries.ts'
import { type CountDeps, countDue } from './counted.ts'
import { type Batch, batchesOf, nameOf } from './due.ts'
import { type FinishDeps, over } from './finish.ts'
import { type NoticeDeps, readNotices } from './notices.ts'

export interface Outlook {
  /** Holds in force, by id: while there is one, nothing expires. */
  readonly holds: readonly string[]
  /** Whether the journal shows that the clock can be believed. */
  readonly steady: boolean
  readonly due: readonly {
    readonly class: string
    readonly month: string
    readonly entries: number
    /** The day on which they go by themselves; absent before the journal has given notice of it. */
    readonly goes?: string
  }[]
  /** Of each class, what expires next that is not due: when, as a day. */
  readonly next: readonly {
    readonly class: string
    readonly month: string
    readonly on: string
    readonly days: number
  }[]
  readonly expired: readonly {
    readonly class: string
    readonly month: string
    readonly entries: number
    readonly on: string
  }[]
}

export async function lookAhead(deps: CountDeps & FinishDeps & NoticeDeps, tenant: string): Promise<Outlook> {
  const { store, care, days, now } = deps
  const holds = await store.within(tenant, (tx) => holdsOn(tx, tenant, null))
  const { due, steady } = await countDue(deps, tenant)
  const notices = await readNotices(deps, tenant)
  const { live, expired } = await care.journalKeys(tenant)
  const coming = batchesOf(live, days).filter(({ dueAt }) => dueAt > now())
  return {
    holds,
    steady,
    due: due.map((batch) => {
      const goes = notices(batch)
      const noticed = goes === undefined ? {} : { goes: dayOf(goes) }
      return { class: nameOf(batch.label), month: batch.label.month, entries: batch.entries, ...noticed }
    }),
    next: firstOfEach(coming).map(({ label, dueAt, days: kept }) => {
      return { class: nameOf(label), month: label.month, on: dayOf(dueAt), days: kept }
    }),
    expired: over(expired).map(({ label, entries, at }) => {
      return { class: nameOf(label), month: label.month, entries, on: dayOf(at) }
    }),
  }
}

function firstOfEach(batches: readonly Batch[]): readonly Batch[] {
  const first = new Map<string, Batch>()
  for (const batch of batches) if (!first.has(nameOf(batch.label))) first.set(nameOf(batch.label), batch)
  return [...first.values()]
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
