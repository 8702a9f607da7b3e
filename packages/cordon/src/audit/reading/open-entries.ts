import { CordonError, type EntryBody } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import type { EntryAtRest, Journal } from '../journal.ts'
import { openEntry } from '../sealed-entry.ts'

/** Why a body does not open although nothing is damaged: its key was shredded, or a newer Cordon wrote it. */
export type Closed = 'keys_unavailable' | 'entry_version_unknown'

/** An entry, read back: opened, or why it stays closed. Its leaf is there either way. */
export type ReadEntry = EntryAtRest &
  ({ readonly body: EntryBody } | { readonly body?: undefined; readonly closed: Closed })

export interface ReadingDeps {
  readonly journal: Pick<Journal, 'count' | 'atRest'>
  readonly keyring: Keyring
}

/** The tenant's entries of these numbers, in this order. Throws `journal_damaged` where the journal is. */
export async function* openEntries(
  { journal, keyring }: ReadingDeps,
  tenant: string,
  seqs: Iterable<number>,
): AsyncGenerator<ReadEntry> {
  for await (const entry of journal.atRest(tenant, seqs)) {
    try {
      yield { ...entry, body: await openEntry(keyring, tenant, entry) }
    } catch (error) {
      yield { ...entry, closed: closedBy(error) }
    }
  }
}

/** The numbers from `from` up to, and without, `end`. */
export function* numbersFrom(from: number, end: number): Generator<number> {
  for (let seq = from; seq < end; seq++) yield seq
}

function closedBy(error: unknown): Closed {
  const code = error instanceof CordonError ? error.code : undefined
  if (code === 'keys_unavailable' || code === 'entry_version_unknown') return code
  throw error
}
