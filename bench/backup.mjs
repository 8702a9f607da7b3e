// A backup of one gigabyte (or MIB= as many MiB): written to a second directory, restored into scratch and verified,
// then restored into an empty folder; the heads of the two journals compared. Bar: create and restore, 5 minutes each.
//
//   npm run build && node bench/backup.mjs            1,024 MiB; takes minutes and 5 GiB of the temporary folder
//   MIB=64 node bench/backup.mjs
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const built = new URL('../packages/cordon/dist/', import.meta.url)
const from = (path) => import(new URL(path, built).href)
const { makeIdentityFile, readIdentities, decrypterOf } = await from('backup/age/identities.js')
const { createShipping } = await from('backup/journal/ship.js')
const { rootFileKeys } = await from('backup/restore/keys.js')
const { restore } = await from('backup/restore/restore.js')
const { logVerifiers } = await from('backup/snapshot/log-keys.js')
const { openSnapshot } = await from('backup/snapshot/read.js')
const { rehearse } = await from('backup/snapshot/rehearse.js')
const { writeSnapshot } = await from('backup/snapshot/write.js')
const { openDirectoryStore } = await from('backup/stores/directory.js')
const { createNoteKey } = await from('audit/ed25519.js')
const { nodeDisk } = await from('audit/node-disk.js')
const { openJournal } = await from('audit/open-journal.js')
const { createKeyFiles } = await from('crypto/create-key-files.js')
const { openRootKeyFile } = await from('crypto/kms/file.js')
const { openKeys } = await from('crypto/open-keyring.js')
const { createPlaces } = await from('crypto/places.js')
const { createRegisters } = await from('crypto/registers.js')
const { createRoots } = await from('crypto/roots.js')
const { openStore, ownerConnection, removeStore } = await from('store/open.js')

const MIB = Number(process.env.MIB ?? 1024)
const NODE = 'bench'
const random = (length) => randomBytes(length)
const now = () => Date.now()
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

async function timed(work) {
  const began = performance.now()
  const result = await work()
  return { result, ms: performance.now() - began }
}

const root = await mkdtemp(join(tmpdir(), 'cordon-bench-backup-'))
const dataFolder = join(root, 'data')
const placeFolder = join(root, 'place')
await mkdir(placeFolder)
const keyFiles = await createKeyFiles({ kekPath: join(root, 'secret/kek'), dataFolder, random })
const place = await openDirectoryStore({ folder: placeFolder, dataFolder, now, random })
const places = createPlaces([place])
const registers = createRegisters({ folder: keyFiles.registerFolder, random, places })
const roots = createRoots(await openRootKeyFile(keyFiles.kekPath, random))
const { keyring } = await openKeys({ roots, registers, places, now, random })
await places.compare(['_node'], (name) => registers.read(name))
const source = { kind: 'supervised' }
const store = await openStore({ source, dataFolder, random })
const journal = await openJournal({ dataFolder, node: NODE, operator: 'main', keyring, now, random })

// Three quarters sealed rows (notes of 8 KiB), one quarter journal.
const rows = Math.round((MIB * 0.75 * 1024) / 8)
const key = await keyring.sealing({ tenant: 'main', purpose: 'directory' })
for (let at = 0; at < rows; at += 500) {
  const batch = Array.from({ length: Math.min(500, rows - at) }, (_, n) => {
    const ref = `d${at + n}`
    const sealed = key.seal(random(8 * 1024 - 64), { tenant: 'main', table: 'document', row: ref, column: 'sealed' })
    return { tenant: 'main', ref, patient: `p${(at + n) % 1000}`, digest: 'x', sealed }
  })
  await store.within('main', (tx) => tx.insertInto('document').values(batch).execute())
}
const ENTRY_BYTES = 4096
const entries = Math.round((MIB * 0.25 * 1024 * 1024) / ENTRY_BYTES)
const texts = Object.fromEntries(Array.from({ length: 19 }, (_, n) => [`t${n}`, 'x'.repeat(190)]))
for (let at = 0; at < entries; at += 1000) {
  const event = { class: 'lifecycle', v: 1, event: 'bench', detail: texts }
  await Promise.all(Array.from({ length: Math.min(1000, entries - at) }, () => journal.append('main', event)))
}
await places.idle()

const identityFile = join(root, 'online.age')
const recipients = [
  (await makeIdentityFile(identityFile, random)).recipient,
  (await makeIdentityFile(join(root, 'offline.age'), random)).recipient,
]
const owner = await ownerConnection({ source, dataFolder, random })
const rss = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage().rss)
}, 100)
let highest = process.memoryUsage().rss
const before = highest

const written = await timed(() =>
  writeSnapshot(place, {
    node: NODE,
    journalFolder: journal.folder,
    disk: nodeDisk,
    owner,
    configuration: `node: ${NODE}\n`,
    recipients,
    signer: createNoteKey(journal.origin, keyring.checkpointSeed).signer,
    vkey: journal.vkey,
    checkpoint: () => journal.checkpoint(journal.size),
    now,
    random,
  }),
)
const manifest = written.result
const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
const decrypter = decrypterOf(await readIdentities(identityFile))
const snapshot = await openSnapshot(manifest.id, {
  store: place,
  decrypter,
  verifiers: logVerifiers(NODE, keyring.checkpointSeed),
})
const proved = await timed(() =>
  rehearse(snapshot, {
    disk: nodeDisk,
    scratchIn: join(root, 'scratch'),
    keys: { keyring, registerFolder: keyFiles.registerFolder },
    live: journal.folder,
    now,
    random,
  }),
)
const shipped = await timed(() => createShipping({ disk: nodeDisk, folder: journal.folder, store: place }).ship())
const head = await journal.checkpoint(journal.size)
await journal.close()
await store.close()
await removeStore({ dataFolder, random })

const restored = await timed(() =>
  restore({
    store: place,
    dataFolder: join(root, 'restored'),
    way: { kind: 'root', identityFile, openKeys: rootFileKeys(keyFiles.kekPath, { now, random }) },
    keysSetting: { rootFile: keyFiles.kekPath },
    database: source,
    disk: nodeDisk,
    now,
    random,
  }),
)
clearInterval(rss)
await removeStore({ dataFolder: join(root, 'restored'), random })
await rm(root, { recursive: true })

const gib = bytes / 1024 ** 3
const rate = (ms) => `${(bytes / 1024 ** 2 / (ms / 1000)).toFixed(0)} MiB/s`
console.log(`snapshot            ${gib.toFixed(2)} GiB: ${rows} rows, ${manifest.size} entries`)
console.log(`create              ${seconds(written.ms)}  ${rate(written.ms)}`)
console.log(`restored as a test  ${seconds(proved.ms)}  ${rate(proved.ms)}`)
console.log(`journal shipped     ${seconds(shipped.ms)}`)
console.log(`restore             ${seconds(restored.ms)}  ${rate(restored.ms)}`)
console.log(`memory              ${((highest - before) / 1024 ** 2).toFixed(0)} MiB more than before`)
console.log(`heads               ${restored.result.root === head.root ? 'equal' : 'DIFFERENT'} at ${head.size}`)
if (restored.result.root !== head.root) process.exitCode = 1
