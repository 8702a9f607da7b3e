import type { EntryBody } from '@cordon/contract'
import type { Leaf, ReadHashes } from '@cordon/ledger'

/** Where an entry stands: its index in the log, and its gap-free number within (node, tenant). */
export interface Appended {
  readonly index: number
  readonly seq: number
}

/** A checkpoint of this log: `size` entries with this base64 root, and the signed note that says so. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly note: string
}

/** An entry, read back: the leaf's fields, and the opened body. */
export interface Entry extends Appended {
  readonly tenant: string
  readonly class: EntryBody['class']
  readonly time: number
  readonly body: EntryBody
}

/** An entry as it lies there: what the tree hashes, and the body that only the tenant's key opens. */
export interface EntryAtRest {
  readonly index: number
  readonly leaf: Leaf
  readonly leafBytes: Uint8Array
  readonly sealed: Uint8Array
}

/** The append-only record. The only writer of what was done, by whom. */
export interface Journal {
  /**
   * Resolves once fdatasync has returned for the entry (one write and one sync per group of callers). Rejects with
   * `journal_unavailable` and nothing acknowledged when it cannot: after a failed sync the writer is poisoned for good,
   * after a full disk only `outcome` and `lifecycle` entries are taken, from the reserve, until there is room.
   */
  append(tenant: string, body: EntryBody): Promise<Appended>
  /** Whether an intent would be taken now. */
  readonly writable: boolean
  /** The newest signed checkpoint that covers at least `size` entries; signs one when there is none. */
  checkpoint(size: number): Promise<Checkpoint>
  /** C2SP `tlog-proof` text for one entry: under the newest witnessed checkpoint that covers it, else the newest. */
  proof(index: number): Promise<string>
  /** One tenant's entries, in order, opened. */
  read(tenant: string, from?: number): AsyncIterable<Entry>
  /** How many durable entries the tenant has: their numbers are 0 up to this, without a gap. */
  count(tenant: string): Promise<number>
  /** The tenant's entries of these numbers, unopened, in this order; a number that is not there yet is passed over. */
  atRest(tenant: string, seqs: Iterable<number>): AsyncIterable<EntryAtRest>
  /** The name of the log that the entry was first written in: it is called so for good, also after a declared loss. */
  logOf(index: number): string
  /** For proofs: the hash of any complete subtree. */
  readonly readHashes: ReadHashes
  close(): Promise<void>
}
