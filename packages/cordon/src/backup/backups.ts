import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { Decrypter } from 'age-encryption'
import type pg from 'pg'
import { parse, stringify } from 'yaml'
import type { Disk } from '../audit/disk.ts'
import { createNoteKey } from '../audit/ed25519.ts'
import { backupNotes } from '../audit/lifecycle.ts'
import type { OpenedJournal } from '../audit/open-journal.ts'
import type { BackupSettings } from '../config/backup.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { type Clock, DAY } from '../kernel/clock.ts'
import type { ObjectStore } from '../kernel/object-store.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { checkRecipient, decrypterOf, readIdentities, recipientsOf } from './age/identities.ts'
import { recoveryRecipient } from './age/recovery-key.ts'
import { createShipping } from './journal/ship.ts'
import { RESTORED_FILE } from './restore/restore.ts'
import { expired } from './snapshot/expired.ts'
import { logVerifiers } from './snapshot/log-keys.ts'
import { timeOf } from './snapshot/manifest.ts'
import { followed, listBegun, listSnapshots, openSnapshot } from './snapshot/read.ts'
import { type Rehearsal, rehearse } from './snapshot/rehearse.ts'
import { removeSnapshot, writeSnapshot } from './snapshot/write.ts'
import {
  type BackupTrouble,
  isSnapshotDue,
  type PlaceState,
  readBackupState,
  troublesOf,
  writeBackupState,
} from './state.ts'

/** The backups of a running node. */
export interface Backups {
  /** Brings what is new in the journal to every place. Never rejects: what failed shows in `status`, and is tried again. */
  ship(): Promise<void>
  /** A snapshot to every place, each restored into scratch and verified. Callers of the same time share one. */
  create(onProgress?: (step: BackupStep) => void): Promise<BackupResult[]>
  /** The same, when the newest verified one is old. */
  createIfDue(): Promise<void>
  /** A snapshot that is under way ends at its next byte; said before anybody waits for it. */
  end(): void
  /** Ships once more: to be called after the journal's last checkpoint was signed. */
  close(): Promise<void>
  /**
   * Removes snapshots past their time, whole; none while a legal hold stands, none of a place of which no snapshot was
   * verified, and never the newest verified one. Throws `data_folder_invalid` while it is not known which that is, and
   * `backup_incomplete` when it is not in its place any more.
   */
  prune(): Promise<number>
  /** The snapshots that each place holds; `undefined` where it cannot be asked. */
  list(): Promise<{ readonly place: string; readonly snapshots: readonly string[] | undefined }[]>
  status(): { readonly places: readonly PlaceState[]; readonly troubles: readonly BackupTrouble[] }
}

export interface BackupStep {
  readonly place: string
  readonly step: 'writing' | 'restoring'
  readonly bytes: number
}

export type BackupResult = { readonly place: string } & (
  | { readonly rehearsal: Rehearsal }
  | { readonly code: string; readonly at: string | undefined }
)

export interface BackupsDeps {
  readonly settings: BackupSettings
  readonly stores: readonly ObjectStore[]
  readonly dataFolder: string
  readonly node: string
  /** The tenant whose key seals what the journal says of itself. */
  readonly operator: string
  readonly journal: OpenedJournal
  readonly keyring: Keyring
  readonly owner: pg.ClientConfig
  readonly pgBin?: string | undefined
  /** Whether a legal hold stands anywhere: then nothing expires. */
  readonly held: () => Promise<boolean>
  readonly disk: Disk
  readonly now: Clock
  readonly random: RandomBytes
}

/**
 * Opens them; asks no place yet. Throws `config_invalid` when a recipient is none, or the identity on this machine is
 * of none of them: then no backup could be proved.
 */
export async function openBackups(deps: BackupsDeps): Promise<Backups> {
  const { settings, dataFolder, journal, now } = deps
  const identities = await readIdentities(settings.identityFile)
  await checkRecipients(settings, identities)
  const before = await readBackupState(dataFolder)
  const places = deps.stores.map((store) => createPlace(store, deps, before))
  const states = () => places.map(({ state }) => state)
  const keep = () => writeBackupState(dataFolder, states()).catch(() => undefined)
  let creating: Promise<BackupResult[]> | undefined
  let closing = false

  async function createNow(onProgress: (step: BackupStep) => void): Promise<BackupResult[]> {
    const decrypter = decrypterOf(identities)
    const results: BackupResult[] = []
    for (const place of places) {
      results.push(await place.snapshot(decrypter, onProgress, () => closing))
      await keep()
    }
    return results
  }
  const create: Backups['create'] = (onProgress = () => undefined) => {
    creating ??= createNow(onProgress).finally(() => {
      creating = undefined
    })
    return creating
  }
  await recordRestore(dataFolder, journal, deps.operator)
  return {
    async ship() {
      // What is durable now is signed now, so that it is shipped now; a journal that signs no more is shipped as it is.
      await journal.checkpoint(journal.size).catch(() => undefined)
      await Promise.all(places.map((place) => place.ship()))
      await keep()
    },
    create,
    end: () => {
      closing = true
    },
    async close() {
      closing = true
      await creating?.catch(() => undefined)
      await Promise.all(places.map((place) => place.ship()))
      await keep()
    },
    async createIfDue() {
      if (isSnapshotDue(states(), settings, now())) await create()
    },
    async prune() {
      if (await deps.held()) return 0
      const removed = await Promise.all(places.map((place) => place.prune()))
      return removed.reduce((sum, count) => sum + count, 0)
    },
    list: () =>
      Promise.all(
        deps.stores.map(async (store) => ({
          place: store.name,
          snapshots: await listSnapshots(store).catch(() => undefined),
        })),
      ),
    status: () => ({ places: states(), troubles: troublesOf(states(), settings, now()) }),
  }
}

async function checkRecipients({ recipients }: BackupSettings, identities: readonly string[]): Promise<void> {
  for (const [at, recipient] of recipients.entries()) checkRecipient(recipient, `backup.recipients.${at}`)
  const own = await recipientsOf(identities)
  if (!recipients.some((recipient) => own.includes(recipient)))
    throw new CordonError('config_invalid', { at: 'backup.identityFile: its recipient is none of backup.recipients' })
  if (recipients.every((recipient) => own.includes(recipient)))
    throw new CordonError('config_invalid', { at: 'backup.identityFile: one recipient’s identity has to be elsewhere' })
}

/** A restored data folder tells its journal where it came from, once. */
async function recordRestore(dataFolder: string, journal: OpenedJournal, operator: string): Promise<void> {
  const file = join(dataFolder, RESTORED_FILE)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return
  await journal.append(operator, backupNotes.restored(JSON.parse(text) as Record<string, string | number>))
  await rm(file, { force: true })
}

function createPlace(store: ObjectStore, deps: BackupsDeps, before: Awaited<ReturnType<typeof readBackupState>>) {
  const { journal, keyring, operator, disk, now } = deps
  const shipping = createShipping({ disk, folder: journal.folder, store })
  let state: PlaceState = before.places.find(({ place }) => place === store.name) ?? { place: store.name }
  let turn: Promise<void> | undefined

  async function shipOnce(): Promise<void> {
    const at = now()
    try {
      const { shipFault: _, ...rest } = state
      state = { ...rest, shipped: await shipping.ship(), shippedAt: at }
    } catch (error) {
      state = { ...state, shipFault: wordsOf(error) }
    }
  }

  async function snapshotOnce(
    decrypter: Decrypter,
    onProgress: (step: BackupStep) => void,
    over: () => boolean,
  ): Promise<Rehearsal> {
    const told = (step: BackupStep['step']) => (bytes: number) => {
      if (over()) throw new CordonError('shutting_down', { at: 'backup' })
      onProgress({ place: store.name, step, bytes })
    }
    const manifest = await writeSnapshot(store, { ...(await snapshotDeps(deps)), onProgress: told('writing') })
    const verifiers = logVerifiers(deps.node, keyring.checkpointSeed)
    const snapshot = followed(await openSnapshot(manifest.id, { store, decrypter, verifiers }), told('restoring'))
    const registerFolder = join(deps.dataFolder, 'keys')
    const scratchIn = deps.settings.scratchFolder ?? join(deps.dataFolder, 'scratch')
    const { pgBin, random } = deps
    const live = journal.folder
    return rehearse(snapshot, { disk, scratchIn, pgBin, keys: { keyring, registerFolder }, live, now, random })
  }

  return {
    get state() {
      return state
    },
    /** A place that hangs is asked once, and holds nobody up. */
    async ship(): Promise<void> {
      turn ??= shipOnce().finally(() => {
        turn = undefined
      })
      await Promise.race([turn, patience()])
    },
    async snapshot(
      decrypter: Decrypter,
      onProgress: (step: BackupStep) => void,
      over: () => boolean,
    ): Promise<BackupResult> {
      try {
        const rehearsal = await snapshotOnce(decrypter, onProgress, over)
        const { snapshot, entries, rows } = rehearsal
        await journal.append(operator, backupNotes.verified({ place: store.name, ...pick(rehearsal) }))
        const { snapshotFault: _, ...rest } = state
        state = { ...rest, verified: { snapshot, at: now(), entries, rows } }
        return { place: store.name, rehearsal }
      } catch (error) {
        state = { ...state, snapshotFault: wordsOf(error) }
        const { code, at } = error instanceof CordonError ? error : new CordonError('internal')
        await journal.append(operator, backupNotes.failed({ place: store.name, code })).catch(() => undefined)
        return { place: store.name, code, at }
      }
    },
    async prune(): Promise<number> {
      const verified = state.verified?.snapshot
      if (verified === undefined && before.odd) throw new CordonError('data_folder_invalid', { at: 'backup.json' })
      const whole = await listSnapshots(store)
      if (verified !== undefined && !whole.includes(verified))
        throw new CordonError('backup_incomplete', { at: `${store.name}: the newest verified snapshot ${verified}` })
      const past = verified === undefined ? [] : expired(whole, deps.settings, now())
      // One without a manifest was never finished; a day is more than any takes.
      const unfinished = (await listBegun(store)).filter((id) => !whole.includes(id) && timeOf(id) < now() - DAY)
      const old = [...past, ...unfinished].filter((id) => id !== verified)
      for (const id of old) await removeSnapshot(store, id)
      return old.length
    },
  }
}

/** How long a round of shipping waits for a place; what is under way there goes on. */
const PATIENCE_MS = 10_000
const patience = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, PATIENCE_MS).unref())

async function snapshotDeps(deps: BackupsDeps): Promise<Parameters<typeof writeSnapshot>[1]> {
  const { node, journal, keyring, owner, disk, now, random, settings, dataFolder } = deps
  const recovery = await recoveryRecipient(join(dataFolder, 'keys'))
  return {
    node,
    journalFolder: journal.folder,
    disk,
    owner,
    configuration: withoutSecrets(await readFile(join(dataFolder, 'cordon.yaml'), 'utf8')),
    recipients: [...new Set([...settings.recipients, recovery])],
    signer: createNoteKey(journal.origin, keyring.checkpointSeed).signer,
    vkey: journal.vkey,
    registerFolder: join(dataFolder, 'keys'),
    checkpoint: () => journal.checkpoint(journal.size),
    now,
    random,
  }
}

/** What else may be secret is named there, not written. The address of a database may hold its password. */
function withoutSecrets(text: string): string {
  const { database, ...rest } = (parse(text) ?? {}) as { database?: Record<string, unknown> }
  const { url: _, ...kept } = database ?? {}
  return stringify(database === undefined ? rest : { ...rest, database: kept })
}

function pick({ snapshot, entries, rows, bytes, ms }: Rehearsal) {
  return { snapshot, entries, rows, bytes, ms }
}

const wordsOf = (error: unknown): string =>
  error instanceof CordonError ? `${error.code}${error.at === undefined ? '' : `: ${error.at}`}` : 'internal'
