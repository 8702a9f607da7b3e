import { CordonError } from '@cordon/contract'
import { expiryNotes } from '../../audit/lifecycle.ts'
import type { OpenedJournal } from '../../audit/open-journal.ts'
import type { Projection } from '../../audit/reading/projection.ts'
import { refuseHeld } from '../carry-out.ts'
import { EVERYTHING } from '../names.ts'
import { createQueue } from '../queue.ts'
import { type CountDeps, type Counted, countDue, digestOfBatch, dueBatches, keysOf } from './counted.ts'
import { nameOf } from './due.ts'
import { type FinishDeps, finish, forgetRows } from './finish.ts'
import { giveNotice, readNotices } from './notices.ts'
import { lookAhead, type Outlook } from './outlook.ts'

/** The end of entries that nobody has to keep any more. Only their keys go: no byte of the journal is written over. */
export interface JournalExpiry {
  /** What is due, what stands in the way, what comes next and what has expired. Nothing is changed by asking. */
  outlook(tenant: string): Promise<Outlook>
  /**
   * Destroys the keys of everything that is due, with an entry before and one after. Goes on where a kill left it, and
   * does nothing twice. Throws `legal_hold` while any hold stands in the tenant, `clock_unproven` while the journal
   * does not show that the clock can be believed.
   */
  run(tenant: string): Promise<Ran>
  /** The same where no person asked: of what is due it gives notice in the journal, and destroys it a week later. */
  proceed(tenant: string): Promise<Ran>
  /** Finishes what an earlier run left, and forgets rows of expired entries that a restored database brought back. */
  settle(tenant: string): Promise<Ran>
}

/** `waiting`: the keys are gone here, and a place for copies has not confirmed that it has none of them. */
export type Ran = { readonly batches: number; readonly entries: number; readonly state: 'done' | 'waiting' }

export interface ExpiryDeps extends CountDeps, FinishDeps {
  readonly care: FinishDeps['care']
  readonly journal: Pick<OpenedJournal, 'append' | 'count' | 'atRest' | 'nameTenants'>
  readonly projection: Pick<Projection, 'catchUp' | 'page' | 'renew' | 'tells'>
  /** The tenant in whose entries the journal speaks of itself. */
  readonly operator: string
}

const NONE: Ran = { batches: 0, entries: 0, state: 'done' }

export function createJournalExpiry(deps: ExpiryDeps): JournalExpiry {
  const { store, now } = deps
  const oneAtATime = createQueue()
  const looked = new Set<string>()

  async function settle(tenant: string): Promise<Ran> {
    if (!looked.has(tenant)) await forgetRows(deps, tenant)
    looked.add(tenant)
    return { ...NONE, state: await finish(deps, tenant) }
  }

  /** What an earlier run left, then what is due by its labels; nobody's while a hold stands. */
  async function begin(
    tenant: string,
  ): Promise<{ state: Ran['state']; batches: Awaited<ReturnType<typeof dueBatches>> }> {
    const { state } = await settle(tenant)
    const batches = await dueBatches(deps, tenant)
    if (batches.length > 0) await store.within(tenant, (tx) => refuseHeld(tx, tenant, EVERYTHING))
    return { state, batches }
  }

  async function counted(tenant: string): Promise<readonly Counted[]> {
    const { due, steady } = await countDue(deps, tenant)
    if (!steady) throw new CordonError('clock_unproven')
    return due
  }

  async function run(tenant: string): Promise<Ran> {
    const { state, batches } = await begin(tenant)
    const due = batches.length === 0 ? [] : await counted(tenant)
    return due.length === 0 ? { ...NONE, state } : destroy(deps, tenant, due)
  }

  async function proceed(tenant: string): Promise<Ran> {
    const { state, batches } = await begin(tenant)
    if (batches.length === 0) return { ...NONE, state }
    const goes = await readNotices(deps, tenant)
    // Nobody reads through the whole journal for what has a notice that is not over.
    if (batches.every((batch) => (goes(batch) ?? 0) > now())) return { ...NONE, state }
    const due = await counted(tenant)
    await giveNotice(
      deps,
      tenant,
      due.filter((batch) => goes(batch) === undefined),
    )
    const ripe = due.filter((batch) => (goes(batch) ?? Number.POSITIVE_INFINITY) <= now())
    return ripe.length === 0 ? { ...NONE, state } : destroy(deps, tenant, ripe)
  }

  return {
    outlook: (tenant) => lookAhead(deps, tenant),
    settle: (tenant) => oneAtATime(() => settle(tenant)),
    run: (tenant) => oneAtATime(() => run(tenant)),
    proceed: (tenant) => oneAtATime(() => proceed(tenant)),
  }
}

async function destroy(deps: ExpiryDeps, tenant: string, due: readonly Counted[]): Promise<Ran> {
  await announce(deps, tenant, due)
  await deps.store.within(tenant, async (tx) => {
    await refuseHeld(tx, tenant, EVERYTHING)
    // Inside the lock: a hold that comes now waits, and is too late only for what is gone.
    await deps.care.expire(tenant, keysOf(due), deps.now())
  })
  await deps.projection.renew(tenant)
  const state = await finish(deps, tenant)
  return { batches: due.length, entries: due.reduce((sum, { entries }) => sum + entries, 0), state }
}

/** Before anything goes. Whose names the operator's own notes tell is noted once more, under a key that stays. */
async function announce(deps: ExpiryDeps, tenant: string, due: readonly Counted[]): Promise<void> {
  const { journal, operator } = deps
  const named = due.some(({ label }) => label.class === undefined || label.class === 'lifecycle')
  if (tenant === operator && named) await journal.nameTenants()
  for (const batch of due) {
    const { label, keys, entries, newest, days } = batch
    const digest = digestOfBatch(batch)
    const about = { class: nameOf(label), month: label.month, entries, keys: keys.length }
    await journal.append(
      tenant,
      expiryNotes.expiring({ ...about, newest: new Date(newest).toISOString(), days, digest }),
    )
  }
}
