import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { consistencyProof, encodeProof, inclusionProof, leafHash, parseLeaf } from '@cordon/ledger'
import type { Catalogue } from './catalogue.ts'
import type { Checkpoints } from './checkpoints.ts'
import { type Disk, errorCode, type FolderLock, isFull } from './disk.ts'
import type { WriterState } from './group-writer.ts'
import type { Checkpoint, Entry, EntryAtRest, Journal } from './journal.ts'
import { type JournalDeps, openParts, type Parts } from './journal-parts.ts'
import { keepUp } from './keep-up.ts'
import { lifecycle } from './lifecycle.ts'
import { logOf } from './loss.ts'
import { nodeDisk } from './node-disk.ts'
import { recordStart } from './record-start.ts'
import { JournalRefused } from './refusals.ts'
import { openEntry, sha256 } from './sealed-entry.ts'
import { DiskFull } from './segment-writer.ts'
import { witnessedCovering } from './witness/kept.ts'

export interface OpenedJournal extends Journal {
  readonly origin: string
  /** The key that checks this log's checkpoints: `name+hex8+base64`. */
  readonly vkey: string
  /** The statements of the losses declared so far, oldest first, each a signed note. */
  readonly lossNotes: readonly string[]
  /** Durable entries. */
  readonly size: number
  readonly state: WriterState
  /** Where the files are. */
  readonly folder: string
  /** That the log's first `to` entries begin with its first `from`: for those who hold a checkpoint of either. */
  consistency(from: number, to: number): Promise<readonly Uint8Array[]>
  /** Notes once more whom each pseudonym stands for, before the notes that said so expire. */
  nameTenants(): Promise<void>
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
    await startOrClose(parts)
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
  if (cause instanceof CordonError && cause.code === 'data_folder_busy')
    throw new JournalRefused('folder_busy', 'journal')
  const under = cause instanceof CordonError && cause.code === 'journal_unavailable' ? (cause.cause ?? cause) : cause
  if (under instanceof CordonError) throw under
  if (under instanceof DiskFull || isFull(under)) throw new JournalRefused('disk_full', 'journal', under)
  const unfit = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'].includes(errorCode(under))
  throw new JournalRefused(unfit ? 'disk_read_only' : 'disk_failing', 'journal', under)
}

async function startOrClose(parts: Parts): Promise<void> {
  try {
    await recordStart(parts)
  } catch (error) {
    await parts.writer.close()
    throw error
  }
}

function assemble(parts: Parts, lock: FolderLock): OpenedJournal {
  const { catalogue, writer, checkpoints, append } = parts
  const stop = keepUp(parts, lock)
  return {
    origin: parts.origin,
    vkey: parts.vkey,
    lossNotes: parts.lossNotes,
    logOf: (index) => logOf(parts.deps.node, parts.losses, index),
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
    proof: (index) => proofOf(index, parts),
    consistency: (from, to) => consistencyProof(from, to, catalogue.readHashes, sha256),
    async nameTenants() {
      for (const [pseudonym, tenant] of parts.names.list())
        await append(parts.deps.operator, lifecycle.tenantNamed(tenant, pseudonym))
    },
    read: (tenant, from) => readTenant(tenant, from ?? 0, parts),
    count: async (tenant) => catalogue.nextSeq(await pseudonymOf(tenant, parts)),
    atRest: (tenant, seqs) => readAtRest(tenant, seqs, parts),
    readHashes: catalogue.readHashes,
    close: async () => {
      await stop()
      try {
        await closeFiles(parts)
      } finally {
        await lock.release()
      }
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

async function checkpointOf(size: number, catalogue: Catalogue, checkpoints: Checkpoints): Promise<Checkpoint> {
  if (!Number.isSafeInteger(size) || size < 0 || size > catalogue.size) throw new CordonError('not_found')
  try {
    return await checkpoints.covering(size)
  } catch (cause) {
    throw new CordonError('journal_unavailable', { cause })
  }
}

function unreadable(cause: unknown): never {
  throw cause instanceof CordonError ? cause : new CordonError('journal_unavailable', { cause })
}

async function proofOf(index: number, { deps, folder, origin, catalogue, checkpoints }: Parts): Promise<string> {
  if (!Number.isSafeInteger(index) || index < 0) throw new CordonError('not_found')
  const covering = { origin, atLeast: index + 1, atMost: catalogue.size }
  const witnessed = await witnessedCovering(deps.disk ?? nodeDisk, folder, covering).catch(unreadable)
  const { size, note } = witnessed ?? (await checkpointOf(index + 1, catalogue, checkpoints))
  const hashes = await inclusionProof(index, size, catalogue.readHashes, sha256)
  return encodeProof({ index, hashes, checkpoint: note })
}

async function* readTenant(tenant: string, from: number, parts: Parts): AsyncGenerator<Entry> {
  const end = parts.catalogue.nextSeq(await pseudonymOf(tenant, parts))
  for await (const { index, leaf, sealed } of readAtRest(tenant, numbers(Math.max(0, from), end), parts)) {
    const body = await openEntry(parts.deps.keyring, tenant, { leaf, sealed })
    yield { index, seq: leaf.seq, tenant, class: body.class, time: leaf.time, body }
  }
}

async function* readAtRest(tenant: string, seqs: Iterable<number>, parts: Parts): AsyncGenerator<EntryAtRest> {
  const own = parts.catalogue.indexesOf(await pseudonymOf(tenant, parts))
  const reader = parts.newReader()
  try {
    for (const seq of seqs) {
      const index = own[seq]
      if (index === undefined) continue
      const { leaf, body } = await reader.frame(index)
      const [known] = await parts.catalogue.readHashes([{ level: 0, index }])
      // What lies on the disk now is what the tree was grown from, or it is nothing.
      if (known === undefined || !Buffer.from(known).equals(leafHash(sha256, leaf)))
        throw new CordonError('journal_damaged', { at: `entry ${index}` })
      yield { index, leaf: parseLeaf(leaf), leafBytes: leaf, sealed: body }
    }
  } finally {
    await reader.close()
  }
}

function* numbers(from: number, end: number): Generator<number> {
  for (let seq = from; seq < end; seq++) yield seq
}

async function pseudonymOf(tenant: string, { deps }: Parts): Promise<string> {
  return (await deps.keyring.tenant(tenant)).pseudonym('tenant', tenant)
}
