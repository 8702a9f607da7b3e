import { CordonError } from '@cordon/contract'
import { encodeFrame } from '@cordon/ledger'
import type { Clock } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Catalogue } from './catalogue.ts'
import type { Appended } from './journal.ts'
import type { JournalLimits } from './limits.ts'
import { type PreparedEntry, type SealedEntry, sealEntry } from './sealed-entry.ts'

/** What it takes to give entries their places. */
export interface GroupDeps {
  readonly node: string
  readonly catalogue: Catalogue
  readonly now: Clock
  readonly random: RandomBytes
  readonly limits: JournalLimits
}

/** A caller, and what it wants written. */
export interface Waiting {
  readonly entry: PreparedEntry
  readonly resolve: (at: Appended) => void
  readonly reject: (error: CordonError) => void
}

export interface Member extends Waiting {
  readonly sealed: SealedEntry
  /** Where its frame starts in the group. */
  readonly offset: number
}

/** What goes to the disk in one write. */
export interface Group {
  /** How many of those who waited it has dealt with: its members, and those whose body could not be sealed. */
  readonly taken: number
  readonly members: readonly Member[]
  readonly bytes: Uint8Array
}

/** The next group, in the order of asking. Changes nothing: numbers are taken for good when the group is durable. */
export function formGroup(waiting: readonly Waiting[], deps: GroupDeps): Group {
  const { limits } = deps
  const next = createNumbers(deps.catalogue)
  const salts = createSalts(deps.random, Math.min(waiting.length, limits.groupEntriesMax))
  const members: Member[] = []
  const frames: Uint8Array[] = []
  let [taken, bytes] = [0, 0]
  for (const one of waiting.slice(0, limits.groupEntriesMax)) {
    if (bytes >= limits.groupBytesMax) break
    taken += 1
    try {
      const sealed = seal(one.entry, next.of(one.entry), salts(), deps)
      const frame = encodeFrame({ leaf: sealed.leafBytes, body: sealed.sealed, opensGroup: frames.length === 0 })
      next.take(one.entry)
      members.push({ ...one, sealed, offset: bytes })
      frames.push(frame)
      bytes += frame.length
    } catch (error) {
      one.reject(unavailable(error))
    }
  }
  return { taken, members, bytes: Buffer.concat(frames, bytes) }
}

function seal(entry: PreparedEntry, seq: number, salt: Uint8Array, { node, now }: GroupDeps): SealedEntry {
  return sealEntry(entry, { node, seq, time: now(), salt })
}

/** 128 bits for each entry, asked for once: a call to the random source costs as much as a hash. */
function createSalts(random: RandomBytes, count: number): () => Uint8Array {
  const bytes = random(16 * count)
  let taken = 0
  return () => bytes.subarray(16 * taken, 16 * ++taken)
}

/** The next number of each tenant, while a group forms; forgotten with the group when it fails. */
function createNumbers(catalogue: Catalogue) {
  const taken = new Map<string, number>()
  const of = ({ pseudonym }: PreparedEntry): number => taken.get(pseudonym) ?? catalogue.nextSeq(pseudonym)
  return { of, take: (entry: PreparedEntry) => taken.set(entry.pseudonym, of(entry) + 1) }
}

export const unavailable = (cause?: unknown): CordonError =>
  new CordonError('journal_unavailable', cause === undefined ? {} : { cause })
