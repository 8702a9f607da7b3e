import type { RetentionDays } from '../../config/retention.ts'
import type { JournalKeys, KeyCare } from '../../crypto/key-care.ts'
import { DAY } from '../../kernel/clock.ts'
import { digestOf } from '../certificate.ts'
import { type Batch, batchesOf, spanOf } from './due.ts'
import { type Sealed, type SurveyDeps, surveySealed } from './survey.ts'

export interface CountDeps extends SurveyDeps {
  readonly care: Pick<KeyCare, 'journalKeys'>
  readonly days: RetentionDays
}

/** A batch that may go, counted in the files. */
export type Counted = Batch & {
  readonly sealed: ReadonlyMap<string, number>
  readonly entries: number
  readonly newest: number
}

/** What is due by its keys' labels. */
export async function dueBatches({ care, days, now }: CountDeps, tenant: string): Promise<readonly Batch[]> {
  const { live } = await care.journalKeys(tenant)
  return batchesOf(live, days).filter(({ dueAt }) => dueAt <= now())
}

/** What is due, counted in the files; not what holds an entry that is younger, or of another class, than its key says. */
export async function countDue(deps: CountDeps, tenant: string): Promise<{ due: readonly Counted[]; steady: boolean }> {
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

export const keysOf = (due: readonly Counted[]) =>
  due.flatMap(({ keys, sealed }) => keys.map(({ id }) => ({ id, entries: sealed.get(id) ?? 0 })))

/** What names the keys of a batch in an entry: as a certificate of destruction has it. */
export const digestOfBatch = ({ keys }: { keys: JournalKeys['live'] }): string =>
  digestOf(keys.map(({ id, sha256 }) => ({ id, sha256, purpose: 'journal' })))
