import { CordonError } from '@cordon/contract'
import { expiryNotes, type Lifecycle } from '../../audit/lifecycle.ts'
import type { OpenedJournal } from '../../audit/open-journal.ts'
import type { Projection } from '../../audit/reading/projection.ts'
import type { RetentionDays } from '../../config/retention.ts'
import { type JournalLabel, parseJournalLabel } from '../../crypto/journal-label.ts'
import type { JournalKeys, KeyCare } from '../../crypto/key-care.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { DAY } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { refuseHeld } from '../carry-out.ts'
import { digestOf } from '../certificate.ts'
import { holdsOn } from '../hold.queries.ts'
import { proveShredded } from '../prove.ts'
import { createQueue } from '../queue.ts'
import { type Batch, batchesOf, nameOf, spanOf } from './due.ts'
import { type Sealed, type SurveyDeps, surveySealed } from './survey.ts'

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
}

export interface Outlook {
  /** Holds in force, by id: while there is one, nothing expires. */
  readonly holds: readonly string[]
  /** Whether the journal shows that the clock can be believed. */
  readonly steady: boolean
  readonly due: readonly { readonly class: string; readonly month: string; readonly entries: number }[]
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

/** `waiting`: the keys are gone here, and a place for copies has not confirmed that it has none of them. */
export type Ran = { readonly batches: number; readonly entries: number; readonly state: 'done' | 'waiting' }

export interface ExpiryDeps extends SurveyDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly care: KeyCare
  readonly journal: Pick<OpenedJournal, 'append' | 'nameTenants'>
  readonly projection: Pick<Projection, 'renew' | 'tells'>
  readonly days: RetentionDays
  /** The tenant in whose entries the journal speaks of itself. */
  readonly operator: string
}

/** A batch that may go, counted in the files. */
type Counted = Batch & {
  readonly sealed: ReadonlyMap<string, number>
  readonly entries: number
  readonly newest: number
}

export function createJournalExpiry(deps: ExpiryDeps): JournalExpiry {
  const { store, care, projection, now } = deps
  const oneAtATime = createQueue()
  const looked = new Set<string>()

  async function run(tenant: string): Promise<Ran> {
    if (!looked.has(tenant)) await forgetRows(deps, tenant)
    looked.add(tenant)
    await finish(deps, tenant)
    if ((await dueBatches(deps, tenant)).length === 0) return { batches: 0, entries: 0, state: 'done' }
    await store.within(tenant, (tx) => refuseHeld(tx, tenant, null))
    const { due, steady } = await countDue(deps, tenant)
    if (!steady) throw new CordonError('clock_unproven')
    await announce(deps, tenant, due)
    await store.within(tenant, async (tx) => {
      await refuseHeld(tx, tenant, null)
      // Inside the lock: a hold that comes now waits, and is too late only for what is gone.
      await care.expire(tenant, keysOf(due), now())
    })
    await projection.renew(tenant)
    const state = await finish(deps, tenant)
    return { batches: due.length, entries: due.reduce((sum, { entries }) => sum + entries, 0), state }
  }

  return {
    run: (tenant) => oneAtATime(() => run(tenant)),
    async outlook(tenant) {
      const holds = await store.within(tenant, (tx) => holdsOn(tx, tenant, null))
      const { due, steady } = await countDue(deps, tenant)
      const { live, expired } = await care.journalKeys(tenant)
      const coming = batchesOf(live, deps.days).filter(({ dueAt }) => dueAt > now())
      return {
        holds,
        steady,
        due: due.map(({ label, entries }) => ({ class: nameOf(label), month: label.month, entries })),
        next: firstOfEach(coming).map(({ label, dueAt, days }) => {
          return { class: nameOf(label), month: label.month, on: dayOf(dueAt), days }
        }),
        expired: over(expired).map(({ label, entries, at }) => {
          return { class: nameOf(label), month: label.month, entries, on: dayOf(at) }
        }),
      }
    },
  }
}

async function dueBatches({ care, days, now }: ExpiryDeps, tenant: string): Promise<readonly Batch[]> {
  const { live } = await care.journalKeys(tenant)
  return batchesOf(live, days).filter(({ dueAt }) => dueAt <= now())
}

/** What is due, counted in the files; not what holds an entry that is younger, or of another class, than its key says. */
async function countDue(deps: ExpiryDeps, tenant: string): Promise<{ due: readonly Counted[]; steady: boolean }> {
  const batches = await dueBatches(deps, tenant)
  const { byKey, steady } = await surveySealed(deps, new Set(batches.flatMap(({ keys }) => keys.map(({ id }) => id))))
  const due = batches.flatMap((batch) => {
    const found = batch.keys.flatMap(({ id }) => byKey.get(id) ?? [])
    const newest = Math.max(spanOf(batch.label).from, ...found.map((one) => one.newest))
    if (newest + batch.days * DAY > deps.now() || found.some((one) => isForeign(one, batch))) return []
    const sealed = new Map(batch.keys.map(({ id }) => [id, byKey.get(id)?.entries ?? 0]))
    return [{ ...batch, sealed, newest, entries: found.reduce((sum, { entries }) => sum + entries, 0) }]
  })
  return { due, steady }
}

const isForeign = ({ classes }: Sealed, { label }: Batch): boolean =>
  label.class !== undefined && [...classes].some((kind) => kind !== label.class)

const keysOf = (due: readonly Counted[]) =>
  due.flatMap(({ keys, sealed }) => keys.map(({ id }) => ({ id, entries: sealed.get(id) ?? 0 })))

/** Before anything goes. Whose names the operator's own notes tell is noted once more, under a key that stays. */
async function announce(deps: ExpiryDeps, tenant: string, due: readonly Counted[]): Promise<void> {
  const { journal, operator } = deps
  const named = due.some(({ label }) => label.class === undefined || label.class === 'lifecycle')
  if (tenant === operator && named) await journal.nameTenants()
  for (const { label, keys, entries, newest, days } of due) {
    const digest = digestOf(keys.map(({ id, sha256 }) => ({ id, sha256, purpose: 'journal' })))
    const about = { class: nameOf(label), month: label.month, entries, keys: keys.length }
    await note(deps, tenant, expiryNotes.expiring({ ...about, newest: new Date(newest).toISOString(), days, digest }))
  }
}

/**
 * What remains to be done once the keys are gone here: the copies in every place, the proof that nothing opens, and the
 * entry that says so.
 */
async function finish(deps: ExpiryDeps, tenant: string): Promise<Ran['state']> {
  const { care, keyring, journalFolder } = deps
  const { expired } = await care.journalKeys(tenant)
  const untold = expired.filter(({ told }) => !told)
  if (untold.length === 0) return 'done'
  if (!(await care.confirmed(tenant))) return 'waiting'
  const pseudonym = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)
  const keys = untold.map(({ id }) => ({ id, purpose: 'journal' as const, sha256: '' }))
  const proof = await proveShredded({ ...deps, journalFolder }, tenant, { whole: false, shreds: 0, keys, pseudonym })
  if (proof.opened > 0)
    throw new CordonError('internal', { at: `expiry: ${proof.opened} of ${proof.total} still open` })
  const copies = proof.places.reduce((sum, place) => sum + place.copies, 0)
  for (const { label, entries, keys: count } of over(untold)) {
    const about = { class: nameOf(label), month: label.month, entries, keys: count }
    await note(deps, tenant, expiryNotes.expired({ ...about, opened: 0, copies }))
  }
  await care.toldExpired(
    tenant,
    untold.map(({ id }) => id),
  )
  return 'done'
}

/** A database that was restored from a snapshot of before, or a kill, leaves rows that tell what expired entries said. */
async function forgetRows({ projection, care }: ExpiryDeps, tenant: string): Promise<void> {
  const { expired, live: keys } = await care.journalKeys(tenant)
  const live = keys.flatMap(({ of }) => parseJournalLabel(of) ?? [])
  for (const { label } of over(expired)) {
    // Where another key still opens entries of that class and month, their rows tell what they should.
    const others = live.some(({ month, class: kind }) => {
      return month === label.month && (kind === undefined || label.class === undefined || kind === label.class)
    })
    if (others) continue
    if (await projection.tells(tenant, { class: label.class, ...spanOf(label) })) return projection.renew(tenant)
  }
}

function note({ journal }: ExpiryDeps, tenant: string, body: Lifecycle) {
  return journal.append(tenant, body)
}

/** Expired keys by class and month. */
function over(expired: JournalKeys['expired']) {
  const found = new Map<string, { label: JournalLabel; entries: number; keys: number; at: number }>()
  for (const { of, entries, at } of expired) {
    const label = parseJournalLabel(of)
    if (label === undefined) continue
    const before = found.get(of) ?? { entries: 0, keys: 0 }
    found.set(of, { label, at, entries: before.entries + entries, keys: before.keys + 1 })
  }
  return [...found.values()]
}

function firstOfEach(batches: readonly Batch[]): readonly Batch[] {
  const first = new Map<string, Batch>()
  for (const batch of batches) if (!first.has(nameOf(batch.label))) first.set(nameOf(batch.label), batch)
  return [...first.values()]
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
