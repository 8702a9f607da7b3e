import { CordonError, type EntryBody } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import type { EntryAtRest, Journal } from '../journal.ts'
import { openEntry } from '../sealed-entry.ts'

/** Why a body does not open although nothing is damaged. */
const CLOSED = [
  'keys_unavailable', // its key was shredded
  'entry_expired', // retention destroyed its key
  'entry_version_unknown', // a newer Cordon wrote it
] as const
export type Closed = (typeof CLOSED)[number]

/** The `code` of a row whose entry has expired: of it, no more is known than its leaf says. */
export const EXPIRED = 'entry_expired' satisfies Closed

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
  const closed = CLOSED.find((code) => error instanceof CordonError && error.code === code)
  if (closed === undefined) throw error
  return closed
}
