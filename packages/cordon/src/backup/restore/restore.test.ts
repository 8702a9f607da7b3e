import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createNoteKey } from '../../audit/ed25519.ts'
import { nodeDisk } from '../../audit/node-disk.ts'
import { openJournal } from '../../audit/open-journal.ts'
import { openKeyring } from '../../crypto/open-keyring.ts'
import { readMark } from '../../jobs/mark.queries.ts'
import { openStore, removeStore } from '../../store/open.ts'
import { makeIdentityFile } from '../age/identities.ts'
import { recoveryRecipient } from '../age/recovery-key.ts'
import { createDeployment, type Deployment, NODE_NAME, random } from '../deployment.fixture.ts'
import { createShipping } from '../journal/ship.ts'
import { windowKey } from '../journal/shipped.ts'
import { snapshotKey } from '../snapshot/manifest.ts'
import { writeSnapshot } from '../snapshot/write.ts'
import { rootFileKeys, type Way } from './keys.ts'
import { type RestoreDeps, type Restored, restore } from './restore.ts'
import { verifyAway } from './verify.ts'

let here: Deployment
let shippedRoot: string
let shippedSize: number
let snapshot: string

beforeAll(async () => {
  here = await createDeployment()
  await here.fill({ patients: 40, entries: 30 })
  const recipients = [...here.recipients, await recoveryRecipient(here.keyFiles.registerFolder)]
  snapshot = (await writeSnapshot(here.place, { ...here.snapshotDeps(), recipients })).id
  await here.fill({ patients: 40, entries: 60 })
  const { size, root } = await here.journal.checkpoint(here.journal.size)
  await createShipping({ disk: nodeDisk, folder: here.journal.folder, store: here.place }).ship()
  ;[shippedSize, shippedRoot] = [size, root]
})
afterAll(() => here.remove())

const recovery = (newRoot?: string): Way & { kind: 'recovery' } => ({
  kind: 'recovery',
  recoveryFile: here.keyFiles.recoveryPath,
  ...(newRoot === undefined ? {} : { newRoot }),
})
const byRoot = (identityFile = here.identityFiles[1] ?? ''): Way & { kind: 'root' } => ({
  kind: 'root',
  identityFile,
  openKeys: rootFileKeys(here.keyFiles.kekPath, { now: Date.now, random }),
})

function into(name: string, changes: Partial<RestoreDeps> = {}): Promise<Restored> {
  const rootFile = join(here.root, `${name}-keys/root.key`)
  return restore({
    store: here.place,
    dataFolder: join(here.root, name),
    way: recovery(rootFile),
    keysSetting: { rootFile },
    database: { kind: 'supervised' },
    disk: nodeDisk,
    now: Date.now,
    random,
    ...changes,
  })
}

/** Opens what was restored as a server does. */
async function withRestored<T>(
  name: string,
  kekPath: string,
  work: (opened: {
    store: Awaited<ReturnType<typeof openStore>>
    keyring: Awaited<ReturnType<typeof openKeyring>>
    openJournal: () => ReturnType<typeof openJournal>
  }) => Promise<T>,
): Promise<T> {
  const dataFolder = join(here.root, name)
  const keyring = await openKeyring({ kekPath, registerFolder: join(dataFolder, 'keys'), now: Date.now, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  try {
    const mark = await readMark(store.shared, NODE_NAME)
    const deps = { dataFolder, node: NODE_NAME, operator: 'north', keyring, now: Date.now, random, mark }
    return await work({ store, keyring, openJournal: () => openJournal(deps) })
  } finally {
    await store.close()
    await removeStore({ dataFolder, random })
  }
}

// Each starts databases of its own, on a machine that may be busy.
describe('a restore', { timeout: 120_000 }, () => {
  it('with the recovery key alone gives back every row and every shipped entry, under a new root key', async () => {
    const restored = await into('recovered')
    expect(restored).toMatchObject({
      snapshot,
      entries: shippedSize,
      root: shippedRoot,
      known: shippedSize,
      trust: 'sealed',
    })
    expect(restored.entriesOfSnapshot).toBeLessThan(shippedSize)
    const kekPath = join(here.root, 'recovered-keys/root.key')
    await withRestored('recovered', kekPath, async (opened) => {
      const journal = await opened.openJournal()
      expect(journal.size).toBeGreaterThanOrEqual(shippedSize)
      const read = []
      for await (const { index } of journal.read('south')) read.push(index)
      expect(read.length).toBe(90)
      await journal.close()
      const rows = await opened.store.within('south', (tx) => tx.selectFrom('patient').selectAll().execute())
      expect(rows.length).toBe(40)
      const [row] = rows
      if (row === undefined) throw new Error('no row')
      const key = await opened.keyring.opening('south', row.sealed)
      const place = { tenant: 'south', table: 'patient', row: row.ref, column: 'sealed' }
      expect(Buffer.from(key.open(row.sealed, place)).toString()).toMatch(/^secret \d+$/)
    })
    const configuration = parse(await readFile(join(here.root, 'recovered/cordon.yaml'), 'utf8')) as object
    expect(configuration).toEqual({ node: NODE_NAME, keys: { rootFile: kekPath } })
    expect((await stat(kekPath)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(here.root, 'recovered'))).not.toContain('restoring')
  })

  it('without the last entries is seen to be a rollback, and no journal opens on it', async () => {
    const segment = '000000000000.log'
    const window = await here.place.get(windowKey(1, segment, 0), 1_000_000)
    await here.place.remove(windowKey(1, segment, 0))
    const restored = await into('shorter', { way: byRoot(), keysSetting: { rootFile: here.keyFiles.kekPath } })
    await here.place.put(windowKey(1, segment, 0), window ?? new Uint8Array(0))
    expect(restored).toMatchObject({ entries: restored.entriesOfSnapshot, known: shippedSize })
    await withRestored('shorter', here.keyFiles.kekPath, async (opened) => {
      await expect(opened.openJournal()).rejects.toMatchObject({
        code: 'journal_damaged',
        at: expect.stringContaining(`${shippedSize}`),
      })
    })
  })

  it('goes into an empty folder only, and leaves any other as it is', async () => {
    await mkdir(join(here.root, 'taken'))
    await writeFile(join(here.root, 'taken/file'), 'mine')
    await expect(into('taken')).rejects.toMatchObject({ code: 'restore_target_not_empty' })
    expect(await readdir(join(here.root, 'taken'))).toEqual(['file'])
  })

  it('that fails leaves nothing half restored', async () => {
    const stranger = join(here.root, 'stranger')
    await makeIdentityFile(stranger, random)
    const otherRecovery = { ...recovery(), recoveryFile: join(here.root, 'other.recovery') }
    await writeFile(otherRecovery.recoveryFile, `cordon-recovery-1:${Buffer.from(random(32)).toString('base64url')}\n`)
    const patient = await here.place.get(snapshotKey(snapshot, 'database/patient.age'), 10_000_000)
    const edited = Buffer.from(patient ?? '')
    edited[edited.length - 1] = (edited.at(-1) ?? 0) ^ 1
    const away = { ...here.place, list: () => here.place.list('nothing/') }
    const cases: [string, Partial<RestoreDeps>, string][] = [
      ['wrong identity', { way: byRoot(stranger) }, 'backup_key_wrong'],
      ['wrong recovery key', { way: otherRecovery }, 'keys_unavailable'],
      ['another log’s key', { vkey: createNoteKey(`cordon/${NODE_NAME}`, random(32)).vkey }, 'backup_damaged'],
      ['no such snapshot', { snapshot: '20200101T000000Z-000000' }, 'backup_incomplete'],
      ['an empty place', { store: away }, 'backup_incomplete'],
    ]
    for (const [name, changes, code] of cases) {
      await expect(into('failed', changes), name).rejects.toMatchObject({ code })
      expect(await readdir(join(here.root, 'failed')), name).toEqual([])
    }
    await here.place.put(snapshotKey(snapshot, 'database/patient.age'), edited)
    await expect(into('failed')).rejects.toMatchObject({ code: 'backup_damaged' })
    await here.place.put(snapshotKey(snapshot, 'database/patient.age'), patient ?? new Uint8Array(0))
    expect(await readdir(join(here.root, 'failed'))).toEqual([])
  })
})

// Each starts databases of its own, on a machine that may be busy.
describe('a backup is verified away from its machine', { timeout: 120_000 }, () => {
  const away = (way: Way, vkey?: string) =>
    verifyAway({ store: here.place, way, vkey, disk: nodeDisk, now: Date.now, random })

  it('with the recovery key alone', async () => {
    const found = await away(recovery(), here.journal.vkey)
    expect(found).toMatchObject({ snapshot, keys: true, trust: 'given' })
    expect(Object.keys(found.opened).sort()).toEqual(['north', 'south'])
  })

  it('with an identity alone, and says that the key beside the backup was believed', async () => {
    const found = await away({ kind: 'identity', identityFile: here.identityFiles[1] ?? '' })
    expect(found).toMatchObject({ snapshot, keys: false, trust: 'beside', opened: {} })
    const other = `cordon/${NODE_NAME}+00000000+AAAA`
    await expect(away({ kind: 'identity', identityFile: here.identityFiles[1] ?? '' }, other)).rejects.toMatchObject({
      code: 'usage',
    })
  })
})
