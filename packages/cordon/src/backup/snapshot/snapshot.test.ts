import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNoteKey } from '../../audit/ed25519.ts'
import { createSurroundings, intent } from '../../audit/journal.fixture.ts'
import { nodeDisk } from '../../audit/node-disk.ts'
import { createEgress } from '../../kernel/egress.ts'
import { decrypterOf, makeIdentityFile, readIdentities } from '../age/identities.ts'
import { createDeployment, type Deployment, NODE_NAME, random, TENANTS } from '../deployment.fixture.ts'
import { PLACE_LIMITS } from '../stores/limits.ts'
import { openS3Store } from '../stores/s3.ts'
import { startS3 } from '../stores/s3-server.fixture.ts'
import { logVerifiers } from './log-keys.ts'
import { type Manifest, signManifest, snapshotKey } from './manifest.ts'
import { listSnapshots, openSnapshot, type ReadDeps, type Snapshot } from './read.ts'
import { rehearse } from './rehearse.ts'
import { removeSnapshot, writeSnapshot } from './write.ts'

/** Texts that would stand somewhere in the files if anything left the seals. */
const CANARIES = 10_000
const canary = (n: number): string => `Canary-${n}-Zebulon-Quartermain-${(n * 7919) % 100_003}`

let here: Deployment
let manifest: Manifest

beforeAll(async () => {
  here = await createDeployment()
  await here.fill({ patients: CANARIES / 2, entries: 150, secret: canary })
  manifest = await writeSnapshot(here.place, here.snapshotDeps())
})
afterAll(() => here.remove())

const reading = (changes: Partial<ReadDeps> = {}): ReadDeps => ({
  store: here.place,
  decrypter: here.decrypter,
  verifiers: logVerifiers(NODE_NAME, here.keys.keyring.checkpointSeed),
  ...changes,
})

const tried = (snapshot: Snapshot, live = here.journal.folder) =>
  rehearse(snapshot, {
    disk: nodeDisk,
    scratchIn: join(here.root, 'scratch'),
    keys: { keyring: here.keys.keyring, registerFolder: here.keyFiles.registerFolder },
    live,
    now: Date.now,
    random,
  })

const pathOf = (name: string) => join(here.placeFolder, snapshotKey(manifest.id, name))

/** Changes a file of the place for one claim. */
async function changed(name: string, change: (bytes: Buffer) => Buffer, claim: () => Promise<void>): Promise<void> {
  const whole = await readFile(pathOf(name))
  await writeFile(pathOf(name), change(Buffer.from(whole)))
  try {
    await claim()
  } finally {
    await writeFile(pathOf(name), whole)
  }
}

async function readOne(name: string): Promise<void> {
  const snapshot = await openSnapshot(manifest.id, reading())
  for await (const _ of snapshot.read(name));
}

// Each starts databases of its own, on a machine that may be busy.
describe('a snapshot', { timeout: 120_000 }, () => {
  it('restores into scratch: the journal to its checkpoint, every row, a sample of every tenant opened', async () => {
    const found = await tried(await openSnapshot(manifest.id, reading()))
    expect(found).toMatchObject({ snapshot: manifest.id, entries: manifest.size, root: manifest.root })
    expect(found.rows).toBe(TENANTS.length * (CANARIES / 2) + 1)
    expect(Object.keys(found.opened).sort()).toEqual(TENANTS)
    expect(await readdir(join(here.root, 'scratch'))).toEqual([])
  })

  it('holds no register and no key', async () => {
    const registers = await readdir(here.keyFiles.registerFolder)
    expect(registers.length).toBeGreaterThan(2)
    const names = manifest.files.map(({ name }) => name)
    expect(names.filter((name) => /key|register|_node/.test(name)).toSorted()).toEqual([
      // HMACs of API keys, and public halves.
      'database/api_key',
      'database/passkey',
      'journal/log.vkey',
    ])
  })

  it('goes to an S3 store as well, large files in parts, and comes back the same', async () => {
    const server = await startS3({ versioned: true })
    const egress = createEgress({ limits: PLACE_LIMITS })
    try {
      const { endpoint, bucket, region, credentials } = server
      const store = await openS3Store({ place: { endpoint, bucket, region }, egress, credentials })
      const { id, files } = await writeSnapshot(store, here.snapshotDeps())
      const snapshot = await openSnapshot(id, reading({ store }))
      for (const { name } of files) for await (const _ of snapshot.read(name));
      expect((await snapshot.tables()).find(({ name }) => name === 'patient')?.rows).toBe(CANARIES)
      await removeSnapshot(store, id)
      expect(server.versions.size).toBe(0)
    } finally {
      await egress.close()
      await server.close()
    }
  })

  it('shows nothing of what it holds in its files: not in clear, base64, hex or UTF-16', async () => {
    const files = await readdir(join(here.placeFolder, 'snapshots'), { recursive: true, withFileTypes: true })
    const found: string[] = []
    for (const file of files.filter((entry) => entry.isFile())) {
      const bytes = await readFile(join(file.parentPath, file.name))
      // Every canary begins so; each form is looked for at all its alignments.
      for (const needle of formsOf('Canary-')) if (bytes.includes(needle)) found.push(file.name)
      for (let n = 0; n < CANARIES / 2; n += 499) if (bytes.includes(Buffer.from(canary(n)))) found.push(file.name)
    }
    expect(files.length).toBeGreaterThan(15)
    expect(found).toEqual([])
  })

  it('says when the journal beside it is not the one that was backed up', async () => {
    const other = await createSurroundings()
    const journal = await other.open({ node: NODE_NAME, keyring: here.keys.keyring })
    try {
      await Promise.all(Array.from({ length: 400 }, (_, n) => journal.append('home', intent(`r${n}`))))
      await journal.checkpoint(journal.size)
      await expect(tried(await openSnapshot(manifest.id, reading()), journal.folder)).rejects.toMatchObject({
        code: 'journal_damaged',
      })
    } finally {
      await journal.close()
      await other.remove()
    }
  })
})

// Each starts databases of its own, on a machine that may be busy.
describe('a snapshot is refused', { timeout: 120_000 }, () => {
  it('by a key that is none of its recipients’', async () => {
    const file = join(here.root, 'stranger')
    await makeIdentityFile(file, random)
    const snapshot = await openSnapshot(manifest.id, reading({ decrypter: decrypterOf(await readIdentities(file)) }))
    await expect(tried(snapshot)).rejects.toMatchObject({ code: 'backup_key_wrong' })
  })

  it('with any one of its files edited', async () => {
    for (const { name, sealedBytes } of manifest.files) {
      const flip = (bytes: Buffer) => {
        bytes[sealedBytes - 3] = (bytes[sealedBytes - 3] ?? 0) ^ 1
        return bytes
      }
      await changed(`${name}.age`, flip, () =>
        expect(readOne(name), name).rejects.toMatchObject({ code: 'backup_damaged' }),
      )
    }
  })

  it('with any one of its files truncated or missing', async () => {
    for (const { name } of manifest.files) {
      const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)
      await changed(`${name}.age`, cut, () =>
        expect(readOne(name), name).rejects.toMatchObject({ code: 'backup_damaged' }),
      )
    }
    const whole = await readFile(pathOf('database/patient.age'))
    await here.place.remove(snapshotKey(manifest.id, 'database/patient.age'))
    await expect(openSnapshot(manifest.id, reading())).rejects.toMatchObject({
      code: 'backup_incomplete',
      at: `${manifest.id}: database/patient`,
    })
    await writeFile(pathOf('database/patient.age'), whole)
  })

  it('with two of its files exchanged', async () => {
    const [a, b] = [await readFile(pathOf('database/patient.age')), await readFile(pathOf('database/body.age'))]
    await changed(
      'database/patient.age',
      () => b,
      async () => {
        await changed(
          'database/body.age',
          () => a,
          () => expect(readOne('database/patient')).rejects.toMatchObject({ code: 'backup_damaged' }),
        )
      },
    )
  })

  it('with its manifest edited, cut, signed by a stranger, or another’s', async () => {
    const edits: ((bytes: Buffer) => Buffer)[] = [
      (bytes) => Buffer.from(bytes.toString().replace('"size":', '"size": ')),
      (bytes) => bytes.subarray(0, bytes.length / 2),
      () => Buffer.alloc(0),
    ]
    for (const edit of edits)
      await changed('manifest', edit, () =>
        expect(openSnapshot(manifest.id, reading())).rejects.toMatchObject({ code: 'backup_damaged' }),
      )
    const stranger = createNoteKey(`cordon/${NODE_NAME}`, random(32))
    const forged = Buffer.from(await signManifest(manifest, stranger.signer))
    await changed(
      'manifest',
      () => forged,
      () => expect(openSnapshot(manifest.id, reading())).rejects.toMatchObject({ code: 'backup_damaged' }),
    )
    const another = Buffer.from(
      await signManifest({ ...manifest, id: '20200101T000000Z-000000' }, here.snapshotDeps().signer),
    )
    await changed(
      'manifest',
      () => another,
      () => expect(openSnapshot(manifest.id, reading())).rejects.toMatchObject({ code: 'backup_damaged' }),
    )
  })

  it('of a newer format, or a newer schema, as newer', async () => {
    const newer = (bytes: Buffer) => Buffer.from(bytes.toString().replace('cordon-backup/1', 'cordon-backup/2'))
    await changed('manifest', newer, () =>
      expect(openSnapshot(manifest.id, reading())).rejects.toMatchObject({ code: 'backup_newer' }),
    )
    const migrations = [...manifest.migrations, { name: '9999-later.sql', checksum: 'x' }]
    const note = Buffer.from(await signManifest({ ...manifest, migrations }, here.snapshotDeps().signer))
    await changed(
      'manifest',
      () => note,
      async () =>
        expect(tried(await openSnapshot(manifest.id, reading()))).rejects.toMatchObject({ code: 'backup_newer' }),
    )
  })

  it('without a manifest: it was never finished', async () => {
    const unfinished = await writeSnapshot(here.place, here.snapshotDeps())
    await here.place.remove(snapshotKey(unfinished.id, 'manifest'))
    expect(await listSnapshots(here.place)).toEqual([manifest.id])
    await expect(openSnapshot(unfinished.id, reading())).rejects.toMatchObject({ code: 'backup_incomplete' })
    await removeSnapshot(here.place, unfinished.id)
    expect(await readdir(join(here.placeFolder, 'snapshots', unfinished.id)).catch(() => [])).toEqual([])
  })

  it('when its place is away', async () => {
    const away = { ...here.place, read: () => here.place.read('snapshots/gone') }
    const snapshot = await openSnapshot(manifest.id, reading({ store: away }))
    await expect(tried(snapshot)).rejects.toMatchObject({ code: 'backup_incomplete' })
  })
})

/** A text as it may stand in a file. */
function formsOf(text: string): Buffer[] {
  const raw = Buffer.from(text)
  const base64 = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64')
    return shifted.slice(Math.ceil((shift * 4) / 3), -4)
  })
  const hex = raw.toString('hex')
  return [
    raw,
    Buffer.from(text, 'utf16le'),
    Buffer.from(hex),
    Buffer.from(hex.toUpperCase()),
    ...base64.map((one) => Buffer.from(one)),
  ]
}
