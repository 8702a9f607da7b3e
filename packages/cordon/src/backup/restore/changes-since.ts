import { CordonError } from '@cordon/contract'
import { parseLeaf } from '@cordon/ledger'
import type { Disk } from '../../audit/disk.ts'
import { openJournalFiles } from '../../audit/journal-files.ts'
import { openEntry } from '../../audit/sealed-entry.ts'
import { listSegments } from '../../audit/segments.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { MINUTE } from '../../kernel/clock.ts'

/** A change of configuration that the journal recorded. */
export interface Recorded {
  readonly tenant: string
  readonly principal: string
  readonly action: string
  readonly subject: string
  /** SHA-256 of the definition as it then stood. */
  readonly hash: string | undefined
  /** Milliseconds. */
  readonly at: number
}

/** A change may be recorded just before its row is committed; the store was copied when the snapshot was begun. */
const MARGIN_MS = MINUTE

/**
 * What was changed, or taken in, since the rows of a snapshot were copied, oldest first, out of the restored journal; and how
 * many such entries no key opens (of an organisation whose keys were destroyed). Throws `entry_version_unknown` for one of a newer
 * Cordon: what it took away is not known here.
 */
export async function changesSince(deps: {
  disk: Disk
  folder: string
  keyring: Keyring
  tenants: readonly string[]
  /** Entries of the log at the snapshot, and when it was begun, in milliseconds. */
  size: number
  begunMs: number
}): Promise<{ changes: Recorded[]; closed: number }> {
  const { disk, folder, keyring, size } = deps
  const names = await namesOf(keyring, deps.tenants)
  const changes: Recorded[] = []
  let [index, closed] = [(await listSegments(disk, folder))[0]?.first ?? 0, 0]
  for await (const read of (await openJournalFiles(disk, folder)).frames()) {
    if (read.kind !== 'frame') break
    const leaf = parseLeaf(read.leaf)
    const after = index++ >= size
    const since = after || leaf.time >= deps.begunMs - MARGIN_MS
    // A record that was taken in, a consent that was withdrawn: not in the store, and nothing here can bring it back.
    const ingested = after && leaf.class === 'ingest'
    const changed = leaf.class === 'configuration' || leaf.class === 'emergency'
    if (!ingested && !(since && changed)) continue
    const tenant = names.get(leaf.tenant)
    const entry = { leaf, sealed: read.body }
    const body = tenant === undefined ? undefined : await openEntry(keyring, tenant, entry).catch(unlessDestroyed)
    if (tenant === undefined || body === undefined) closed += 1
    else if (body.class === 'ingest') {
      const { principal, source: subject } = body
      changes.push({ tenant, principal, action: 'ingest', subject, hash: undefined, at: leaf.time })
    } else if (body.class === 'emergency') {
      const { principal, event, grant: subject } = body
      changes.push({ tenant, principal, action: `emergency.${event}`, subject, hash: undefined, at: leaf.time })
    } else if (body.class === 'configuration') {
      const { principal, action, subject, hash } = body
      changes.push({ tenant, principal, action, subject, hash, at: leaf.time })
    }
  }
  return { changes, closed }
}

async function namesOf(keyring: Keyring, tenants: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const tenant of tenants) names.set((await keyring.tenant(tenant)).pseudonym('tenant', tenant), tenant)
  return names
}

function unlessDestroyed(error: unknown): undefined {
  if (error instanceof CordonError && ['keys_unavailable', 'entry_expired'].includes(error.code)) return undefined
  throw error
}
