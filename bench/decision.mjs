// What a decision adds to a request, its look-ups in the database included: 10,000 patients, 1,000 users.
//
//   npm run build && node bench/decision.mjs [patients] [users] [decisions]
//
// Patients, their care teams (three users each) and a condition each go through the real ingest into the embedded PostgreSQL.
// Then one question after another: facts are gathered as for a request (`createFacts`) and decided (`decide`) under the
// policies that ship. A third asks about somebody of their own, a third about a stranger, a third about nobody there is.
// Prints one JSON object, times in milliseconds; `cpuUs` is what this process and its PostgreSQL ran for one decision, microseconds
// (the latter needs Linux). Bar: p99 at most 3 ms on a quiet machine.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyFiles } from '../packages/cordon/dist/crypto/create-key-files.js'
import { openKeyring } from '../packages/cordon/dist/crypto/open-keyring.js'
import { createAgreements } from '../packages/cordon/dist/policy/agreements/agreements.js'
import { createValidatedRoutes } from '../packages/cordon/dist/policy/agreements/validated-routes.js'
import { createCharts } from '../packages/cordon/dist/policy/consent/charts.js'
import {
  agreement,
  application,
  ask,
  caller,
  policies,
  principal,
  vendor,
  vendorRules,
} from '../packages/cordon/dist/policy/decision/decide.fixtures.js'
import { decide } from '../packages/cordon/dist/policy/decision/decide.js'
import { createFacts } from '../packages/cordon/dist/policy/decision/facts.js'
import { createPatients } from '../packages/cordon/dist/policy/patients/patients.js'
import { createIngest } from '../packages/cordon/dist/retrieval/ingest.js'
import { openStore } from '../packages/cordon/dist/store/open.js'

const [PATIENTS, USERS, DECISIONS] = [10_000, 1_000, 6_000].map((usual, n) => Number(process.argv[n + 2] ?? usual))
const TENANT = 'bench'
const now = () => NOW
const NOW = Date.parse('2026-06-15T12:00:00Z')
const random = (length) => randomBytes(length)
const detectorHash = 'd'.repeat(64)
const root = await mkdtemp(join(tmpdir(), 'cordon-bench-'))
try {
  console.log(JSON.stringify(await measure(), undefined, 2))
} finally {
  await rm(root, { recursive: true })
}

async function measure() {
  // PostgreSQL's own user must be able to pass through, so that the database lies here and goes with the folder.
  await chmod(root, 0o711)
  const dataFolder = join(root, 'data')
  await mkdir(dataFolder, { mode: 0o711 })
  const files = await createKeyFiles({ kekPath: join(root, 'secret/kek'), dataFolder, random })
  const keyring = await openKeyring({ ...files, now, random })
  const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random })
  try {
    return await run({ store, keyring, now })
  } finally {
    await store.close()
  }
}

async function run(deps) {
  const began = performance.now()
  await createIngest(deps)(hospital(), { tenant: TENANT })
  const ingestSeconds = Math.round((performance.now() - began) / 1000)
  const { store } = deps
  const agreements = createAgreements({ store, now, ...vendorRules })
  const unrecorded = async () => undefined
  await agreements.addVendor(TENANT, vendor(), unrecorded)
  await agreements.addAgreement(TENANT, agreement(), unrecorded)
  const patients = createPatients(deps)
  const gather = createFacts({
    store,
    patients,
    charts: createCharts({ ...deps, patients, settings: { unstated: 'permit', organizations: [] } }),
    agreements,
    validated: createValidatedRoutes({ store, now, officers: [], detectorHash }),
    emergencies: { inForceFor: () => Promise.resolve(undefined) },
    detectorHash,
  })
  const once = (n) => decided(gather, n)
  for (let n = 0; n < 300; n++) await once(n)
  const [own, database] = [process.cpuUsage(), databaseUs()]
  const times = { own: [], stranger: [], nobody: [] }
  let permits = 0
  for (let n = 0; n < DECISIONS; n++) {
    const start = performance.now()
    const { kind, permitted } = await once(n)
    times[kind].push(performance.now() - start)
    if (permitted) permits += 1
  }
  const { user, system } = process.cpuUsage(own)
  const each = (us) => Math.round(us / DECISIONS)
  const cpuUs = { process: each(user + system), database: each(databaseUs() - database) }
  const all = spread(Object.values(times).flat())
  const of = Object.fromEntries(Object.entries(times).map(([kind, some]) => [kind, spread(some)]))
  return { load: loadavg()[0], patients: PATIENTS, users: USERS, ingestSeconds, permits, cpuUs, all, ...of }
}

async function decided(gather, n) {
  const kind = ['own', 'stranger', 'nobody'][n % 3]
  const patient = (n * 7_919) % PATIENTS
  const user = kind === 'own' ? teamOf(patient)[n % 2] : (teamOf(patient)[0] + 500) % USERS
  const who = caller({
    tenant: TENANT,
    principal: principal({ id: `user-${user}`, practitioner: `Practitioner/u${user}` }),
    application: application(),
  })
  const stated = { patient: kind === 'nobody' ? `Patient/nobody-${n}` : `Patient/p${patient}`, purpose: 'TREAT' }
  const facts = await gather(who, stated)
  const { effect } = decide(ask({ caller: who, patientStated: true, purpose: 'TREAT', now: NOW }), facts, policies)
  return { kind, permitted: effect === 'permit' }
}

/** On a processor so far: all processes below this one, microseconds. */
function databaseUs(pid = process.pid) {
  const read = (path) => readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean)
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`))
    const of = (child) => Number(read(`/proc/${child}/schedstat`)[0]) / 1e3
    return children.reduce((sum, child) => sum + of(child) + databaseUs(child), 0)
  } catch {
    return 0
  }
}

function teamOf(patient) {
  return [0, 1, 2].map((n) => (patient * 3 + n * 331) % USERS)
}

async function* hospital() {
  let n = 0
  const item = (resource) => ({ at: `bench:${++n}`, resource })
  for (let user = 0; user < USERS; user++) yield item({ resourceType: 'Practitioner', id: `u${user}` })
  for (let p = 0; p < PATIENTS; p++) {
    const subject = { reference: `Patient/p${p}` }
    yield item({ resourceType: 'Patient', id: `p${p}`, name: [{ family: `Family${p}`, given: ['Given'] }] })
    const participant = teamOf(p).map((user) => ({ member: { reference: `Practitioner/u${user}` } }))
    yield item({ resourceType: 'CareTeam', id: `t${p}`, status: 'active', subject, participant })
    const code = { text: 'Hypertension' }
    const clinicalStatus = { coding: [{ code: 'active' }] }
    yield item({ resourceType: 'Condition', id: `c${p}`, subject, code, clinicalStatus })
  }
}

function spread(times) {
  const sorted = times.sort((a, b) => a - b)
  const at = (q) => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(3))
  return { decisions: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
