import { CordonError, type NewestBody } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Journal } from '../journal.ts'
import { type EntryView, viewOf } from './entry-view.ts'
import { facetsOf, personPseudonym } from './facets.ts'
import { type Asked, type Cursor, describeFilter, type Filter, matches, pageMax } from './filter.ts'
import { EXPIRED, numbersFrom, openEntries, type ReadEntry } from './open-entries.ts'
import type { Row } from './projection.queries.ts'
import type { Freshness, Page, Projection } from './projection.ts'

/** Who reads: every reading is an entry with this person in it, durable before anything is handed out (164.312(b)). */
export interface Reader {
  readonly tenant: string
  readonly principal: string
}

export interface JournalReading {
  /** A page, newest first, with how much of the journal it can show. */
  list(reader: Reader, filter: Filter, at: { after?: Cursor | undefined; limit: number }): Promise<Listed>
  /** One entry with all it takes to check it by oneself. Throws `not_found` for another tenant's index, as for none. */
  show(reader: Reader, index: number): Promise<Shown>
  /** Everything recorded of one request, oldest first; none where there is no such request of this tenant. */
  request(reader: Reader, id: string): Promise<readonly EntryView[]>
  /** The whole journal of the tenant from an index on, in its order, opened one by one; what matches, if asked. */
  stream(reader: Reader, what: string, asked: Streamed): Promise<Streaming>
  /** The names in a filter as pseudonyms. `patient` is one already: the door knows how a patient is written. */
  filterOf(tenant: string, asked: Asked): Promise<Filter>
}

export interface Listed {
  readonly entries: readonly EntryView[]
  readonly next: Cursor | undefined
  readonly fresh: Freshness
}

export interface Shown {
  readonly entry: EntryView
  /** The bytes that the tree hashes, as text; the body's seal, base64; the c2sp.org/tlog-proof; the log's key. */
  readonly leaf: string
  readonly sealed: string
  readonly proof: string
  readonly vkey: string
}

export interface Streamed {
  readonly filter?: Filter
  readonly fromIndex?: number
  readonly patient?: string
  readonly more?: Readonly<Record<string, string>>
}

export interface Streaming {
  /** The entry about this reading: the last that the stream may hold. */
  readonly recorded: { readonly index: number; readonly seq: number }
  readonly entries: AsyncGenerator<ReadEntry>
}

export interface JournalReadingDeps {
  readonly journal: Journal & { readonly vkey: string; readonly origin: string; readonly lossNotes: readonly string[] }
  readonly keyring: Keyring
  readonly projection: Projection
}

/** Entries that a page waits for when the rows are behind; the reader is told of the rest. */
const catchUpMax = 2_000

export function createJournalReading(deps: JournalReadingDeps): JournalReading {
  const { journal, keyring, projection } = deps

  const record = (reader: Reader, what: string, reading: Omit<Recorded, 'class' | 'v' | 'principal' | 'what'>) =>
    journal.append(reader.tenant, { class: 'reading', v: 2, principal: reader.principal, what, ...reading })

  async function list(
    reader: Reader,
    filter: Filter,
    at: { after?: Cursor | undefined; limit: number },
  ): Promise<Listed> {
    const listed = (await listOnce(reader, filter, at)) ?? (await listOnce(reader, filter, at))
    if (listed === undefined) throw new CordonError('store_unavailable', { at: 'journal_entry' })
    return listed
  }

  /** Nothing when a row is not what its entry says: then all rows are made again. */
  async function listOnce(
    reader: Reader,
    filter: Filter,
    at: { after?: Cursor | undefined; limit: number },
  ): Promise<Listed | undefined> {
    const { tenant } = reader
    const fresh = await projection.catchUp(tenant, catchUpMax)
    const page = await projection.page(tenant, filter, at)
    await record(reader, 'list', { filters: describeFilter(filter), ...about(filter), count: page.rows.length })
    const entries = await openedPage(tenant, filter, page)
    return entries && { entries, next: page.next, fresh }
  }

  async function request({ tenant, principal }: Reader, id: string): Promise<readonly EntryView[]> {
    await record({ tenant, principal }, 'request', { filters: { request: id.slice(0, 200) }, count: 1 })
    const found = (await findRequest(tenant, id)) ?? (await findRequest(tenant, id))
    if (found === undefined) throw new CordonError('store_unavailable', { at: 'journal_entry' })
    return found.toReversed()
  }

  async function findRequest(tenant: string, id: string): Promise<readonly EntryView[] | undefined> {
    await projection.catchUp(tenant)
    const page = await projection.page(tenant, { request: id }, { limit: pageMax })
    return openedPage(tenant, { request: id }, page)
  }

  /** The entries of a page; nothing when its rows had to be thrown away. */
  async function openedPage(tenant: string, filter: Filter, page: Page): Promise<EntryView[] | undefined> {
    const entries = await openPage(deps, tenant, filter, page)
    if (entries === 'changed') await projection.forget(tenant, 'rows changed')
    else if (entries === 'expired') await projection.renew(tenant)
    else return entries
    return undefined
  }

  async function show(reader: Reader, index: number): Promise<Shown> {
    const seq = await seqAt(journal, reader.tenant, index)
    if (seq === undefined) throw new CordonError('not_found', { at: 'entry' })
    await record(reader, 'entry', { filters: { index: String(index) }, count: 1 })
    for await (const entry of openEntries(deps, reader.tenant, [seq]))
      return {
        entry: viewOf(entry),
        leaf: Buffer.from(entry.leafBytes).toString('utf8'),
        sealed: Buffer.from(entry.sealed).toString('base64'),
        proof: await journal.proof(index),
        vkey: journal.vkey,
      }
    throw new CordonError('not_found', { at: 'entry' })
  }

  async function stream(reader: Reader, what: string, asked: Streamed): Promise<Streaming> {
    const { filter = {}, fromIndex = 0, more = {} } = asked
    const from = await firstSeqFrom(journal, reader.tenant, fromIndex)
    const patient = asked.patient === undefined ? about(filter) : { patient: asked.patient }
    const filters = { ...describeFilter(filter), ...(fromIndex > 0 ? { index: String(fromIndex) } : {}), ...more }
    const count = Math.max(0, (await journal.count(reader.tenant)) - from)
    const recorded = await record(reader, what, { filters, ...patient, count })
    const keys = await keyring.tenant(reader.tenant)
    async function* entries(): AsyncGenerator<ReadEntry> {
      for await (const entry of openEntries(deps, reader.tenant, numbersFrom(from, recorded.seq + 1)))
        if (matches(facetsOf(entry, keys), filter)) yield entry
    }
    return { recorded, entries: entries() }
  }

  return {
    list,
    request,
    show,
    stream,
    async filterOf(tenant, { person, ...rest }) {
      const keys = await keyring.tenant(tenant)
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Filter
      return person === undefined ? given : { ...given, person: personPseudonym(keys, person) }
    },
  }
}

type Recorded = NewestBody<'reading'>

const about = ({ patient, purpose }: Filter): { patient?: string; purpose?: string } => ({
  ...(patient === undefined ? {} : { patient }),
  ...(purpose === undefined ? {} : { purpose }),
})

/**
 * The entries of a page, in its order, from the journal itself; or that one is not what its row said: because it has
 * expired since, or because somebody changed the row.
 */
async function openPage(
  deps: JournalReadingDeps,
  tenant: string,
  filter: Filter,
  { rows }: Page,
): Promise<EntryView[] | 'changed' | 'expired'> {
  const keys = await deps.keyring.tenant(tenant)
  const bySeq = new Map(rows.map((row) => [row.seq, row]))
  const views = new Map<number, EntryView>()
  // In the journal's order: neighbours cost one read.
  const ascending = [...bySeq.keys()].sort((a, b) => a - b)
  for await (const entry of openEntries(deps, tenant, ascending)) {
    const facets = facetsOf(entry, keys)
    if (!matches(facets, filter) || !sameRow(bySeq.get(entry.leaf.seq), facets))
      return facets.code === EXPIRED ? 'expired' : 'changed'
    views.set(entry.leaf.seq, viewOf(entry))
  }
  return views.size === rows.length ? rows.flatMap(({ seq }) => views.get(seq) ?? []) : 'changed'
}

function sameRow(row: Row | undefined, facets: object): boolean {
  const { seq: _, ...said } = row ?? { seq: 0 }
  const fields: [string, unknown][] = Object.entries(facets)
  return fields.length === Object.keys(said).length && fields.every(([name, value]) => Object(said)[name] === value)
}

/** The tenant's number of the entry at an index; nothing where the index is another's or there is none. */
async function seqAt(journal: Journal, tenant: string, index: number): Promise<number | undefined> {
  const seq = await firstSeqFrom(journal, tenant, index)
  for await (const entry of journal.atRest(tenant, [seq])) return entry.index === index ? seq : undefined
  return undefined
}

/** Indexes rise with numbers: a search by halves. */
async function firstSeqFrom(journal: Journal, tenant: string, index: number): Promise<number> {
  let [low, high] = [0, await journal.count(tenant)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((await indexOf(journal, tenant, middle)) < index) low = middle + 1
    else high = middle
  }
  return low
}

async function indexOf(journal: Journal, tenant: string, seq: number): Promise<number> {
  for await (const { index } of journal.atRest(tenant, [seq])) return index
  return Number.POSITIVE_INFINITY
}
