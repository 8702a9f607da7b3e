// How fast the journal is found again: the first page of each filter, and the bounds of what stands behind it.
//
//   npm run build && node bench/reading.mjs [folder] [entries] [pages for each filter]
//
// Makes a journal of so many entries (a million unless told) in the folder, or uses the one that is there; fills the
// rows from it; then asks for first pages as the admin door does: what is new is taken in, the reading is recorded and
// durable, the page's entries are opened from the journal and held against their rows. Prints one JSON object.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../packages/cordon/dist/audit/open-journal.js'
import { personPseudonym } from '../packages/cordon/dist/audit/reading/facets.js'
import { createProjection } from '../packages/cordon/dist/audit/reading/projection.js'
import { createJournalReading } from '../packages/cordon/dist/audit/reading/read-journal.js'
import { createKeyFiles } from '../packages/cordon/dist/crypto/create-key-files.js'
import { openKeyring } from '../packages/cordon/dist/crypto/open-keyring.js'
import { openStore, removeStore } from '../packages/cordon/dist/store/open.js'

const [given, entries = '1000000', pages = '40'] = process.argv.slice(2)
const random = (length) => randomBytes(length)
const now = () => Date.now()
const tenant = 'bench'
const reader = { tenant, principal: 'auditor' }
const START = Date.UTC(2024, 0, 1)

const HASH = 'a'.repeat(64)
const personOf = (n) => `user-${n % 200}`
const patientOf = (n) => `P${String(n % 5_000).padStart(20, '0')}A`
const vendorOf = (n) => `v${n % 4}`
const purposeOf = (n) => ['TREAT', 'TREAT', 'TREAT', 'HPAYMT', 'HOPERAT', 'COC', 'HRESCH'][n % 7]

const root = given ?? (await mkdtemp(join(tmpdir(), 'cordon-reading-')))
const dataFolder = join(root, 'data')
const opened = await open()
try {
  const made = await make(Number(entries))
  const filled = await fill()
  const found = await find(Number(pages))
  const checked = await timed(() => opened.projection.check(tenant))
  console.log(
    JSON.stringify(
      { load: loadavg()[0], made, filled, checkMs: checked.ms, damage: checked.value ?? 'none', found },
      undefined,
      2,
    ),
  )
} finally {
  await opened.journal.close()
  await opened.store.close()
  if (given === undefined) {
    await removeStore({ dataFolder, random })
    await rm(root, { recursive: true })
  }
}

async function open() {
  const fresh = !existsSync(dataFolder)
  const key = { kekPath: join(root, 'secret/kek'), dataFolder, random }
  if (fresh) {
    await mkdir(dataFolder, { recursive: true })
    for (const each of [root, dataFolder]) await chmod(each, 0o711)
    await createKeyFiles(key)
  }
  const keyring = await openKeyring({ kekPath: key.kekPath, registerFolder: join(dataFolder, 'keys'), now, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  const clock = fresh ? simulated : now
  const journal = await openJournal({ dataFolder, node: 'bench', operator: 'op', keyring, now: clock, random })
  const onDamage = (_tenant, why) => console.error(`rows thrown away: ${why}`)
  const projection = createProjection({ store, journal, keyring, node: 'bench', onDamage })
  return { keyring, store, journal, projection, reading: createJournalReading({ journal, keyring, projection }) }
}

/** Ten months of 2024 in a million entries. */
function simulated() {
  simulated.ms = (simulated.ms ?? START) + 13_000
  return simulated.ms
}

async function make(count) {
  const { journal } = opened
  const began = performance.now()
  let next = await journal.count(tenant)
  const first = next
  const caller = async () => {
    while (next < count) await journal.append(tenant, body(next++))
  }
  await Promise.all(Array.from({ length: 512 }, caller))
  return { entries: await journal.count(tenant), new: count - first, ms: Math.round(performance.now() - began) }
}

async function fill() {
  const { value, ms } = await timed(() => opened.projection.catchUp(tenant))
  return { ...value, ms }
}

async function find(rounds) {
  const keys = await opened.keyring.tenant(tenant)
  const person = (n) => personPseudonym(keys, personOf(n))
  const day = 24 * 3_600_000
  const filters = {
    everything: () => ({}),
    person: (n) => ({ person: person(n) }),
    patient: (n) => ({ patient: patientOf(n) }),
    vendor: (n) => ({ vendor: vendorOf(n) }),
    purpose: (n) => ({ purpose: purposeOf(n) }),
    decision: (n) => ({ decision: n % 2 === 0 ? 'permit' : 'deny' }),
    class: (n) => ({ class: ['intent', 'disclosure', 'outcome', 'reading'][n % 4] }),
    time: (n) => ({ from: START + (n % 200) * day, to: START + ((n % 200) + 1) * day }),
    'request (one of all)': (n) => ({ request: `r${(n * 7919) % 300_000}` }),
    'vendor, purpose, decision': (n) => ({ vendor: vendorOf(n), purpose: purposeOf(n + 1), decision: 'deny' }),
    'person, patient': (n) => ({ person: person(n), patient: patientOf(n * 31) }),
    'vendor, denied, one week': (n) => ({
      vendor: vendorOf(n),
      decision: 'deny',
      from: START + n * day,
      to: START + (n + 7) * day,
    }),
    'class and vendor that never meet': () => ({ class: 'configuration', vendor: 'v1' }),
    'a patient of whom only readings are': () => ({ patient: 'Z'.repeat(22) }),
  }
  const found = {}
  for (const [name, filter] of Object.entries(filters)) {
    const times = []
    let rows = 0
    for (let n = 0; n < rounds; n++) {
      const { value, ms } = await timed(() => opened.reading.list(reader, filter(n * 13), { limit: 50 }))
      times.push(ms)
      rows = Math.max(rows, value.entries.length)
    }
    times.sort((a, b) => a - b)
    found[name] = { rows, p50Ms: at(times, 0.5), p99Ms: at(times, 0.99), maxMs: at(times, 1) }
  }
  return found
}

/** Requests of three entries each; now and then a login, a change. */
function body(n) {
  const request = Math.floor(n / 3)
  const asking = {
    request: `r${request}`,
    principal: personOf(request * 17),
    application: 'chart-helper',
    purpose: purposeOf(request),
    patient: patientOf(request * 101),
    source: '10.1.2.3',
  }
  const recipient = { vendor: vendorOf(request), account: 'a', region: 'us', model: 'gpt' }
  const decision = { effect: 'permit', rule: 'all', policy: 'cordon-default/5', policyHash: HASH }
  if (n % 3 === 0) {
    if (request % 20 === 1)
      return {
        class: 'authentication',
        v: 2,
        result: 'accepted',
        source: '10.1.2.3',
        key: 'k',
        principal: asking.principal,
        count: 1,
        from: 'x',
        to: 'x',
      }
    if (request % 500 === 2)
      return { class: 'configuration', v: 1, principal: 'admin', action: 'user.add', subject: 'u', hash: HASH }
    return { class: 'intent', v: 2, ...asking, route: '/v1/chat/completions', hops: {} }
  }
  if (n % 3 === 1)
    return {
      class: 'disclosure',
      v: 2,
      ...asking,
      ...recipient,
      attempt: 1,
      basis: 'agreement',
      agreement: 'baa',
      agreementDocument: HASH,
      decision,
      policy: 'safe-harbor/1',
      policyHash: HASH,
      detectorHash: HASH,
      label: 'clean',
      payloadSalt: 's',
      payloadHash: HASH,
      payloadBytes: 900,
      identifiers: { NAME: 3, DATE: 2 },
      turnsRevised: 0,
      passages: 2,
      resources: ['D'.repeat(22)],
    }
  const denied = request % 25 === 0
  const decided = denied ? { ...decision, effect: 'deny', rule: 'patient.relationship' } : decision
  return {
    class: 'outcome',
    v: 2,
    ...asking,
    outcome: denied ? 'refused' : 'answered',
    ...(denied ? { code: 'patient_refused' } : {}),
    decision: decided,
    reasons: [],
    ...(denied ? {} : { recipient }),
    attempts: 1,
    bytesOut: 900,
    ms: 300,
    hops: {},
  }
}

async function timed(work) {
  const began = performance.now()
  const value = await work()
  return { value, ms: performance.now() - began }
}

function at(sorted, share) {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1))
}
