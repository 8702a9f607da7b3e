import { CordonError } from '@cordon/contract'
import { parseLeaf } from '@cordon/ledger'
import type { Disk } from '../audit/disk.ts'
import { openJournalFiles } from '../audit/journal-files.ts'
import { keyIdOf } from '../crypto/envelope.ts'
import type { KeyCare } from '../crypto/key-care.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Store } from '../store/store.ts'
import { type Doomed, nameOfColumn, SEALED_COLUMNS, sealedByKey } from './shred.queries.ts'

/** How many ciphertexts of the destroyed keys there are, and how many of them any key still opens. */
export interface Proof {
  readonly ciphertexts: Readonly<Record<string, number>>
  readonly places: readonly { readonly place: string; readonly copies: number }[]
  readonly total: number
  readonly opened: number
}

/**
 * Looks for a key to each ciphertext that the destroyed ones sealed: in the store, in the journal's files, with the keys
 * that serve and with the register's copy in every place. A key that is there counts as an opened ciphertext. That other
 * keys do open is tried first; whatever cannot be looked into throws by its name (`keys_unavailable`,
 * `backup_place_unavailable`, `journal_damaged`): not being able to look is no proof.
 */
export async function proveShredded(
  deps: { store: Store; keyring: Keyring; care: KeyCare; disk: Disk; journalFolder: string },
  tenant: string,
  doomed: Doomed,
): Promise<Proof> {
  const ids = new Set(doomed.keys.map(({ id }) => id))
  const copies = (await deps.care.places?.copies(tenant)) ?? []
  // Each of these throws where a key service is away or a register is damaged: then nothing is known, and nothing proved.
  const registers = await Promise.all([
    deps.care.openServing(tenant),
    ...copies.map(({ register }) => deps.care.openCopy(register)),
  ])
  const opens = async (id: string, sealed: Uint8Array): Promise<boolean> => {
    if (registers.some((open) => open(id) !== undefined)) return true
    return deps.keyring.opening(tenant, sealed).then(() => true, unlessDestroyed)
  }
  const counts: Record<string, number> = {}
  let opened = 0
  const count = async (where: string, id: string, sealed: Uint8Array, rows: number) => {
    if (!ids.has(id)) return
    counts[where] = (counts[where] ?? 0) + rows
    if (await opens(id, sealed)) opened += rows
  }
  for (const column of SEALED_COLUMNS) {
    for (const { sample, rows } of await deps.store.within(tenant, (tx) => sealedByKey(tx, column, tenant), 'all'))
      await count(nameOfColumn(column), keyIdOf(sample), sample, rows)
  }
  for await (const body of bodiesOf(deps.disk, deps.journalFolder, doomed.pseudonym))
    await count('journal', keyIdOf(body), body, 1)
  const places = new Map<string, number>()
  for (const { place } of copies) places.set(place, (places.get(place) ?? 0) + 1)
  return {
    ciphertexts: counts,
    places: [...places].map(([place, held]) => ({ place, copies: held })),
    total: Object.values(counts).reduce((sum, rows) => sum + rows, 0),
    opened,
  }
}

/** The register is known not to have the key by now, so this is what a destroyed one says, or one that expired. */
function unlessDestroyed(error: unknown): false {
  if (error instanceof CordonError && ['keys_unavailable', 'entry_expired'].includes(error.code)) return false
  throw error
}

/** Frames read before others get their turn. */
const FRAMES_AT_ONCE = 500

/** The sealed bodies of one tenant's entries, as they lie in the files. */
async function* bodiesOf(disk: Disk, folder: string, pseudonym: string): AsyncGenerator<Uint8Array> {
  let frames = 0
  for await (const read of (await openJournalFiles(disk, folder)).frames()) {
    if (++frames % FRAMES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
    if (read.kind === 'damaged') throw new CordonError('journal_damaged', { at: `${read.segment} byte ${read.offset}` })
    // A write that is under way: nothing of it was acknowledged.
    if (read.kind === 'torn') return
    if (parseLeaf(read.leaf).tenant === pseudonym) yield read.body
  }
}
