import type { Journal } from '../../audit/journal.ts'
import { ENTRIES_DUE, expiryNotes } from '../../audit/lifecycle.ts'
import { openEntries } from '../../audit/reading/open-entries.ts'
import type { Projection } from '../../audit/reading/projection.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, DAY } from '../../kernel/clock.ts'
import { type Counted, digestOfBatch } from './counted.ts'
import { type Batch, nameOf } from './due.ts'

/** From the notice to the end: time to place a hold, or to mend a setting that was lowered by mistake. */
const NOTICE_DAYS = 7

/** A notice that old says nothing any more. */
const STALE_DAYS = 60

/** Notices of one look; there are as many as classes have become due at once. */
const noticesMax = 10_000

export interface NoticeDeps {
  readonly journal: Pick<Journal, 'append' | 'count' | 'atRest'>
  readonly keyring: Keyring
  readonly projection: Pick<Projection, 'catchUp' | 'page'>
  readonly now: Clock
}

/** From when on a batch may go by itself, in milliseconds; nothing where no notice of it is in the journal. */
export type Notices = (batch: Batch) => number | undefined

/** Reads the notices of the last weeks from the journal itself: what the database has of them only says where they are. */
export async function readNotices(deps: NoticeDeps, tenant: string): Promise<Notices> {
  await deps.projection.catchUp(tenant)
  const span = { from: deps.now() - STALE_DAYS * DAY, to: deps.now() + 1 }
  const found = { class: 'lifecycle', code: ENTRIES_DUE, ...span }
  const { rows } = await deps.projection.page(tenant, found, { limit: noticesMax })
  const goes = new Map<string, number>()
  const seqs = rows.map(({ seq }) => seq).sort((a, b) => a - b)
  for await (const { body, leaf } of openEntries(deps, tenant, seqs)) {
    if (body?.class !== 'lifecycle' || body.event !== ENTRIES_DUE) continue
    const { class: kind, month, digest } = body.detail
    const label = `${kind} ${month} ${digest}`
    if (leaf.time >= span.from && !goes.has(label)) goes.set(label, leaf.time + NOTICE_DAYS * DAY)
  }
  return (batch) => goes.get(labelOf(batch))
}

/** Says of each that it is due, and from when on it goes by itself. */
export async function giveNotice(deps: NoticeDeps, tenant: string, due: readonly Counted[]): Promise<void> {
  const goes = new Date(deps.now() + NOTICE_DAYS * DAY).toISOString()
  for (const batch of due) {
    const { label, keys, entries, days } = batch
    const about = { class: nameOf(label), month: label.month, entries, keys: keys.length }
    await deps.journal.append(tenant, expiryNotes.due({ ...about, days, digest: digestOfBatch(batch), goes }))
  }
}

const labelOf = (batch: Batch): string => `${nameOf(batch.label)} ${batch.label.month} ${digestOfBatch(batch)}`
