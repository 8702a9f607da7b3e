import { createHash } from 'node:crypto'
import type { Keyring, TenantKeys } from '../../crypto/keyring.ts'
import type { Store, Tx } from '../../store/store.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { Journal } from '../journal.ts'
import { facetsOf } from './facets.ts'
import type { Cursor, Filter } from './filter.ts'
import { EXPIRED, numbersFrom, openEntries } from './open-entries.ts'
import {
  countMatching,
  emptyShelf,
  hasOpened,
  insertRows,
  lockShelf,
  type Row,
  readShelf,
  type Shelf,
  selectPage,
  selectRows,
  updateShelf,
} from './projection.queries.ts'

/** How much of the journal the rows cover, so that a reader knows what a page cannot show yet. */
export interface Freshness {
  readonly entries: number
  readonly projected: number
  readonly behind: number
}

/** Why the rows of a tenant were thrown away and made again. */
export type Damage = 'ahead of the journal' | 'of another journal' | 'unproven' | 'rows missing' | 'rows changed'

/** The journal, as rows that filters find. All of it can be made again from the journal alone. */
export interface Projection {
  /** Takes in what is new, at most `entriesMax` of it; how far it has come. */
  catchUp(tenant: string, entriesMax?: number): Promise<Freshness>
  /** Rows that match, newest first: their numbers in the journal, and where the next page begins. */
  page(tenant: string, filter: Filter, at: { after?: Cursor | undefined; limit: number }): Promise<Page>
  /** How many rows match. */
  count(tenant: string, filter: Filter): Promise<number>
  /** Goes through all rows and makes them again when they are not what was written; why, if so. */
  check(tenant: string): Promise<Damage | undefined>
  /** Throws the rows away: the next `catchUp` makes them again. */
  forget(tenant: string, why: Damage): Promise<void>
  /** The same after entries expired, when nothing is damaged. */
  renew(tenant: string): Promise<void>
  /** Whether rows of a class still say what entries of that time said. */
  tells(tenant: string, of: { class?: string | undefined; from: number; to: number }): Promise<boolean>
}

export interface Page {
  readonly rows: readonly Row[]
  readonly next: Cursor | undefined
}

export interface ProjectionDeps {
  readonly store: Pick<Store, 'within'>
  readonly journal: Pick<Journal, 'count' | 'atRest'>
  readonly keyring: Keyring
  readonly node: string
  /** Told when rows were found damaged and thrown away. */
  readonly onDamage: (tenant: string, why: Damage) => void
}

/** Entries that one transaction takes in. */
const batchMax = 1_000

const START: Omit<Shelf, 'id'> = { nextSeq: 0, digest: new Uint8Array(32), proof: '', tail: '' }

export function createProjection(deps: ProjectionDeps): Projection {
  const { store, journal, keyring, node, onDamage } = deps
  const turns = new Map<string, Promise<unknown>>()

  /** One at a time for each tenant in this process; the row lock orders processes. */
  function inTurn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(tenant) ?? Promise.resolve()).then(work, work)
    turns.set(
      tenant,
      turn.catch(() => undefined),
    )
    return turn
  }

  const shelfOf = (tenant: string): Promise<Shelf | undefined> =>
    store.within(tenant, (tx) => readShelf(tx, tenant, node))

  async function forget(tenant: string, why: Damage): Promise<void> {
    await store.within(tenant, (tx) => emptyShelf(tx, tenant, node))
    onDamage(tenant, why)
  }

  /** The shelf as it stands, emptied first when it cannot be of this journal. */
  async function soundShelf(tenant: string, keys: TenantKeys): Promise<Omit<Shelf, 'id'>> {
    const shelf = await shelfOf(tenant)
    if (shelf === undefined) return START
    const why = await unfit(tenant, shelf, keys, deps)
    if (why === undefined) return shelf
    await forget(tenant, why)
    return START
  }

  async function catchUpNow(tenant: string, entriesMax: number): Promise<Freshness> {
    const keys = await keyring.tenant(tenant)
    let shelf = await soundShelf(tenant, keys)
    const entries = await journal.count(tenant)
    const end = Math.min(entries, shelf.nextSeq + entriesMax)
    while (shelf.nextSeq < end) {
      const batch = await readBatch(deps, tenant, keys, {
        from: shelf.nextSeq,
        end: Math.min(end, shelf.nextSeq + batchMax),
      })
      const before = shelf
      shelf = await store.within(tenant, (tx) => putBatch(tx, tenant, node, before, batch, keys))
    }
    return { entries, projected: shelf.nextSeq, behind: Math.max(0, entries - shelf.nextSeq) }
  }

  async function checkNow(tenant: string): Promise<Damage | undefined> {
    const keys = await keyring.tenant(tenant)
    const shelf = await shelfOf(tenant)
    if (shelf === undefined) return undefined
    const why = (await unfit(tenant, shelf, keys, deps)) ?? (await rowsUnfit(store, tenant, shelf))
    if (why !== undefined) await forget(tenant, why)
    return why
  }

  return {
    catchUp: (tenant, entriesMax = Infinity) => inTurn(tenant, () => catchUpNow(tenant, entriesMax)),
    check: (tenant) => inTurn(tenant, () => checkNow(tenant)),
    forget: (tenant, why) => inTurn(tenant, () => forget(tenant, why)),
    renew: (tenant) => inTurn(tenant, () => store.within(tenant, (tx) => emptyShelf(tx, tenant, node))),
    tells: (tenant, of) =>
      store.within(tenant, async (tx) => {
        const shelf = await readShelf(tx, tenant, node)
        return shelf !== undefined && hasOpened(tx, shelf.id, of, EXPIRED)
      }),
    count: (tenant, filter) =>
      store.within(tenant, async (tx) => {
        const shelf = await readShelf(tx, tenant, node)
        return shelf === undefined ? 0 : countMatching(tx, shelf.id, filter)
      }),
    async page(tenant, filter, { after, limit }) {
      const found = await store.within(tenant, async (tx) => {
        const shelf = await readShelf(tx, tenant, node)
        return shelf === undefined ? [] : selectPage(tx, shelf.id, filter, { after, limit: limit + 1 })
      })
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, next: found.length > limit && last ? { at: last.at, seq: last.seq } : undefined }
    },
  }
}

/** Cheap, and looked at each time: the shelf is of this very journal and was written by a holder of the tenant's key. */
async function unfit(
  tenant: string,
  shelf: Shelf,
  keys: TenantKeys,
  { journal }: ProjectionDeps,
): Promise<Damage | undefined> {
  if (shelf.proof !== proofOf(keys, shelf)) return 'unproven'
  if (shelf.nextSeq > (await journal.count(tenant))) return 'ahead of the journal'
  if (shelf.tail !== (await tailAt(journal, tenant, shelf.nextSeq))) return 'of another journal'
  return undefined
}

/** Dear, and looked at once a day: every row is there, and says what it said when it was written. */
async function rowsUnfit(store: ProjectionDeps['store'], tenant: string, shelf: Shelf): Promise<Damage | undefined> {
  if ((await store.within(tenant, (tx) => countMatching(tx, shelf.id, {}))) !== shelf.nextSeq) return 'rows missing'
  let digest = START.digest
  for (let from = 0; from < shelf.nextSeq; from += batchMax) {
    const rows = await store.within(tenant, (tx) => selectRows(tx, shelf.id, from, batchMax))
    if (rows.some(({ seq }, n) => seq !== from + n)) return 'rows missing'
    digest = digestOf(digest, rows)
  }
  return Buffer.compare(digest, shelf.digest) === 0 ? undefined : 'rows changed'
}

async function readBatch(
  deps: ProjectionDeps,
  tenant: string,
  keys: TenantKeys,
  { from, end }: { from: number; end: number },
): Promise<{ rows: Row[]; tail: string }> {
  const rows: Row[] = []
  let tail = ''
  for await (const entry of openEntries(deps, tenant, numbersFrom(from, end))) {
    rows.push({ seq: entry.leaf.seq, ...facetsOf(entry, keys) })
    tail = entry.leaf.body
  }
  return { rows, tail }
}

/** In one transaction: the rows, and how far they go. Another process that was faster leaves nothing to do. */
async function putBatch(
  tx: Tx,
  tenant: string,
  node: string,
  before: Omit<Shelf, 'id'>,
  { rows, tail }: { rows: readonly Row[]; tail: string },
  keys: TenantKeys,
): Promise<Shelf> {
  const shelf = await lockShelf(tx, tenant, node, { ...START, proof: proofOf(keys, START) })
  if (shelf.nextSeq !== before.nextSeq) return shelf
  const digest = digestOf(shelf.digest, rows)
  const next = { id: shelf.id, nextSeq: shelf.nextSeq + rows.length, digest, tail }
  await insertRows(tx, tenant, shelf.id, rows)
  const written = { ...next, proof: proofOf(keys, next) }
  await updateShelf(tx, written)
  return written
}

/** SHA-256 over the digest so far and the next row, row by row. */
function digestOf(before: Uint8Array, rows: readonly Row[]): Uint8Array {
  return rows.reduce<Uint8Array>(
    (digest, row) =>
      createHash('sha256')
        .update(digest)
        .update(canonicalJson({ ...row }))
        .digest(),
    before,
  )
}

/** Whoever can write to the database but has no key of the tenant cannot make one. */
function proofOf(keys: TenantKeys, { nextSeq, digest, tail }: Omit<Shelf, 'id' | 'proof'>): string {
  return keys.pseudonym('source', `journal-shelf\0${nextSeq}\0${Buffer.from(digest).toString('base64')}\0${tail}`)
}

/** The body's hash of the last entry that the rows cover. */
async function tailAt(journal: ProjectionDeps['journal'], tenant: string, nextSeq: number): Promise<string> {
  if (nextSeq === 0) return ''
  for await (const { leaf } of journal.atRest(tenant, [nextSeq - 1])) return leaf.body
  return 'gone'
}
