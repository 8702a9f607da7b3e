import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeDisk } from '../audit/node-disk.ts'
import { BackupSettings } from '../config/backup.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/clock.ts'
import type { ObjectStore } from '../kernel/object-store.ts'
import { type Backups, openBackups } from './backups.ts'
import { createDeployment, type Deployment, NODE_NAME, random } from './deployment.fixture.ts'
import { RESTORED_FILE } from './restore/restore.ts'
import { logVerifiers } from './snapshot/log-keys.ts'
import { snapshotKey } from './snapshot/manifest.ts'
import { listBegun, listSnapshots, openSnapshot } from './snapshot/read.ts'
import { isSnapshotDue, readBackupState, troublesOf } from './state.ts'

let here: Deployment
/** A second place that a test can take away. */
let second: ObjectStore & { away: boolean }
let held: boolean

beforeAll(async () => {
  here = await createDeployment()
  await here.fill({ patients: 5, entries: 5 })
  await writeFile(join(here.dataFolder, 'cordon.yaml'), 'database:\n  url: postgres://me:hunter2@db/x\n')
  second = { ...here.place, name: 'second', away: false }
  const objects = new Map<string, Uint8Array>()
  const unlessAway = <T>(work: () => T): T => {
    if (second.away) throw Object.assign(new Error('away'), { code: 'ENOENT' })
    return work()
  }
  Object.assign(second, {
    put: async (key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>) => {
      const parts: Uint8Array[] = []
      for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) parts.push(chunk)
      unlessAway(() => objects.set(key, Buffer.concat(parts)))
    },
    get: async (key: string) => unlessAway(() => objects.get(key)),
    async *read(key: string) {
      yield unlessAway(() => objects.get(key)) ?? new Uint8Array(0)
    },
    async *list(prefix: string) {
      yield* unlessAway(() =>
        [...objects].filter(([key]) => key.startsWith(prefix)).map(([key, { length: bytes }]) => ({ key, bytes })),
      )
    },
    remove: async (key: string) => void unlessAway(() => objects.delete(key)),
  })
})
afterAll(() => here.remove())

const settings = (changes: object = {}): BackupSettings =>
  BackupSettings.parse({
    places: [{ kind: 'directory', folder: here.placeFolder }],
    recipients: here.recipients,
    identityFile: here.identityFiles[0],
    ...changes,
  })

function open(changes: object = {}): Promise<Backups> {
  held = false
  return openBackups({
    settings: settings(changes),
    stores: [here.place, second],
    dataFolder: here.dataFolder,
    node: NODE_NAME,
    operator: 'north',
    journal: here.journal,
    keyring: here.keys.keyring,
    owner: here.owner,
    held: async () => held,
    disk: nodeDisk,
    now: () => here.clock.now,
    random,
  })
}

async function notes(event: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  for await (const { body } of here.journal.read('north'))
    if (body.class === 'lifecycle' && body.event === event) found.push(body.detail)
  return found
}

describe('the backups of a running node', { timeout: 120_000 }, () => {
  it('are red until every place has every byte and gave a proved restore', async () => {
    const backups = await open()
    expect(backups.status().troubles.map(({ what }) => what)).toEqual([
      'not_shipped',
      'not_verified',
      'not_shipped',
      'not_verified',
    ])
    await backups.ship()
    expect(backups.status().troubles.map(({ what }) => what)).toEqual(['not_verified', 'not_verified'])
    const results = await backups.create()
    expect(results.map((result) => 'rehearsal' in result)).toEqual([true, true])
    expect(backups.status().troubles).toEqual([])
    expect((await notes('backup_verified')).map(({ place }) => place)).toEqual([here.place.name, 'second'])
    expect((await readBackupState(here.dataFolder)).places.map(({ verified }) => verified?.entries)).toEqual(
      backups.status().places.map(({ verified }) => verified?.entries),
    )
  })

  it('go on at the others while one place is away, say so with the age of its newest byte, and catch up', async () => {
    const backups = await open()
    await backups.ship()
    second.away = true
    await here.fill({ patients: 5, entries: 5 })
    here.clock.now += 5 * MINUTE
    await backups.ship()
    const [first, away] = backups.status().places
    expect(first?.shipped).toBe(here.journal.size)
    expect(away?.shipped).toBeLessThan(here.journal.size)
    expect(backups.status().troubles).toMatchObject([
      { place: 'second', what: 'not_shipped', ageMs: 5 * MINUTE, fault: 'internal' },
    ])
    const results = await backups.create()
    expect(results.map((result) => 'rehearsal' in result)).toEqual([true, false])
    expect(await notes('backup_failed')).toEqual([{ place: 'second', code: 'internal' }])
    second.away = false
    await backups.ship()
    expect(backups.status().troubles).toEqual([])
    expect(backups.status().places[1]?.shipped).toBe(here.journal.size)
  })

  it('keep no password that the configuration holds, and refuse to be opened by nobody here', async () => {
    const files = await readFile(join(here.dataFolder, 'cordon.yaml'), 'utf8')
    expect(files).toContain('hunter2')
    const verifiers = logVerifiers(NODE_NAME, here.keys.keyring.checkpointSeed)
    const [id = ''] = await listSnapshots(here.place)
    const snapshot = await openSnapshot(id, { store: here.place, decrypter: here.decrypter, verifiers })
    expect(await snapshot.text('cordon.yaml')).toBe('database: {}\n')
    await expect(open({ identityFile: here.keyFiles.recoveryPath })).rejects.toMatchObject({ code: 'keys_unavailable' })
    const [, offline = ''] = here.recipients
    const others = [offline, 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq']
    await expect(open({ recipients: others })).rejects.toMatchObject({ code: 'config_invalid' })
    expect(() => settings({ recipients: [offline] })).toThrow('at least two')
    expect(() => settings({ recipients: [offline, offline] })).toThrow('twice')
  })

  it('expire whole, never the newest proved one, and not at all while a legal hold stands', async () => {
    const backups = await open({ keepDays: 2 })
    const before = await listSnapshots(here.place)
    expect(before.length).toBe(2)
    // Begun and never finished, long ago.
    await here.place.put(snapshotKey('20200101T000000Z-abcdef', 'database/patient.age'), Buffer.from('x'))
    here.clock.now += 3 * DAY
    held = true
    expect(await backups.prune()).toBe(0)
    held = false
    expect(await backups.prune()).toBeGreaterThan(0)
    const kept = backups.status().places[0]?.verified?.snapshot ?? ''
    expect(await listBegun(here.place)).toEqual([kept])
    expect(before).toContain(kept)
  })

  it('do not expire while it is not known which one was proved, nor when that one is gone', async () => {
    const kept = await listSnapshots(here.place)
    const file = join(here.dataFolder, 'backup.json')
    const before = await readFile(file, 'utf8')
    here.clock.now += 100 * DAY
    for (const odd of ['', '{"places":[{"place":7}]}', before.slice(0, -5)]) {
      await writeFile(file, odd)
      const refused = { code: 'data_folder_invalid', at: 'backup.json' }
      await expect((await open({ keepDays: 1 })).prune()).rejects.toMatchObject(refused)
    }
    await rm(file)
    expect(await (await open({ keepDays: 1 })).prune()).toBe(0)
    await writeFile(file, before)
    const state = JSON.parse(before) as { places: { verified: { snapshot: string } }[] }
    for (const { verified } of state.places) verified.snapshot = '20200101T000000Z-000000'
    await writeFile(file, JSON.stringify(state))
    await expect((await open({ keepDays: 1 })).prune()).rejects.toMatchObject({ code: 'backup_incomplete' })
    expect(await listSnapshots(here.place)).toEqual(kept)
    await writeFile(file, before)
    here.clock.now -= 100 * DAY
  })

  it('that are late are found by their age', () => {
    const at = here.clock.now
    const verified = { snapshot: 's', at, entries: 1, rows: 1 }
    const state = [{ place: 'p', shipped: 1, shippedAt: at, verified }]
    const every = settings()
    expect(troublesOf(state, every, at + 40 * SECOND)).toEqual([])
    expect(troublesOf(state, every, at + 51 * SECOND).map(({ what }) => what)).toEqual(['not_shipped'])
    const fresh = (now: number) => [{ ...state[0], place: 'p', shippedAt: now }]
    expect(troublesOf(fresh(at + DAY), every, at + DAY)).toEqual([])
    expect(troublesOf(fresh(at + DAY + 1), every, at + DAY + 1).map(({ what }) => what)).toEqual(['not_verified'])
    expect(isSnapshotDue(state, every, at + 22 * HOUR)).toBe(false)
    expect(isSnapshotDue(state, every, at + 23 * HOUR)).toBe(true)
    expect(isSnapshotDue([{ place: 'p' }], every, at)).toBe(true)
  })

  it('of a restored data folder begin with an entry that says where it came from', async () => {
    await writeFile(
      join(here.dataFolder, RESTORED_FILE),
      JSON.stringify({ snapshot: 's', place: 'p', entries: 3, entriesOfSnapshot: 2, known: 5 }),
    )
    await open()
    await open()
    expect(await notes('restored')).toEqual([{ snapshot: 's', place: 'p', entries: 3, entriesOfSnapshot: 2, known: 5 }])
  })
})
