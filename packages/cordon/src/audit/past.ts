import { CordonError, type EntryBody } from '@cordon/contract'
import { type Leaf, parseLeaf } from '@cordon/ledger'
import type { Keyring } from '../crypto/keyring.ts'
import type { EntryReader } from './entry-reader.ts'
import type { OpenRequests } from './open-requests.ts'
import { openEntry } from './sealed-entry.ts'
import type { TenantNames } from './tenant-names.ts'

export interface PastDeps {
  readonly keyring: Keyring
  readonly operator: string
  readonly reader: EntryReader
  readonly size: number
  /** Indexes of the journal's entries about itself. */
  readonly own: readonly number[]
  readonly names: TenantNames
  readonly open: OpenRequests
}

/**
 * Learns the tenants' names and which requests were left open. Opens the journal's own entries, and of the others only
 * those behind its last mark. Returns how many could not be read because their tenant's key is gone. Throws
 * `keys_unavailable` when the journal's own entries do not open: then these are not the keys of this journal.
 */
export async function readPast(deps: PastDeps): Promise<number> {
  const mark = await readOwnEntries(deps)
  let unreadable = 0
  for (let index = mark; index < deps.size; index++) {
    const entry = await entryAt(deps.reader, index)
    if (entry.leaf.class !== 'intent' && entry.leaf.class !== 'outcome') continue
    const tenant = deps.names.tenantOf(entry.leaf.tenant)
    const body = tenant === undefined ? undefined : await openIfKeyed(deps.keyring, tenant, entry)
    if (tenant === undefined || body === undefined) unreadable += 1
    else deps.open.see({ index, tenant, time: entry.leaf.time, body })
  }
  return unreadable
}

async function readOwnEntries({ keyring, operator, reader, own, names }: PastDeps): Promise<number> {
  const keys = await keyring.tenant(operator)
  const pseudonymOfOwn = keys.pseudonym('tenant', operator)
  let mark = 0
  let read = 0
  for (const index of own) {
    const entry = await entryAt(reader, index)
    if (entry.leaf.tenant !== pseudonymOfOwn) continue
    const body = await openUnlessExpired(keyring, operator, entry)
    read += 1
    if (body?.class !== 'lifecycle') continue
    const { settled, tenant, pseudonym } = body.detail
    if (typeof settled === 'number') mark = Math.max(mark, settled)
    if (typeof tenant === 'string' && typeof pseudonym === 'string') names.learn(pseudonym, tenant)
  }
  // A register that went missing was made anew under other keys: nothing of before could be read, so nothing is served.
  // One whose keys were destroyed says so itself.
  if (own.length > 0 && read === 0 && keys.shreds === 0)
    throw new CordonError('keys_unavailable', { at: `the key register of ${operator}` })
  return mark
}

async function entryAt(reader: EntryReader, index: number): Promise<{ leaf: Leaf; sealed: Uint8Array }> {
  const frame = await reader.frame(index)
  return { leaf: parseLeaf(frame.leaf), sealed: frame.body }
}

/** Of an entry that expired, the tenant's own key says so: then these are the keys of this journal all the same. */
async function openUnlessExpired(
  keyring: Keyring,
  tenant: string,
  entry: { leaf: Leaf; sealed: Uint8Array },
): Promise<EntryBody | undefined> {
  try {
    return await openEntry(keyring, tenant, entry)
  } catch (error) {
    if (error instanceof CordonError && error.code === 'entry_expired') return undefined
    throw error
  }
}

async function openIfKeyed(
  keyring: Keyring,
  tenant: string,
  entry: { leaf: Leaf; sealed: Uint8Array },
): Promise<EntryBody | undefined> {
  try {
    return await openEntry(keyring, tenant, entry)
  } catch (error) {
    if (error instanceof CordonError && ['keys_unavailable', 'entry_expired'].includes(error.code)) return undefined
    throw error
  }
}
