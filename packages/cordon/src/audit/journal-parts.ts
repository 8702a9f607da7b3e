import type { EntryBody } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Catalogue } from './catalogue.ts'
import { type Checkpoints, createCheckpoints } from './checkpoints.ts'
import type { Disk } from './disk.ts'
import { createLogKey } from './ed25519.ts'
import { createEntryReader, type EntryReader } from './entry-reader.ts'
import type { Every } from './every.ts'
import { replaceFile } from './files.ts'
import { createGroupWriter, type GroupWriter } from './group-writer.ts'
import type { Appended, Journal } from './journal.ts'
import { lifecycle } from './lifecycle.ts'
import { type JournalLimits, journalLimits } from './limits.ts'
import { type Loss, readLosses, readLossNotes } from './loss.ts'
import { createOpenRequests, type OpenRequests } from './open-requests.ts'
import { type Mark, type Recovered, recover } from './recover.ts'
import { openReserve, type Reserve } from './reserve.ts'
import { type PreparedEntry, prepareEntry } from './sealed-entry.ts'
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
  /** A person’s declaration of a loss, or of the clock: the first entry of this start. */
  readonly declared?: { readonly what: 'loss' | 'clock'; readonly entry: EntryBody }
  readonly disk?: Disk
  readonly every?: Every
  readonly limits?: Partial<JournalLimits>
  /** Other makers of the parts that durability rests on: a test plants a fault in one, to see that it is found. */
  readonly make?: Partial<Makers>
}

export interface Makers {
  readonly recover: typeof recover
  readonly openSegmentWriter: typeof openSegmentWriter
  readonly createCheckpoints: typeof createCheckpoints
}

/** What an open journal is made of. */
export interface Parts {
  readonly deps: JournalDeps
  readonly folder: string
  readonly origin: string
  readonly vkey: string
  readonly losses: readonly Loss[]
  readonly lossNotes: readonly string[]
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

/** Recovers the files, then puts the parts together. Nothing is written to the log yet. */
export async function openParts(deps: JournalDeps & { disk: Disk; folder: string }): Promise<Parts> {
  const { disk, folder, node, keyring, now, random } = deps
  const limits = { ...journalLimits, ...deps.limits }
  const make: Makers = { recover, openSegmentWriter, createCheckpoints, ...deps.make }
  const keyOf = (losses: number) => createLogKey(node, keyring.checkpointSeed, losses)
  const verifierOf = (losses: number) => keyOf(losses).verifier
  const losses = await readLosses(disk, folder, verifierOf)
  const key = keyOf(losses.length)
  const declaring = deps.declared?.what
  const recovered = await make.recover({
    disk,
    folder,
    node,
    verifierOf,
    losses,
    mark: deps.mark,
    now,
    ...(declaring === undefined ? {} : { declaring }),
  })
  const { catalogue } = recovered
  await replaceFile(disk, folder, 'log.vkey', new TextEncoder().encode(`${key.vkey}\n`))
  const reserve = await openReserve({ disk, folder, bytes: limits.reserveBytes })
  const segments = await make.openSegmentWriter({ disk, folder, segmentBytesMax: limits.segmentBytesMax, ...recovered })
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
  const checkpoints = make.createCheckpoints({
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
    losses,
    lossNotes: await readLossNotes(disk, folder),
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
