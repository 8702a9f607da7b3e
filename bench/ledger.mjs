// How large and how fast proofs are, and how fast a whole log is verified, by us and by a third party's program.
//
//   npm run build && node bench/ledger.mjs [entries] [folder for about 600 bytes an entry]
//
// Writes a journal of that many entries with a signed and cosigned checkpoint, verifies it from its files, exports it,
// and, where Debian's golang-go and golang-golang-x-mod-dev are installed, has test/ledger/go audit the export. Prints
// one JSON object.
import { execFileSync, spawnSync } from 'node:child_process'
import { hash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  cosigner,
  encodeFrame,
  encodeLeaf,
  encodeProof,
  inclusionProof,
  leafHash,
  signCheckpoint,
  toBase64Url,
  verifyProof,
} from '@cordon/ledger'
import { createCatalogue } from '../packages/cordon/dist/audit/catalogue.js'
import { createNoteKey, noteVerifier } from '../packages/cordon/dist/audit/ed25519.js'
import { exportTiles } from '../packages/cordon/dist/audit/export-tiles.js'
import { verifyJournal } from '../packages/cordon/dist/audit/verify-files.js'
import { verifyTiles } from '../packages/cordon/dist/audit/verify-tiles.js'

const [count = '1000000', place = tmpdir()] = process.argv.slice(2)
const entries = Number(count)
const SEGMENT_BYTES_MAX = 64 * 1024 * 1024
const sha256 = (bytes) => hash('sha256', bytes, 'buffer')

const root = await mkdtemp(join(place, 'cordon-bench-'))
try {
  console.log(JSON.stringify(await measure(), undefined, 2))
} finally {
  await rm(root, { recursive: true })
}

async function measure() {
  const journal = join(root, 'journal')
  const tiles = join(root, 'tiles')
  const { vkey, catalogue, note, sample } = await writeJournal(journal)
  const proof = await measureProofs({ vkey, catalogue, note, sample })
  const own = await timed(() => verifyJournal(journal, { vkey }))
  const exported = await timed(() => exportTiles(journal, tiles))
  const ownTiles = await timed(() => verifyTiles(tiles, { vkey }))
  if (!own.value.ok || !ownTiles.value.ok) throw new Error('it does not verify')
  return {
    load: Number(loadavg()[0].toFixed(1)),
    entries,
    proof,
    verifyJournal: rates(own),
    verifyTiles: rates(ownTiles),
    exportTilesMs: Math.round(exported.ms),
    go: auditWithGo(tiles, vkey),
  }
}

/** Frames as the journal writes them: leaves in canonical form, bodies of the usual length. */
async function writeJournal(folder) {
  await mkdir(folder, { recursive: true })
  const key = createNoteKey('cordon/bench', randomBytes(32))
  const witness = createNoteKey('witness.example/bench', randomBytes(32), 'cosignature')
  const catalogue = createCatalogue()
  const tenants = Array.from({ length: 5 }, () => toBase64Url(randomBytes(16)))
  const sample = new Map()
  let frames = []
  const file = { handle: undefined, bytes: Number.POSITIVE_INFINITY }
  for (let i = 0; i < entries; i++) {
    const body = randomBytes(300)
    const leaf = encodeLeaf({
      v: 1,
      node: 'bench',
      tenant: tenants[i % 5],
      seq: Math.floor(i / 5),
      class: 'disclosure',
      time: 1_795_000_000_000 + i,
      salt: toBase64Url(randomBytes(16)),
      body: hash('sha256', body, 'base64url'),
    })
    if (i % Math.ceil(entries / 1_000) === 0) sample.set(i, leaf)
    catalogue.add({ leafHash: leafHash(sha256, leaf), pseudonym: '', offset: 0 })
    frames.push(encodeFrame({ leaf, body, opensGroup: i % 128 === 0 }))
    if ((i + 1) % 8_192 === 0 || i + 1 === entries) frames = await flush(folder, frames, i + 1 - frames.length, file)
  }
  await file.handle?.close()
  const head = { origin: 'cordon/bench', size: entries, root: catalogue.root() }
  const seconds = () => Math.floor(Date.now() / 1000)
  const note = await signCheckpoint(head, [key.signer, cosigner(witness.signer, seconds)])
  await writeFile(join(folder, 'checkpoint'), note)
  await writeFile(join(folder, 'log.vkey'), `${key.vkey}\n`)
  return { vkey: key.vkey, catalogue, note, sample }
}

async function flush(folder, frames, first, file) {
  if (file.bytes > SEGMENT_BYTES_MAX) {
    await file.handle?.close()
    file.handle = await open(join(folder, `${String(first).padStart(12, '0')}.log`), 'w')
    file.bytes = 0
  }
  const bytes = Buffer.concat(frames)
  await file.handle.writeFile(bytes)
  file.bytes += bytes.length
  return []
}

async function measureProofs({ vkey, catalogue, note, sample }) {
  const made = []
  const checked = []
  let bytesMax = 0
  for (const [index, entry] of sample) {
    const make = await timed(async () =>
      encodeProof({
        index,
        hashes: await inclusionProof(index, entries, catalogue.readHashes, sha256),
        checkpoint: note,
      }),
    )
    bytesMax = Math.max(bytesMax, Buffer.byteLength(make.value))
    made.push(make)
    checked.push(await timed(() => verifyProof(make.value, { entry, log: noteVerifier(vkey), sha256 })))
  }
  const [madeMs, verifiedMs] = [made, checked].map((all) => spread(all.map(({ ms }) => ms)))
  return { proofs: made.length, bytesMax, madeMs, verifiedMs }
}

function auditWithGo(tiles, vkey) {
  if (!existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog'))
    return 'golang-golang-x-mod-dev is not installed'
  const program = join(root, 'audit')
  const env = {
    PATH: '/usr/bin:/bin',
    GO111MODULE: 'off',
    CGO_ENABLED: '0',
    GOPATH: '/usr/share/gocode',
    GOCACHE: join(root, 'cache'),
  }
  execFileSync('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, '../test/ledger/go'), env })
  const runs = Array.from({ length: 3 }, () => spawnSync(program, ['tree', tiles, vkey], { encoding: 'utf8' }).stdout)
  return runs.map((said) => {
    const [, seconds, cpu] = /^OK .* ([0-9.]+) s, ([0-9.]+) s of CPU$/m.exec(said) ?? []
    return rates({ ms: Number(seconds) * 1_000, cpuMs: Number(cpu) * 1_000 })
  })
}

async function timed(work) {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return { value, ms: performance.now() - start, cpuMs: (user + system) / 1_000 }
}

/** Entries per second by the clock, and per second of CPU: on a busy machine only the second says much. */
function rates({ ms, cpuMs }) {
  const rate = (taken) => Math.round((entries / taken) * 1_000)
  return { perSecond: rate(ms), perCpuSecond: rate(cpuMs) }
}

function spread(all) {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(3))
  return { p50: at(0.5), p99: at(0.99) }
}
