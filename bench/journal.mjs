// How fast the journal makes entries durable, and how fast a log is verified.
//
//   npm run build && node bench/journal.mjs [folder on the disk to be measured] [seconds for each row]
//
// Each caller appends, waits until fdatasync has returned, and appends again. Bodies are real intents and outcomes,
// checked, sealed and hashed. `cpuUsEach` is this process's own time, microseconds an entry: what a busy machine cannot
// hide. Prints one JSON object.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportTiles } from '../packages/cordon/dist/audit/export-tiles.js'
import { openJournal } from '../packages/cordon/dist/audit/open-journal.js'
import { proveEntry } from '../packages/cordon/dist/audit/prove-entry.js'
import { verifyJournal } from '../packages/cordon/dist/audit/verify-files.js'
import { createKeyFiles } from '../packages/cordon/dist/crypto/create-key-files.js'
import { openKeyring } from '../packages/cordon/dist/crypto/open-keyring.js'

const [place = tmpdir(), seconds = '3'] = process.argv.slice(2)
const random = (length) => randomBytes(length)
const now = () => Date.now()

const root = await mkdtemp(join(place, 'cordon-bench-'))
try {
  console.log(JSON.stringify(await measure(), undefined, 2))
} finally {
  await rm(root, { recursive: true })
}

async function measure() {
  const dataFolder = join(root, 'data')
  const files = await createKeyFiles({ kekPath: join(root, 'secret/kek'), dataFolder, random })
  const keyring = await openKeyring({ ...files, now, random })
  const open = () => openJournal({ dataFolder, node: 'bench', operator: 'home', keyring, now, random })
  const journal = await open()
  const append = []
  for (const callers of [1, 16, 128]) append.push(await appendWith(journal, callers, Number(seconds) * 1000))
  await journal.close()
  const verify = await timed(() => verifyJournal(journal.folder))
  const restart = await timed(open)
  const proof = await timedProof(restart.value)
  await restart.value.close()
  const offline = await timed(() => proveEntry(journal.folder, 7))
  const tiles = await timed(() => exportTiles(journal.folder, join(root, 'tiles')))
  const { ok, size } = verify.value
  return {
    load: loadavg()[0],
    append,
    verify: { ok, entries: size, ms: verify.ms, perSecond: Math.round((size / verify.ms) * 1000) },
    restartMs: restart.ms,
    proof,
    offlineProofMs: offline.ms,
    exportTilesMs: tiles.ms,
  }
}

async function appendWith(journal, callers, ms) {
  const latencies = []
  const end = performance.now() + ms
  const caller = async (name) => {
    for (let i = 0; performance.now() < end; i++) {
      const began = performance.now()
      await journal.append('home', i % 2 === 0 ? intent(`${name}-${i}`) : outcome(`${name}-${i - 1}`))
      latencies.push(performance.now() - began)
    }
  }
  const began = performance.now()
  const cpu = process.cpuUsage()
  await Promise.all(Array.from({ length: callers }, (_, i) => caller(`r${callers}-${i}`)))
  const perSecond = Math.round(latencies.length / ((performance.now() - began) / 1000))
  const { user, system } = process.cpuUsage(cpu)
  const cpuUsEach = Math.round((user + system) / latencies.length)
  latencies.sort((a, b) => a - b)
  const [p50Ms, p99Ms] = [at(latencies, 0.5), at(latencies, 0.99)]
  return { callers, entries: latencies.length, perSecond, p50Ms, p99Ms, cpuUsEach }
}

async function timedProof(journal) {
  await journal.checkpoint(journal.size)
  const rounds = 1000
  let bytes = 0
  const { ms } = await timed(async () => {
    for (let i = 0; i < rounds; i++) bytes = (await journal.proof((i * 7919) % journal.size)).length
  })
  return { bytes, msEach: ms / rounds }
}

async function timed(work) {
  const began = performance.now()
  const value = await work()
  return { value, ms: Math.round(performance.now() - began) }
}

function at(sorted, share) {
  return Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2))
}

function intent(request) {
  const asking = { request, principal: 'user-1', application: 'chart-helper', purpose: 'TREAT' }
  return { class: 'intent', v: 1, ...asking, patient: 'AAAAAAAAAAAAAAAAAAAAAA', route: 'chat/completions' }
}

function outcome(request) {
  return { class: 'outcome', v: 1, request, outcome: 'answered', reasons: [], bytesOut: 900, ms: 420 }
}
