import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { type Change, change, type RecordChange } from '../identity/change.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import { type FaultCode, FeedFault } from './fault.ts'
import { dropKept, keepMessage, keptRow, keptRows } from './feed.queries.ts'
import type { TakeIn } from './take-in.ts'

/** A message that could not be taken in: what is wrong, and where; nothing of what it says. */
export interface KeptMessage {
  readonly id: string
  readonly feed: string
  readonly code: string
  /** The field at fault, `PV1-44`. */
  readonly place?: string
  readonly bytes: number
  /** Milliseconds. */
  readonly receivedAt: number
}

interface Fault {
  readonly code: FaultCode
  readonly at: string | undefined
}

export interface KeptMessages {
  /**
   * Keeps it, once however often it comes. False: there are too many already. `record` runs when it was not kept before, and
   * what it could not record is not kept.
   */
  keep(feed: string, bytes: Uint8Array, fault: Fault, record: () => Promise<void>): Promise<boolean>
  /** Newest first, at most a thousand. */
  list(tenant: string): Promise<KeptMessage[]>
  /** The message itself, which names a patient. Throws `not_found`. */
  read(tenant: string, id: string): Promise<KeptMessage & { readonly text: string }>
  /**
   * Takes it in once more; it goes from the list when that works. Throws `not_found`, and `resource_invalid` when it does not.
   * Recorded in the transaction that does it, as `drop` is: what `record` throws is thrown, and nothing changed.
   */
  retry(tenant: string, id: string, record: RecordChange): Promise<Change>
  drop(tenant: string, id: string, record: RecordChange): Promise<Change>
}

const LISTED_MAX = 1_000

export function createKeptMessages(deps: {
  store: Store
  keyring: Keyring
  now: Clock
  tenant: string
  keptMax: number
  takeIn: TakeIn | undefined
}): KeptMessages {
  const { store, keyring, now } = deps

  async function keep(feed: string, bytes: Uint8Array, { code, at }: Fault, record: () => Promise<void>) {
    const { tenant } = deps
    const names = await keyring.tenant(tenant)
    const id = names.pseudonym('resource', `kept ${feed} ${createHash('sha256').update(bytes).digest('base64')}`)
    const key = await keyring.sealing({ tenant, purpose: 'directory' })
    const sealed = key.seal(bytes, place(tenant, id))
    const row = { tenant, id, feed, code, place: at ?? null, bytes: bytes.length, received_at: new Date(now()), sealed }
    return store.within(tenant, async (tx) => {
      const kept = await keepMessage(tx, row, deps.keptMax)
      if (kept === 'new') await record()
      return kept !== 'too many'
    })
  }

  async function list(tenant: string) {
    return (await store.within(tenant, (tx) => keptRows(tx, tenant, LISTED_MAX))).map(plain)
  }

  async function opened(tenant: string, id: string) {
    const row = await store.within(tenant, (tx) => keptRow(tx, tenant, id))
    if (row === undefined) throw new CordonError('not_found', { at: 'message' })
    const key = await keyring.opening(tenant, row.sealed)
    return { row, bytes: key.open(row.sealed, place(tenant, id)) }
  }

  async function read(tenant: string, id: string) {
    const { row, bytes } = await opened(tenant, id)
    // A message in an unknown character set is shown byte by byte.
    return { ...plain(row), text: Buffer.from(bytes).toString('latin1') }
  }

  async function retry(tenant: string, id: string, record: RecordChange) {
    const { bytes } = await opened(tenant, id)
    if (deps.takeIn === undefined) throw new CordonError('config_invalid', { at: 'feeds.adt' })
    const made = change('feed.retry', id)
    try {
      await deps.takeIn(
        bytes,
        () => undefined,
        (tx) => gone(tx, tenant, made, record),
      )
    } catch (error) {
      if (!(error instanceof FeedFault)) throw error
      throw new CordonError('resource_invalid', { at: error.at ?? error.code })
    }
    return made
  }

  async function drop(tenant: string, id: string, record: RecordChange) {
    const made = change('feed.drop', id)
    await store.within(tenant, (tx) => gone(tx, tenant, made, record))
    return made
  }

  /** By one of two who ask at once: the other is told that there is none. */
  async function gone(tx: Tx, tenant: string, made: Change, record: RecordChange): Promise<void> {
    if (!(await dropKept(tx, tenant, made.subject))) throw new CordonError('not_found', { at: 'message' })
    await record(made)
  }

  return { keep, list, read, retry, drop }
}

type Row = Omit<NonNullable<Awaited<ReturnType<typeof keptRow>>>, 'sealed' | 'tenant'>

function plain({ id, feed, code, place: at, bytes, received_at }: Row): KeptMessage {
  return { id, feed, code, bytes, receivedAt: received_at.getTime(), ...(at === null ? {} : { place: at }) }
}

const place = (tenant: string, row: string) => ({ tenant, table: 'feed_kept', row, column: 'sealed' })
