import { hash } from 'node:crypto'
import { CordonError, ENTRY_VERSIONS, EntryBody, type EntryClass } from '@cordon/contract'
import { encodeLeaf, type Leaf, leafHash, toBase64Url } from '@cordon/ledger'
import type { DataKey, Keyring, Place } from '../crypto/keyring.ts'
import { canonicalJson } from './canonical-json.ts'
import { bodyBytesMax } from './limits.ts'

/** An entry that may be written: checked, spelled, and its key at hand. Where it will stand is not known yet. */
export interface PreparedEntry {
  readonly tenant: string
  readonly pseudonym: string
  readonly body: EntryBody
  readonly plain: Uint8Array
  readonly key: DataKey
}

/** An entry at its place: what the tree hashes, and what only the tenant's key opens. */
export interface SealedEntry {
  readonly leaf: Leaf
  readonly leafBytes: Uint8Array
  readonly leafHash: Uint8Array
  readonly sealed: Uint8Array
}

/** Everything that has to be waited for. Throws `internal` for a body that is not of the contract or over its bound. */
export async function prepareEntry(keyring: Keyring, tenant: string, body: EntryBody): Promise<PreparedEntry> {
  const checked = EntryBody.safeParse(body)
  if (!checked.success) throw new CordonError('internal', { at: `journal body: ${fieldOf(checked.error.issues)}` })
  const plain = new TextEncoder().encode(canonicalJson(checked.data))
  if (plain.length > bodyBytesMax) throw new CordonError('internal', { at: 'journal body: over 65,535 bytes' })
  const scope = { tenant, purpose: 'journal', class: checked.data.class } as const
  const [key, names] = await Promise.all([keyring.sealing(scope), keyring.tenant(tenant)])
  return { tenant, pseudonym: names.pseudonym('tenant', tenant), body: checked.data, plain, key }
}

/** Seals the entry for its place, without waiting, so that no other can take the same number in between. */
export function sealEntry(
  entry: PreparedEntry,
  at: { node: string; seq: number; time: number; salt: Uint8Array },
): SealedEntry {
  const { node, seq, time, salt } = at
  const sealed = entry.key.seal(entry.plain, placeOf(entry.tenant, node, seq))
  const leaf: Leaf = {
    v: 1,
    node,
    tenant: entry.pseudonym,
    seq,
    class: entry.body.class,
    time,
    salt: toBase64Url(salt),
    body: bodyHash(sealed),
  }
  const leafBytes = encodeLeaf(leaf)
  return { leaf, leafBytes, leafHash: leafHash(sha256, leafBytes), sealed }
}

/**
 * The body, opened. Throws `keys_unavailable` when its key is gone or not this tenant's, `journal_damaged` when the
 * bytes are not those that the leaf binds, `entry_version_unknown` when a newer Cordon wrote it.
 */
export async function openEntry(
  keyring: Keyring,
  tenant: string,
  entry: { leaf: Leaf; sealed: Uint8Array },
): Promise<EntryBody> {
  if (bodyHash(entry.sealed) !== entry.leaf.body) throw new CordonError('journal_damaged', { at: 'an entry’s body' })
  const key = await keyring.opening(tenant, entry.sealed)
  const plain = key.open(entry.sealed, placeOf(tenant, entry.leaf.node, entry.leaf.seq))
  return readBody(JSON.parse(new TextDecoder().decode(plain)), entry.leaf)
}

function readBody(value: unknown, leaf: Leaf): EntryBody {
  const body = EntryBody.safeParse(value)
  if (body.success && body.data.class === leaf.class) return body.data
  const at = `entry ${leaf.node}/${leaf.seq}`
  if (isNewer(value, leaf.class)) throw new CordonError('entry_version_unknown', { at })
  throw new CordonError('journal_damaged', { at: `${at}: a body of no known shape, or of another class` })
}

/** A class that is not known here, or a version after the newest that is: the tenant's own key sealed it all the same. */
function isNewer(value: unknown, kind: string): boolean {
  if (typeof value !== 'object' || value === null || !('class' in value) || value.class !== kind) return false
  const newest = Object.hasOwn(ENTRY_VERSIONS, kind) ? ENTRY_VERSIONS[kind as EntryClass] : 0
  return 'v' in value && typeof value.v === 'number' && Number.isSafeInteger(value.v) && value.v > newest
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

const bodyHash = (sealed: Uint8Array): string => hash('sha256', sealed, 'base64url')

// The place is bound into the seal: a body moved to another entry, tenant or node does not open.
const placeOf = (tenant: string, node: string, seq: number): Place => ({
  tenant,
  table: 'journal',
  row: `${node}/${seq}`,
  column: 'body',
})

/** The field at fault, not the path below it: a key in there may be somebody's text. */
const fieldOf = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string =>
  String(issues[0]?.path[0] ?? 'fields')
