import { createKeyFaultNote } from '../audit/key-fault.ts'
import { type OpenedJournal, openJournal } from '../audit/open-journal.ts'
import { createRecorder } from '../audit/record.ts'
import { newestCosignature } from '../audit/witness/kept.ts'
import { createWitnessing, isHeldOutside, startWitnessing, type Witnessing } from '../audit/witness/witnessing.ts'
import { type Backups, openBackups } from '../backup/backups.ts'
import { isHeld } from '../backup/holds.ts'
import { openPlaces } from '../backup/stores/open-places.ts'
import type { Lent } from '../config/lent.ts'
import type { Config } from '../config/schema.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { OnFault } from '../crypto/kms/fault.ts'
import { openDeploymentKeys } from '../crypto/open-deployment.ts'
import { createPlaces } from '../crypto/places.ts'
import { readMark } from '../jobs/mark.queries.ts'
import { type Clock, MINUTE, SECOND } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress.ts'
import type { Log } from '../kernel/log.ts'
import type { ObjectStore } from '../kernel/object-store.ts'
import { openStore, ownerConnection } from '../store/open.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Traces } from '../telemetry/traces.ts'
import type { Lifetime } from './lifetime.ts'
import { keysOf, type Outside, sourceOf } from './outside.ts'

/** What every part of a boundary stands on. */
export interface Base {
  readonly outside: Outside
  readonly config: Config
  readonly lifetime: Lifetime
  readonly log: Log
  readonly metrics: Metrics
  /** Absent: none are made. */
  readonly traces: Traces | undefined
  readonly newId: () => string
  /** What organisations may use of the operator's own. */
  readonly lent: Lent
}

export type Ground = Awaited<ReturnType<typeof openGround>>

/**
 * Keys, store, journal, in this order: what is sealed can be opened, and what is done can be written. With them whatever
 * holds copies of the journal outside this machine. Closed last, the last checkpoint witnessed and shipped.
 */
export async function openGround({ outside, config, lifetime, log }: Base) {
  const { now, random, disk } = outside
  const { dataFolder, tenant, limits } = config
  const copies = await openPlaces(config.backup?.places ?? [], { ...outside, dataFolder })
  lifetime.onClose(() => copies.close())
  const places = createPlaces(copies.stores, limits.backupPlaceMs)
  let tellKeyFault: OnFault = () => undefined // Before the journal is open there is nowhere to write it.
  const keys = await openDeploymentKeys({
    ...keysOf(outside, config),
    places,
    onFault: (...fault) => tellKeyFault(...fault),
  })
  lifetime.onClose(() => keys.close())
  const { keyring } = keys
  const store = await openStore({ source: sourceOf(config), dataFolder, random })
  lifetime.onClose(() => store.close())
  const egressToWitnesses = createEgress({ limits })
  lifetime.onClose(() => egressToWitnesses.close())
  // Closed after the journal: its very last checkpoint is witnessed too, and what it wrote last is shipped.
  const farewell = { round: (): Promise<void> => Promise.resolve() }
  lifetime.onClose(() => farewell.round())
  const parting = { close: (): Promise<void> => Promise.resolve() }
  lifetime.onClose(() => parting.close())
  const mark = await readMark(store.shared, config.node)
  const journal = await openJournal({
    dataFolder,
    node: config.node,
    operator: tenant,
    keyring,
    now,
    random,
    mark,
    disk,
  })
  lifetime.onClose(() => journal.close())
  const witnessing = createWitnessing({
    witnesses: config.journal.witnesses,
    egress: egressToWitnesses,
    log: journal,
    disk,
    now,
  })
  await startWitnessing(witnessing)
  farewell.round = () => witnessing.round().catch(() => undefined)
  tellKeyFault = createKeyFaultNote({ journal, tenant, now })
  const backups = await openBackupsOf(outside, config, { stores: copies.stores, journal, keyring })
  if (backups !== undefined) parting.close = () => backups.close()
  const heldOutside = await createHeldOutside(config, { witnessing, backups, stores: copies.stores, journal, now })
  if (config.journal.unwitnessed) log.warn('nobody outside this machine has to hold the journal’s checkpoints')
  const recorder = createRecorder({ journal, tenant, now })
  lifetime.onClose(() => recorder.close())
  return { keys, keyring, store, places, journal, recorder, witnessing, backups, heldOutside }
}

/** Whether a witness, or a backup place under another administrator, holds a checkpoint of the journal that is not old. */
async function createHeldOutside(
  { journal: { witnesses, unwitnessed, unwitnessedMinutesMax }, backup }: Config,
  parts: {
    witnessing: Witnessing
    backups: Backups | undefined
    stores: readonly ObjectStore[]
    journal: OpenedJournal
    now: Clock
  },
): Promise<() => boolean> {
  const { witnessing, backups, stores, journal, now } = parts
  // What a witness said before this start: one that is away for a while does not make it untrue.
  const before = (await newestCosignature(journal.folder, witnesses))?.time
  const elsewhere = new Set(backup?.places.flatMap((place, n) => (place.elsewhere ? (stores[n]?.name ?? []) : [])))
  return () => {
    const shipped = (backups?.status().places ?? []).filter(({ place }) => elsewhere.has(place))
    const cosigned = [witnessing.anchored()?.at, before === undefined ? undefined : before * SECOND]
    const said = [...cosigned, ...shipped.map(({ shippedAt }) => shippedAt)]
    return unwitnessed || isHeldOutside(said, now(), unwitnessedMinutesMax * MINUTE)
  }
}

/** The backups that the configuration asks for. */
async function openBackupsOf(
  { disk, now, random }: Outside,
  config: Config,
  parts: { stores: readonly ObjectStore[]; journal: OpenedJournal; keyring: Keyring },
) {
  const { backup: settings, dataFolder, node, tenant } = config
  if (settings === undefined) return undefined
  const owner = await ownerConnection({ source: sourceOf(config), dataFolder, random })
  const pgBin = config.database.binFolder
  const held = () => isHeld(owner)
  return openBackups({ ...parts, settings, dataFolder, node, operator: tenant, owner, pgBin, held, disk, now, random })
}
