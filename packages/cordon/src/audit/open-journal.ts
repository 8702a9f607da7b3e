import { join } from 'node:path'
import { CordonError, type EntryBody } from '@cordon/contract'
import { encodeProof, inclusionProof, parseLeaf } from '@cordon/ledger'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Catalogue } from './catalogue.ts'
import { type Checkpoints, createCheckpoints } from './checkpoints.ts'
import { type Disk, errorCode, type FolderLock } from './disk.ts'
import { createLogKey } from './ed25519.ts'
import { createEntryReader, type EntryReader } from './entry-reader.ts'
import { type Every, everyInterval } from './every.ts'
import { replaceFile } from './files.ts'
import { createGroupWriter, type GroupWriter, type WriterState } from './group-writer.ts'
import type { Appended, Checkpoint, Entry, Journal } from './journal.ts'
import { lifecycle } from './lifecycle.ts'
import { type JournalLimits, journalLimits } from './limits.ts'
import { nodeDisk } from './node-disk.ts'
import { createOpenRequests, type OpenRequests } from './open-requests.ts'
import { readPast } from './past.ts'
import { type Mark, type Recovered, recover } from './recover.ts'
import { openReserve, type Reserve } from './reserve.ts'
import { openEntry, type PreparedEntry, prepareEntry, sha256 } from './sealed-entry.ts'
import { openSegmentWriter } from './segment-writer.ts'
import { createTenantNames, type TenantNames } from './tenant-names.ts'

export interface JournalDeps {
  /** The data folder: the journal lives in `journal/` inside it. */
  readonly dataFolder: string
  /** Name of this node; the log's origin is `cordon/<node>`. */
  readonly node: string
  /** The tenant whose key seals what the journal says of itself. */
  readonly operator: string
  readonly keyring: Keyring
  readonly now: Clock
  readonly random: RandomBytes
  /** What the database last heard; a journal that is shorter or another is refused. */
  readonly mark?: Mark | undefined
  readonly disk?: Disk
  readonly every?: Every
  readonly limits?: Partial<JournalLimits>
}

export interface OpenedJournal extends Journal {
  readonly origin: string
  /** The key that checks this log's checkpoints: `name+hex8+base64`. */
  readonly vkey: string
  /** Durable entries. */
  readonly size: number
  readonly state: WriterState
  /** Where the files are. */
  readonly folder: string
}

/**
 * Opens the journal of a data folder, making it on first use, and holds it for this process alone. A torn last write is
 * cut and recorded; every intent that a killed process left without an outcome gets `outcome: unknown`; a first
 * checkpoint is signed. Throws `data_folder_busy`, `journal_damaged` (nothing was changed) or `journal_unavailable`.
 *
 * @example
 * const journal = await openJournal({ dataFolder, node: 'cordon-1', operator: 'home', keyring, now, random })
 * const { index } = await journal.append('home', { class: 'lifecycle', v: 1, event: 'tried', detail: {} })
 */
export async function openJournal(deps: JournalDeps): Promise<OpenedJournal> {
  const disk = deps.disk ?? nodeDisk
  const folder = join(deps.dataFolder, 'journal')
  const lock = await holdFolder(disk, folder).catch(named)
  try {
    const parts = await openParts({ ...deps, disk, folder })
    await recordStart(parts).catch((error: unknown) => parts.writer.close().finally(() => named(error)))
    return assemble(parts, lock)
  } catch (error) {
    await lock.release()
    return named(error)
  }
}

async function holdFolder(disk: Disk, folder: string): Promise<FolderLock> {
  await disk.makeFolder(folder)
  return disk.lock(folder)
}

/** A folder that this user may not write, or a disk that answers with an error, by the name an operator can act on. */
function named(cause: unknown): never {
  if (cause instanceof CordonError) throw cause
  const unfit = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'].includes(errorCode(cause))
  throw new CordonError(unfit ? 'data_folder_invalid' : 'journal_unavailable', { at: 'journal', cause })
}

interface Parts {
  readonly deps: JournalDeps
  readonly folder: string
  readonly origin: string
  readonly vkey: string
  readonly limits: JournalLimits
  readonly recovered: Recovered
  readonly catalogue: Catalogue
  readonly reserve: Reserve
  readonly names: TenantNames
  readonly open: OpenRequests
  readonly writer: GroupWriter
  readonly checkpoints: Checkpoints
  readonly newReader: () => EntryReader
  readonly append: Journal['append']
}

async function openParts(deps: JournalDeps & { disk: Disk; folder: string }): Promise<Parts> {
  const { disk, folder, node, keyring, now, random } = deps
  const limits = { ...journalLimits, ...deps.limits }
  const key = createLogKey(node, keyring.checkpointSeed)
  const recovered = await recover({ disk, folder, node, verifier: key.verifier, mark: deps.mark })
  const { catalogue } = recovered
  await replaceFile(disk, folder, 'log.vkey', new TextEncoder().encode(`${key.vkey}\n`))
  const reserve = await openReserve({ disk, folder, bytes: limits.reserveBytes })
  const segments = await openSegmentWriter({ disk, folder, segmentBytesMax: limits.segmentBytesMax, ...recovered })
  const names = createTenantNames()
  const open = createOpenRequests(limits.openRequestsMax)
  const writer = createGroupWriter({
    node,
    segments,
    catalogue,
    now,
    random,
    limits,
    initially: (await reserve.take()) ? 'open' : 'full',
    onDurable: (entry, at) => followRequests(entry, at),
    onFull: async () => {
      await reserve.giveUp()
      return [await prepareEntry(keyring, deps.operator, lifecycle.diskFull())]
    },
  })
  const append = createAppend(deps, names, writer)
  const checkpoints = createCheckpoints({
    disk,
    folder,
    key,
    head: () => ({ size: catalogue.size, root: catalogue.root() }),
    latest: recovered.checkpoint,
  })

  function followRequests({ tenant, body }: PreparedEntry, { index }: Appended): void {
    open.see({ index, tenant, time: now(), body })
    if ((index + 1) % limits.settledEvery !== 0) return
    // A hint for the next start: without it, that start reads further back.
    append(deps.operator, lifecycle.settled(open.settledBelow(index + 1))).catch(() => undefined)
  }

  const newReader = () => createEntryReader({ disk, folder, catalogue, segments: () => segments.segments })
  const { origin, vkey } = key
  return {
    deps,
    folder,
    origin,
    vkey,
    limits,
    recovered,
    catalogue,
    reserve,
    names,
    open,
    writer,
    checkpoints,
    newReader,
    append,
  }
}

/** Waits for the keys first, then hands the entry over in one step: between a number and its entry nothing comes. */
function createAppend(deps: JournalDeps, names: TenantNames, writer: GroupWriter): Journal['append'] {
  const { keyring, operator } = deps

  async function nameTenant({ tenant, pseudonym }: PreparedEntry): Promise<void> {
    const note = await prepareEntry(keyring, operator, lifecycle.tenantNamed(tenant, pseudonym))
    if (names.tenantOf(pseudonym) !== undefined) return
    names.learn(pseudonym, tenant)
    // Not waited for: it stands in front of the tenant's entry, and the next entry tries again when it fails.
    writer.append(note).catch(() => names.forget(pseudonym))
  }

  return async (tenant, body) => {
    const entry = await prepareEntry(keyring, tenant, body)
    if (names.tenantOf(entry.pseudonym) === undefined) await nameTenant(entry)
    return writer.append(entry)
  }
}

/** What was found at the start goes into the journal before anything else does, and under a first checkpoint. */
async function recordStart(parts: Parts): Promise<void> {
  const { deps, recovered, catalogue, names, open, append, checkpoints } = parts
  const { keyring, operator } = deps
  const reader = parts.newReader()
  const past = { keyring, operator, reader, size: catalogue.size, lifecycle: recovered.lifecycle, names, open }
  const unreadable = await readPast(past).finally(() => reader.close())
  if (recovered.cut !== undefined) await append(operator, lifecycle.tornTailCut(recovered.cut))
  const left = open.list()
  await Promise.all(left.map(({ tenant, request, time }) => append(tenant, unknownOutcome(request, deps.now() - time))))
  await append(operator, lifecycle.started({ settled: catalogue.size, unknown: left.length, unreadable }))
  await checkpoints.covering(catalogue.size)
}

function unknownOutcome(request: string, ms: number): EntryBody {
  return { class: 'outcome', v: 1, request, outcome: 'unknown', reasons: [], bytesOut: 0, ms: Math.max(0, ms) }
}

function assemble(parts: Parts, lock: FolderLock): OpenedJournal {
  const { catalogue, writer, checkpoints, append } = parts
  const stop = keepUp(parts, lock)
  return {
    origin: parts.origin,
    vkey: parts.vkey,
    folder: parts.folder,
    append,
    get writable() {
      return writer.state === 'open'
    },
    get size() {
      return catalogue.size
    },
    get state() {
      return writer.state
    },
    checkpoint: (size) => checkpointOf(size, catalogue, checkpoints),
    proof: (index) => proofOf(index, catalogue, checkpoints),
    read: (tenant, from) => readTenant(tenant, from ?? 0, parts),
    close: async () => {
      await stop()
      await closeFiles(parts).finally(() => lock.release())
    },
  }
}

/** The last entry, and a checkpoint over everything: from here on, any change to the files shows. */
async function closeFiles({ deps, open, catalogue, writer, checkpoints, append }: Parts): Promise<void> {
  // A journal that takes nothing more still closes.
  await append(deps.operator, lifecycle.stopped(open.settledBelow(catalogue.size))).catch(() => undefined)
  await writer.close()
  await checkpoints.covering(catalogue.size).catch(() => undefined)
}

/** Once a second: the lock's beat, the reserve when there is room again, a checkpoint when there is something new. */
function keepUp(parts: Parts, lock: FolderLock): () => Promise<void> {
  const { deps, limits, catalogue, reserve, writer, checkpoints, append } = parts
  let turn: Promise<void> | undefined

  async function once(): Promise<void> {
    // A lock that is gone was taken over while this process stood still: two must never write.
    await lock.beat().catch(writer.poison)
    if (await writer.reopenIf(reserve.take)) await append(deps.operator, lifecycle.diskHasRoom())
    await checkpoints.covering(catalogue.size)
  }

  const cancel = (deps.every ?? everyInterval)(limits.checkpointMs, () => {
    // A turn that fails (the disk is full, say) is tried again at the next; two never run at once.
    turn ??= once()
      .catch(() => undefined)
      .finally(() => {
        turn = undefined
      })
  })
  return async () => {
    cancel()
    await turn
  }
}

async function checkpointOf(size: number, catalogue: Catalogue, checkpoints: Checkpoints): Promise<Checkpoint> {
  if (!Number.isSafeInteger(size) || size < 0 || size > catalogue.size) throw new CordonError('not_found')
  try {
    return await checkpoints.covering(size)
  } catch (cause) {
    throw new CordonError('journal_unavailable', { cause })
  }
}

async function proofOf(index: number, catalogue: Catalogue, checkpoints: Checkpoints): Promise<string> {
  if (!Number.isSafeInteger(index) || index < 0) throw new CordonError('not_found')
  const { size, note } = await checkpointOf(index + 1, catalogue, checkpoints)
  const hashes = await inclusionProof(index, size, catalogue.readHashes, sha256)
  return encodeProof({ index, hashes, checkpoint: note })
}

async function* readTenant(tenant: string, from: number, parts: Parts): AsyncGenerator<Entry> {
  const { deps, catalogue } = parts
  const pseudonym = (await deps.keyring.tenant(tenant)).pseudonym('tenant', tenant)
  const end = catalogue.nextSeq(pseudonym)
  const reader = parts.newReader()
  try {
    for (const index of catalogue.indexesOf(pseudonym).slice(Math.max(0, from), end)) {
      const frame = await reader.frame(index)
      const leaf = parseLeaf(frame.leaf)
      const body = await openEntry(deps.keyring, tenant, { leaf, sealed: frame.body })
      yield { index, seq: leaf.seq, tenant, class: body.class, time: leaf.time, body }
    }
  } finally {
    await reader.close()
  }
}
