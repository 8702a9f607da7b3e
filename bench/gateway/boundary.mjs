// A whole boundary in a process of its own, furnished like the demo: embedded PostgreSQL, journal on this disk, the detector's
// threads, an agreement with the vendor on loopback. Run by bench/gateway.mjs and bench/soak.mjs as `node boundary.mjs <upstream>
// [settings]`; says `{"url","key","patients"}` when it serves: patients with whom the key's person has a relationship. Asked
// `profile`, it samples its threads until asked `stop`, and says where their time went. Asked `entries`, it says how many
// requests its journal has, and how many of them have no outcome.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { openJournalFiles } from '../../packages/cordon/dist/audit/journal-files.js'
import { openEntry } from '../../packages/cordon/dist/audit/sealed-entry.js'
import { createOpenBoundary } from '../../packages/cordon/dist/boundary/open.js'
import { theOutside } from '../../packages/cordon/dist/boundary/outside.js'
import { furnish } from '../../packages/cordon/dist/cli/demo/furnish.js'
import { createWorld } from '../../packages/cordon/dist/cli/demo/world.js'
import { createDoor } from '../../packages/cordon/dist/cli/door.js'
import { completeConfig } from '../../packages/cordon/dist/config/load.js'
import { createKeyFiles } from '../../packages/cordon/dist/crypto/create-key-files.js'
import { openKeyring } from '../../packages/cordon/dist/crypto/open-keyring.js'
import { createEgress } from '../../packages/cordon/dist/kernel/egress.js'
import { removeStore } from '../../packages/cordon/dist/store/open.js'
import { parseLeaf } from '../../packages/ledger/dist/index.js'
import { startProfile } from './profile.mjs'

const DAY = 86_400_000
const [upstream, settings = '{}'] = process.argv.slice(2)
const outside = theOutside()
const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'))
const dataFolder = join(folder, 'data')
const rootFile = join(folder, 'keys', 'root.key')
await createKeyFiles({ kekPath: rootFile, dataFolder, random: outside.random })
const config = completeConfig(
  {
    dataFolder,
    node: 'bench',
    tenant: 'bench',
    keys: { rootFile },
    application: { port: 0 },
    admin: { port: 0 },
    journal: { unwitnessed: true },
    people: { secondFactor: 'when-enrolled' },
    vendors: { privateOrigins: [{ origin: new URL(upstream).origin }] },
    // As many as come: what is measured is a request that passes.
    quotas: { person: { requestsPerMinute: 10_000_000 }, application: { requestsPerMinute: 10_000_000 } },
    ...JSON.parse(settings),
  },
  { dataFolder, color: false, secret: () => undefined },
  'bench',
)
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
const boundary = await createOpenBoundary(outside)(config, { log: nowhere })
// The operator's own way to the admin door: not bound by what the vendors are.
const egress = createEgress({ limits: { ...config.limits, upstreamHeadersMs: 120_000, upstreamIdleMs: 120_000 } })
const world = createWorld({ now: outside.now(), upstream: { baseUrl: `${upstream}/v1` } })
const { key: adminKey } = await boundary.localKey(world.administrator, DAY, true)
const { treating } = await furnish(createDoor({ egress, origin: boundary.adminUrl, key: adminKey }), world)

process.send({ url: boundary.url, key: treating, patients: await theirs() })

/** Those of the hospital's patients whom this person may ask about. */
async function theirs() {
  const answered = await Promise.all(
    world.hospital.patients.map(async ({ id }) => [`Patient/${id}`, await isTheirs(id)]),
  )
  return answered.flatMap(([patient, may]) => (may ? [patient] : []))
}

async function isTheirs(id) {
  const response = await fetch(`${boundary.url}/v1/deidentify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${treating}`, 'content-type': 'application/json', 'x-cordon-patient': id },
    body: JSON.stringify({ text: 'Seen today.' }),
  })
  await response.arrayBuffer()
  return response.status === 200
}

let profile
process.on('message', (message) => void hear(message))
process.once('disconnect', () => void leave())

async function hear(message) {
  if (message === 'profile') profile = await startProfile()
  if (message === 'stop') process.send({ profile: await profile.stop() })
  if (message === 'entries') process.send({ entries: await countEntries() })
}

async function countEntries() {
  const keyring = await openKeyring({ kekPath: rootFile, registerFolder: join(dataFolder, 'keys'), ...outside })
  const intents = new Set()
  let requests = 0
  for await (const frame of (await openJournalFiles(outside.disk, join(dataFolder, 'journal'))).frames()) {
    if (frame.kind !== 'frame') continue
    const entry = await openEntry(keyring, 'bench', { leaf: parseLeaf(frame.leaf), sealed: frame.body })
    if (entry.class === 'intent') intents.add(entry.request)
    if (entry.class === 'outcome') intents.delete(entry.request)
    if (entry.class === 'intent') requests += 1
  }
  return { requests, unsettled: intents.size }
}

async function leave() {
  await egress.close()
  await boundary.close()
  await removeStore({ dataFolder, random: outside.random })
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}
