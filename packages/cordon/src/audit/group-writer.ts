import { formGroup, type Group, type GroupDeps, unavailable, type Waiting } from './group.ts'
import type { Appended } from './journal.ts'
import type { JournalLimits } from './limits.ts'
import type { PreparedEntry } from './sealed-entry.ts'
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

export interface GroupWriterDeps extends GroupDeps {
  readonly segments: SegmentWriter
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
    const already = state === 'full'
    if (state === 'open') state = 'full'
    const before = waiting
    waiting = []
    // With the reserve given up before, this group found no room in it either; smaller ones behind it still may.
    const everyone = already ? before : [...group.members, ...before]
    const refused = already ? group.members : everyone.filter(({ entry }) => !takes(state, entry))
    const kept = everyone.filter(({ entry }) => takes(state, entry))
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
