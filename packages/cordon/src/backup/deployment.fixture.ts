import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decrypter } from 'age-encryption'
import type pg from 'pg'
import { createLogKey } from '../audit/ed25519.ts'
import { nodeDisk } from '../audit/node-disk.ts'
import { type OpenedJournal, openJournal } from '../audit/open-journal.ts'
import { createKeyFiles } from '../crypto/create-key-files.ts'
import { openRootKeyFile } from '../crypto/kms/file.ts'
import { type Keys, openKeys } from '../crypto/open-keyring.ts'
import { createPlaces } from '../crypto/places.ts'
import { createRegisters } from '../crypto/registers.ts'
import { createRoots } from '../crypto/roots.ts'
import type { ObjectStore } from '../kernel/object-store.ts'
import { openStore, ownerConnection, removeStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { decrypterOf, makeIdentityFile, readIdentities } from './age/identities.ts'
import type { SnapshotDeps } from './snapshot/write.ts'
import { openDirectoryStore } from './stores/directory.ts'

export const random = (length: number): Uint8Array => randomBytes(length)

/** A deployment as a backup sees it: keys with copies in a place, a journal, a store with sealed rows of two tenants. */
export interface Deployment {
  readonly root: string
  readonly dataFolder: string
  readonly place: ObjectStore
  readonly placeFolder: string
  readonly keys: Keys
  readonly keyFiles: Awaited<ReturnType<typeof createKeyFiles>>
  readonly journal: OpenedJournal
  readonly store: Store
  readonly owner: pg.ClientConfig
  readonly recipients: string[]
  /** Identity files: the first is the machine's. */
  readonly identityFiles: string[]
  readonly decrypter: Decrypter
  /** Milliseconds; set it to let time pass. */
  readonly clock: { now: number }
  snapshotDeps(): SnapshotDeps
  fill(options: { patients: number; entries: number; secret?: (n: number) => string }): Promise<void>
  remove(): Promise<void>
}

export const TENANTS = ['north', 'south']
export const NODE_NAME = 'cordon-1'

export async function createDeployment(): Promise<Deployment> {
  const root = await mkdtemp(join(tmpdir(), 'cordon-backup-'))
  const dataFolder = join(root, 'data')
  const placeFolder = join(root, 'place')
  await mkdir(placeFolder)
  const keyFiles = await createKeyFiles({ kekPath: join(root, 'secret/kek'), dataFolder, random })
  const clock = { now: Date.UTC(2026, 10, 22, 12) }
  const now = () => clock.now
  const place = await openDirectoryStore({ folder: placeFolder, dataFolder, now: Date.now, random })
  const places = createPlaces([place])
  const registers = createRegisters({ folder: keyFiles.registerFolder, random, places })
  const roots = createRoots(await openRootKeyFile(keyFiles.kekPath, random))
  const keys = await openKeys({ roots, registers, places, now: () => Date.UTC(2026, 10, 22), random })
  await places.compare(['_node'], (name) => registers.read(name))
  const source = { kind: 'supervised' } as const
  const store = await openStore({ source, dataFolder, random })
  const journal = await openJournal({
    dataFolder,
    node: NODE_NAME,
    operator: 'north',
    keyring: keys.keyring,
    now,
    random,
  })
  const identityFiles = ['online', 'offline'].map((name) => join(root, `${name}.age-identity`))
  const made = identityFiles.map((file) => makeIdentityFile(file, random))
  const recipients = (await Promise.all(made)).map(({ recipient }) => recipient)
  const key = createLogKey(NODE_NAME, keys.keyring.checkpointSeed)
  const owner = await ownerConnection({ source, dataFolder, random })
  const here: Deployment = {
    root,
    dataFolder,
    place,
    placeFolder,
    keys,
    keyFiles,
    journal,
    store,
    owner,
    recipients,
    identityFiles,
    decrypter: decrypterOf(await readIdentities(identityFiles[0] ?? '')),
    clock,
    snapshotDeps: () => ({
      node: NODE_NAME,
      journalFolder: journal.folder,
      registerFolder: keyFiles.registerFolder,
      disk: nodeDisk,
      owner,
      configuration: `node: ${NODE_NAME}\nkeys:\n  rootFile: ${keyFiles.kekPath}\n`,
      recipients,
      signer: key.signer,
      vkey: key.vkey,
      checkpoint: () => journal.checkpoint(journal.size),
      now,
      random,
    }),
    fill: (options) => fill(here, options),
    async remove() {
      await journal.close()
      await store.close()
      await places.idle()
      await removeStore({ dataFolder, random })
      await rm(root, { recursive: true })
    },
  }
  return here
}

/** Rows sealed as each area seals them, and entries that go with them. */
async function fill(
  { keys, store, journal }: Deployment,
  { patients, entries, secret = (n) => `secret ${n}` }: Parameters<Deployment['fill']>[0],
): Promise<void> {
  for (const tenant of TENANTS) {
    const names = await keys.keyring.tenant(tenant)
    const rows: { tenant: string; ref: string; sealed: Uint8Array }[] = []
    for (let n = 0; n < patients; n++) {
      const ref = names.pseudonym('patient', `Patient/${n}`)
      const key = await keys.keyring.sealing({ tenant, purpose: 'directory' })
      const at = { tenant, table: 'patient', row: ref, column: 'sealed' }
      rows.push({ tenant, ref, sealed: key.seal(Buffer.from(secret(n)), at) })
    }
    await store.within(tenant, async (tx) => {
      for (let at = 0; at < rows.length; at += 1_000)
        await tx
          .insertInto('patient')
          .values(rows.slice(at, at + 1_000))
          .onConflict((c) => c.doNothing())
          .execute()
    })
    const event = (n: number) =>
      ({ class: 'lifecycle', v: 1, event: 'tried', detail: { text: secret(n).slice(0, 100) } }) as const
    await Promise.all(Array.from({ length: entries }, (_, n) => journal.append(tenant, event(n))))
  }
  const { size, root } = await journal.checkpoint(journal.size)
  const mark = { size: String(size), root }
  await store.shared
    .insertInto('journal_mark')
    .values({ node: NODE_NAME, ...mark })
    .onConflict((conflict) => conflict.column('node').doUpdateSet(mark))
    .execute()
  await keys.care.places?.idle()
}
