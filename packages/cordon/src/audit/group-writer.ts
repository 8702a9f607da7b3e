import { CordonError } from '@cordon/contract'
import { encodeFrame } from '@cordon/ledger'
import type { Clock } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Catalogue } from './catalogue.ts'
import type { Appended } from './journal.ts'
import type { JournalLimits } from './limits.ts'
import { type PreparedEntry, type SealedEntry, sealEntry } from './sealed-entry.ts'
import { DiskFull, type SegmentWriter } from './segment-writer.ts'

/**
 * `open` takes everything; `full` only what must be said when nothing else can be; `poisoned` nothing, for good: after
 * a failed sync the kernel may have dropped the pages and report the next sync as a success (Rebello et al., ATC '20).
 */
export type WriterState = 'open' | 'full' | 'poisoned' | 'closed'

export interface GroupWriter {
  readonly state: WriterState
  /** Resolves once the entry is durable; rejects with `journal_unavailable` and the entry not acknowledged. */
  append(entry: PreparedEntry): Promise<Appended>
  /**
   * On a full disk: asks for room between two groups, never beside one, and takes everything again when there is some.
   * Whether it was full and is no more.
   */
  reopenIf(hasRoom: () => Promise<boolean>): Promise<boolean>
  /** Takes nothing more, for good: another may be writing these files. */
  poison(cause: unknown): void
  /** Lets what waits become durable, then takes nothing more. */
  close(): Promise<void>
}

export interface GroupWriterDeps {
  readonly node: string
  readonly segments: SegmentWriter
  readonly catalogue: Catalogue
  readonly now: Clock
  readonly random: RandomBytes
  readonly limits: JournalLimits
  readonly initially: 'open' | 'full'
  /** Told each entry, in order, once it is durable. */
  readonly onDurable: (entry: PreparedEntry, at: Appended) => void
  /** Makes room when the disk is full, and says what to write down about it first. A failure makes no room. */
  readonly onFull: () => Promise<readonly PreparedEntry[]>
}

/** Groups whoever waits into one write and one sync. Numbers are given when a group is formed, in the order of asking. */
export function createGroupWriter(deps: GroupWriterDeps): GroupWriter {
  const { segments, limits } = deps
  let waiting: Waiting[] = []
  let state: WriterState = deps.initially
  let running: Promise<void> | undefined

  function append(entry: PreparedEntry): Promise<Appended> {
    if (!takes(state, entry) || waiting.length >= depth(entry, limits)) return Promise.reject(unavailable())
    return new Promise((resolve, reject) => {
      waiting.push({ entry, resolve, reject })
      running ??= run(writeAllWaiting)
    })
  }

  /** One thing at a time reaches the disk; who came meanwhile is served after it. */
  async function run(work: () => Promise<void>): Promise<void> {
    await work().catch((cause: unknown) => poison(cause))
    running = waiting.length > 0 ? run(writeAllWaiting) : undefined
  }

  async function reopenIf(hasRoom: () => Promise<boolean>): Promise<boolean> {
    // Little is taken on a full disk, so there soon is a moment between two groups; on an open one there may be none.
    while (state === 'full' && running !== undefined) await running
    if (state !== 'full') return false
    let reopened = false
    running = run(async () => {
      reopened = await hasRoom()
      if (reopened) state = 'open'
    })
    await running
    return reopened
  }

  async function writeAllWaiting(): Promise<void> {
    // One turn of the microtask queue: callers of the same moment share the first group too.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = takeGroup()
      if (group.members.length > 0) await writeGroup(group)
    }
  }

  /** As many as one write may hold. Bodies are sealed here, at their place: a group that fails leaves no gap. */
  function takeGroup(): Group {
    const group = formGroup(waiting, deps)
    waiting = waiting.slice(group.taken)
    return group
  }

  async function writeGroup(group: Group): Promise<void> {
    try {
      const offset = await segments.append(group.bytes, deps.catalogue.size)
      acknowledge(group, offset, deps)
    } catch (error) {
      if (error instanceof DiskFull) await keepWhatMatters(group, error)
      else poison(error, group.members)
    }
  }

  async function keepWhatMatters(group: Group, cause: unknown): Promise<void> {
    const everything = [...group.members, ...waiting]
    const already = state === 'full'
    waiting = []
    if (state === 'open') state = 'full'
    const kept = already
      ? everything.slice(group.members.length)
      : everything.filter(({ entry }) => takes(state, entry))
    const refused = everything.filter((one) => !kept.includes(one))
    for (const one of refused) one.reject(unavailable(cause))
    const notes = already ? [] : await deps.onFull().catch(() => [])
    waiting = [...notes.map(unattended), ...kept, ...waiting]
  }

  function poison(cause: unknown, members: readonly Waiting[] = []): void {
    state = 'poisoned'
    const refused = [...members, ...waiting]
    waiting = []
    for (const one of refused) one.reject(unavailable(cause))
  }

  return {
    get state() {
      return state
    },
    append,
    reopenIf,
    poison,
    close: async () => {
      if (state !== 'poisoned') state = 'closed'
      while (running !== undefined) await running
      await segments.close()
    },
  }
}

interface Waiting {
  readonly entry: PreparedEntry
  readonly resolve: (at: Appended) => void
  readonly reject: (error: CordonError) => void
}

interface Member extends Waiting {
  readonly sealed: SealedEntry
  /** Where its frame starts in the group. */
  readonly offset: number
}

interface Group {
  /** How many of those who waited it has dealt with: its members, and those whose body could not be sealed. */
  readonly taken: number
  readonly members: readonly Member[]
  readonly bytes: Uint8Array
}

function formGroup(waiting: readonly Waiting[], deps: GroupWriterDeps): Group {
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

function seal(entry: PreparedEntry, seq: number, salt: Uint8Array, { node, now }: GroupWriterDeps): SealedEntry {
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

/** The only place that says yes: called with the group durable. */
function acknowledge(group: Group, start: number, { catalogue, onDurable }: GroupWriterDeps): void {
  for (const { entry, sealed, offset, resolve } of group.members) {
    const at = { index: catalogue.size, seq: sealed.leaf.seq }
    catalogue.add({ leafHash: sealed.leafHash, pseudonym: entry.pseudonym, offset: start + offset })
    onDurable(entry, at)
    resolve(at)
  }
}

/** A full disk takes only what ends a request, and what the journal says of itself. */
function takes(state: WriterState, { body }: PreparedEntry): boolean {
  const last = body.class === 'outcome' || body.class === 'lifecycle'
  return state === 'open' || (state === 'full' && last)
}

/** Requests already begun must be able to end: their outcomes may wait where new ones are refused. */
function depth({ body }: PreparedEntry, { waitingMax }: JournalLimits): number {
  return body.class === 'outcome' || body.class === 'lifecycle' ? 2 * waitingMax : waitingMax
}

/** Nobody waits for it: if it cannot be written, its absence is what is seen. */
const unattended = (entry: PreparedEntry): Waiting => ({ entry, resolve: () => undefined, reject: () => undefined })

const unavailable = (cause?: unknown): CordonError =>
  new CordonError('journal_unavailable', cause === undefined ? {} : { cause })
