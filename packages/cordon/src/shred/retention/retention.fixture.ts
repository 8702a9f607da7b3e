import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntryBody } from '@cordon/contract'
import { nodeDisk } from '../../audit/node-disk.ts'
import { type OpenedJournal, openJournal } from '../../audit/open-journal.ts'
import { createProjection, type Damage, type Projection } from '../../audit/reading/projection.ts'
import { createJournalReading, type JournalReading } from '../../audit/reading/read-journal.ts'
import { JournalRetention } from '../../config/retention.ts'
import { createKeyFiles } from '../../crypto/create-key-files.ts'
import { random } from '../../crypto/keys.fixture.ts'
import { openRootKeyFile } from '../../crypto/kms/file.ts'
import { type Keys, openKeys } from '../../crypto/open-keyring.ts'
import { createMemoryPlace, type MemoryPlace } from '../../crypto/places.fixture.ts'
import { createPlaces } from '../../crypto/places.ts'
import { createRegisters } from '../../crypto/registers.ts'
import { createRoots } from '../../crypto/roots.ts'
import type { Change } from '../../identity/change.ts'
import { twoPeople } from '../../identity/real-parts.fixtures.ts'
import { DAY } from '../../kernel/clock.ts'
import { createIds } from '../../kernel/id.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { createHolds, type Holds } from '../holds.ts'
import { createJournalExpiry, type ExpiryDeps, type JournalExpiry } from './expire-journal.ts'

export { random }
export const TENANT = 'clinic'
export const JANUARY = Date.UTC(2026, 0, 10, 12)

/** The real parts, but for what a test puts in their stead: keys, journal, database and a place for copies. */
export interface Opened {
  readonly keys: Keys
  readonly journal: OpenedJournal
  readonly projection: Projection
  readonly reading: JournalReading
  readonly holds: Holds
  readonly deps: ExpiryDeps
  readonly expiry: JournalExpiry
}

export interface World {
  readonly store: Store
  readonly place: MemoryPlace
  readonly node: string
  readonly dataFolder: string
  readonly damages: Damage[]
  readonly parts: Opened
  ms: number
  /** Lets the journal go on until `days` later, an entry a month. */
  pass(days: number): Promise<void>
  append(...bodies: EntryBody[]): Promise<void>
  /** As after a kill and a start. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A database for all tests of a file; each has a journal and keys of its own. */
export async function openDatabase(): Promise<{ store: Store; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-retention-db-'))
  const dataFolder = join(folder, 'data')
  await mkdir(dataFolder)
  for (const each of [folder, dataFolder]) await chmod(each, 0o711)
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  return {
    store,
    close: async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const RETENTION = JournalRetention.parse({ days: { intent: 365, authentication: 365 } })

let worlds = 0

export async function createWorld(store: Store): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'cordon-retention-'))
  const dataFolder = join(root, 'data')
  const files = await createKeyFiles({ kekPath: join(root, 'secret/kek'), dataFolder, random })
  const place = createMemoryPlace('s3:far')
  const node = `test-${worlds++}`
  const damages: Damage[] = []
  const now = () => world.ms
  const open = async (): Promise<Opened> => {
    const places = createPlaces([place])
    const registers = createRegisters({ folder: files.registerFolder, random, places })
    const roots = createRoots(await openRootKeyFile(files.kekPath, random))
    const keys = await openKeys({ roots, registers, places, now, random })
    const { keyring, care } = keys
    const journal = await openJournal({ dataFolder, node, operator: TENANT, keyring, now, random, disk: nodeDisk })
    const record = async (tenant: string, principal: string, one: Change) =>
      void (await journal.append(tenant, { class: 'configuration', v: 1, principal, ...one }))
    const onDamage = (_tenant: string, why: Damage) => void damages.push(why)
    const projection = createProjection({ store, journal, keyring, node, onDamage })
    const parts = { store, keyring, care, journal, projection, journalFolder: journal.folder, disk: nodeDisk, now }
    const deps: ExpiryDeps = { ...parts, days: RETENTION.days, operator: TENANT }
    return {
      keys,
      journal,
      projection,
      reading: createJournalReading({ journal, keyring, projection }),
      holds: createHolds({ store, keyring, secondPerson: twoPeople, record, now, newId: createIds({ now, random }) }),
      deps,
      expiry: createJournalExpiry(deps),
    }
  }
  let opened: Opened | undefined
  const world: World = {
    store,
    place,
    node,
    dataFolder,
    damages,
    ms: JANUARY,
    get parts() {
      if (opened === undefined) throw new Error('not open')
      return opened
    },
    async pass(days) {
      const end = world.ms + days * DAY
      for (; world.ms < end; world.ms = Math.min(end, world.ms + 30 * DAY)) await world.append(tick)
    },
    async append(...bodies) {
      for (const body of bodies) await world.parts.journal.append(TENANT, body)
    },
    async restart() {
      await opened?.journal.close()
      opened = await open()
    },
    async close() {
      await opened?.journal.close()
      await rm(root, { recursive: true, force: true })
    },
  }
  opened = await open()
  return world
}

const HASH = 'a'.repeat(64)
const tick: EntryBody = { class: 'lifecycle', v: 1, event: 'a month went by', detail: {} }

/** One request of a patient's for research: asked, disclosed to a vendor, answered. */
export function request(id: string, patient = 'P'.repeat(22)): EntryBody[] {
  const asking = { request: id, principal: 'ann', application: 'chart', purpose: 'HRESCH', patient }
  return [
    { class: 'intent', v: 1, ...asking, route: 'chat/completions' },
    {
      class: 'disclosure',
      v: 2,
      ...asking,
      attempt: 1,
      vendor: 'acme',
      account: 'a',
      region: 'us',
      model: 'm',
      basis: 'agreement',
      agreement: 'baa',
      agreementDocument: HASH,
      decision: { effect: 'permit', rule: 'all', policy: 'p', policyHash: HASH },
      policy: 'limited/1',
      policyHash: HASH,
      detectorHash: HASH,
      label: 'phi',
      payloadSalt: 's',
      payloadHash: HASH,
      payloadBytes: 9,
      identifiers: {},
      turnsRevised: 0,
      passages: 1,
      resources: [],
    },
    {
      class: 'outcome',
      v: 2,
      ...asking,
      outcome: 'answered',
      reasons: [],
      attempts: 1,
      bytesOut: 1,
      ms: 1,
      hops: {},
    },
  ]
}
