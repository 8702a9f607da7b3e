import { CordonError, type NewestBody } from '@cordon/contract'
import type { Store } from '../../../store/store.ts'
import { isoTime } from '../entry-view.ts'
import { personPseudonym } from '../facets.ts'
import type { Cursor, Filter } from '../filter.ts'
import { openEntries } from '../open-entries.ts'
import { type Row, readShelf } from '../projection.queries.ts'
import type { JournalReadingDeps, Reader } from '../read-journal.ts'
import type { OfficeHours } from './office-hours.ts'
import { createWeekReport, hashOfReport, type WeekReport } from './report.ts'
import { expiredTo, firstTime, firstTimePairs } from './review.queries.ts'
import { type Week, weekNamed, weeksBetween } from './week.ts'

export type Finding = NewestBody<'review'>['finding']

/** A week and whether somebody signed for it; the newest signature counts. */
export interface ReviewedWeek {
  readonly week: string
  readonly signed?: { readonly by: string; readonly at: string; readonly report: string; readonly finding: Finding }
}

export interface Review {
  /** Whole weeks since the first entry that can be read, newest first: those nobody signed for are open. */
  weeks(reader: Reader): Promise<readonly ReviewedWeek[]>
  /** What a person is to look at, the hash they sign, and how much of the week is their own doing. */
  report(reader: Reader, week: string): Promise<{ report: WeekReport; hash: string; own: number }>
  /**
   * Records that a person reviewed the week. Throws `review_changed` when the report is not the one they saw, `usage`
   * while the week is not over.
   */
  sign(
    reader: Reader,
    signature: { week: string; hash: string; finding: Finding },
  ): Promise<{ index: number; own: number }>
}

export interface ReviewDeps extends JournalReadingDeps {
  readonly store: Pick<Store, 'within'>
  readonly node: string
  readonly now: () => number
  readonly hours: OfficeHours
  /** Ids of the people and services that are known, to name them where rows have their pseudonyms. */
  readonly people: (tenant: string) => Promise<readonly string[]>
}

const pageRows = 1_000

export function createReview(deps: ReviewDeps): Review {
  const { journal, projection, store, node, now } = deps

  const shelfOf = async (tenant: string): Promise<number | undefined> =>
    (await store.within(tenant, (tx) => readShelf(tx, tenant, node)))?.id

  /** 164.308(a)(1)(ii)(D): the same week gives the same report, whoever asks and whenever. */
  async function gather(tenant: string, week: Week): Promise<WeekReport> {
    // Somebody signs for it: rows that were taken out meanwhile would be signed away.
    await projection.check(tenant)
    await projection.catchUp(tenant)
    const shelf = await shelfOf(tenant)
    const report = createWeekReport(week, deps.hours, await namesOf(deps, tenant))
    for await (const row of rowsOf(deps, tenant, { from: week.from, to: week.to })) report.add(row)
    if (shelf === undefined) return report.finish([], 0)
    return store.within(tenant, async (tx) => {
      const { pairs, count } = await firstTimePairs(tx, shelf, week)
      return report.finish(pairs, count, await expiredTo(tx, shelf))
    })
  }

  /** What they did, as the report counts it. */
  async function ownEntries({ tenant, principal }: Reader, { byPerson }: WeekReport): Promise<number> {
    const nameOf = await namesOf(deps, tenant)
    const name = nameOf(personPseudonym(await deps.keyring.tenant(tenant), principal))
    return new Map(Object.entries(byPerson)).get(name) ?? 0
  }

  const record = ({ tenant, principal }: Reader, what: string, filters: Record<string, string>, count: number) =>
    journal.append(tenant, { class: 'reading', v: 2, principal, what, filters, count })

  async function signatures(tenant: string): Promise<Map<string, ReviewedWeek['signed']>> {
    const seqs: number[] = []
    for await (const { seq } of rowsOf(deps, tenant, { class: 'review' })) seqs.push(seq)
    const signed = new Map<string, ReviewedWeek['signed']>()
    for await (const { body, leaf } of openEntries(
      deps,
      tenant,
      seqs.sort((a, b) => a - b),
    ))
      if (body?.class === 'review')
        signed.set(body.week, {
          by: body.principal,
          at: isoTime(leaf.time),
          report: body.report,
          finding: body.finding,
        })
    return signed
  }

  return {
    async weeks(reader) {
      const { tenant } = reader
      await projection.catchUp(tenant)
      const shelf = await shelfOf(tenant)
      const first = shelf === undefined ? undefined : await store.within(tenant, (tx) => firstTime(tx, shelf))
      await record(reader, 'reviews', {}, 0)
      const signed = await signatures(tenant)
      const weeks = first === undefined ? [] : [...weeksBetween(first, now())].reverse()
      return weeks.map(({ name }) => {
        const by = signed.get(name)
        return by === undefined ? { week: name } : { week: name, signed: by }
      })
    },
    async report(reader, name) {
      const week = weekNamed(name)
      const report = await gather(reader.tenant, week)
      const own = await ownEntries(reader, report)
      await record(reader, 'review', { week: name }, report.entries)
      return { report, hash: hashOfReport(report), own }
    },
    async sign(reader, { week: name, hash, finding }) {
      const week = weekNamed(name)
      if (week.to > now()) throw new CordonError('usage', { at: `week ${name} is not over` })
      const report = await gather(reader.tenant, week)
      if (hashOfReport(report) !== hash) throw new CordonError('review_changed', { at: name })
      const own = await ownEntries(reader, report)
      const { tenant, principal } = reader
      const { index } = await journal.append(tenant, {
        class: 'review',
        v: 1,
        principal,
        week: name,
        report: hash,
        finding,
        own,
      })
      return { index, own }
    },
  }
}

async function* rowsOf({ projection }: ReviewDeps, tenant: string, filter: Filter): AsyncGenerator<Row> {
  for (let after: Cursor | undefined; ; ) {
    const page = await projection.page(tenant, filter, { after, limit: pageRows })
    yield* page.rows
    if (page.next === undefined) return
    after = page.next
  }
}

/** Rows name people by keyed hashes; whoever is in no directory any more stays one. */
async function namesOf({ keyring, people }: ReviewDeps, tenant: string): Promise<(person: string) => string> {
  const keys = await keyring.tenant(tenant)
  const names = new Map((await people(tenant)).map((id) => [personPseudonym(keys, id), id]))
  return (person) => names.get(person) ?? person
}
