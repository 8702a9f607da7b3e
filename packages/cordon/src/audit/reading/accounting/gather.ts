import type { Vendor } from '@cordon/contract'
import type { Filter } from '../filter.ts'
import { EXPIRED, openEntries, type ReadEntry } from '../open-entries.ts'
import type { JournalReadingDeps, Reader } from '../read-journal.ts'
import { type Accounting, account, accountedFrom, type Disclosed } from './account.ts'

export interface AccountingAsked {
  /** As it was written, and as a pseudonym. */
  readonly patient: string
  readonly pseudonym: string
  readonly requested: number
  readonly vendors: readonly Vendor[]
}

/** Rows of one query. */
const pageRows = 500

/**
 * The accounting of one patient. What finds the disclosures is first gone through whole and held against its keyed digest
 * (a row taken out would be a disclosure kept quiet), and brought up to the newest entry; the request itself is recorded
 * before anything is handed out.
 */
export async function gatherAccounting(
  deps: JournalReadingDeps,
  reader: Reader,
  asked: AccountingAsked,
): Promise<Accounting> {
  const { journal, projection } = deps
  const { tenant, principal } = reader
  await projection.check(tenant)
  await projection.catchUp(tenant)
  const span = { class: 'disclosure', from: accountedFrom(asked.requested), to: asked.requested + 1 } as const
  const seqs = await numbersOf(deps, tenant, { ...span, patient: asked.pseudonym })
  const unattributed = await projection.count(tenant, { ...span, patient: 'unstated' })
  const expired = await projection.count(tenant, { ...span, code: EXPIRED })
  await journal.append(tenant, {
    class: 'reading',
    v: 2,
    principal,
    what: 'accounting',
    filters: { requested: new Date(asked.requested).toISOString() },
    patient: asked.pseudonym,
    count: seqs.length,
  })
  const disclosed: Disclosed[] = []
  for await (const entry of openEntries(deps, tenant, seqs)) {
    const found = await withOutcome(deps, tenant, entry)
    if (found !== undefined) disclosed.push(found)
  }
  const vendors = new Map(asked.vendors.map((vendor) => [vendor.id, vendor]))
  return account(disclosed, { patient: asked.patient, requested: asked.requested, vendors, unattributed, expired })
}

async function numbersOf({ projection }: JournalReadingDeps, tenant: string, filter: Filter): Promise<number[]> {
  const seqs: number[] = []
  for (let after: Parameters<typeof projection.page>[2]['after']; ; ) {
    const page = await projection.page(tenant, filter, { after, limit: pageRows })
    seqs.push(...page.rows.map(({ seq }) => seq))
    if (page.next === undefined) return seqs.sort((a, b) => a - b)
    after = page.next
  }
}

async function withOutcome(deps: JournalReadingDeps, tenant: string, entry: ReadEntry): Promise<Disclosed | undefined> {
  if (entry.body?.class !== 'disclosure') return undefined
  const filter = { class: 'outcome', request: entry.body.request }
  const { rows } = await deps.projection.page(tenant, filter, { limit: 1 })
  const [ended] = rows
  const outcome = ended?.outcome === undefined ? {} : { outcome: ended.outcome }
  return { index: entry.index, time: entry.leaf.time, body: entry.body, ...outcome }
}
