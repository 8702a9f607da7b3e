// How fast notes are taken in, and how long a question over one patient's chart takes.
//
//   npm run build && node bench/retrieval.mjs [patients] [notes for each patient] [FHIR folder instead of the generator's]
//
// The synthetic hospital's FHIR goes through the real ingest into the embedded PostgreSQL, sealed; then each patient is
// asked the same questions through the real search. Disk is what the tables take against the plain text of the notes.
// Prints one JSON object.
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Phi } from '@cordon/deid'
import { generateHospital } from '@cordon/hospital'
import { sql } from 'kysely'
import { createKeyFiles } from '../packages/cordon/dist/crypto/create-key-files.js'
import { openKeyring } from '../packages/cordon/dist/crypto/open-keyring.js'
import { classesOfChart } from '../packages/cordon/dist/policy/patients/chart-class.js'
import { createPatients } from '../packages/cordon/dist/policy/patients/patients.js'
import { createIngest } from '../packages/cordon/dist/retrieval/ingest.js'
import { readFhir } from '../packages/cordon/dist/retrieval/read-fhir.js'
import { createRetrieval } from '../packages/cordon/dist/retrieval/search.js'
import { openStore } from '../packages/cordon/dist/store/open.js'

const [patients = '30', notesPerPatient = '93', folder] = process.argv.slice(2)
const QUESTIONS = [
  'Why was the blood pressure medicine changed?',
  'What is the latest potassium?',
  'current medications',
  'allergies',
  'What happened at the last visit?',
]
const TENANT = 'bench'
const now = () => Date.now()
const random = (length) => randomBytes(length)

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
  const source = folder === undefined ? generated() : await gathered(readFhir(folder))
  const ids = source.resources.filter(({ resourceType }) => resourceType === 'Patient').map(({ id }) => id)
  const notes = source.resources.filter(({ resourceType }) => resourceType === 'DocumentReference')
  const first = await ingested(deps, source.items)
  const again = await ingested(deps, source.items)
  return {
    load: loadavg()[0],
    ingest: {
      resources: source.items.length,
      notes: notes.length,
      seconds: round(first.ms / 1000),
      notesPerSecond: Math.round((notes.length / first.ms) * 1000),
      resourcesPerSecond: Math.round((source.items.length / first.ms) * 1000),
      againSeconds: round(again.ms / 1000),
      againKept: again.report.kept,
    },
    disk: await disk(deps.store, notes),
    search: await searched(deps, ids, notes.length / ids.length),
  }
}

function generated() {
  const options = { seed: 1, patients: Number(patients), notesPerPatient: Number(notesPerPatient) }
  const { resources } = generateHospital({ ...options, now: new Date(now()).toISOString().slice(0, 10) })
  return { resources, items: resources.map((resource, n) => ({ at: `generated:${n + 1}`, resource })) }
}

async function gathered(read) {
  const items = []
  for await (const item of read) items.push(item)
  const resources = items.flatMap((item) =>
    item.json ? [JSON.parse(item.json)] : item.resource ? [item.resource] : [],
  )
  return { resources, items }
}

async function ingested(deps, items) {
  async function* each() {
    yield* items
  }
  const start = performance.now()
  const report = await createIngest(deps)(each(), { tenant: TENANT })
  return { ms: performance.now() - start, report }
}

async function disk(store, notes) {
  const plainBytes = notes.reduce(
    (sum, { content }) => sum + Buffer.from(content[0].attachment.data ?? '', 'base64').length,
    0,
  )
  const { rows } = await store.within(TENANT, (tx) =>
    sql`select pg_total_relation_size('document')::int as bytes`.execute(tx),
  )
  return { plainBytes, documentTableBytes: rows[0].bytes, times: round(rows[0].bytes / plainBytes) }
}

async function searched(deps, ids, notesEach) {
  const retrieval = createRetrieval(deps)
  const directory = createPatients(deps)
  const times = []
  for (const pass of [0, 1]) {
    for (const id of ids) {
      const { ref } = await directory.resolve(TENANT, id)
      const classes = await classesOfChart(deps, TENANT, ref)
      for (const question of QUESTIONS) {
        const start = performance.now()
        const profile = { passagesMax: 8, passageCharactersMax: 12_000 }
        await retrieval.search({ tenant: TENANT, names: [ref], classes, query: new Phi(question), profile })
        if (pass > 0) times.push(performance.now() - start)
      }
    }
  }
  times.sort((a, b) => a - b)
  const at = (share) => round(times[Math.floor((times.length - 1) * share)])
  return {
    notesPerPatient: Math.round(notesEach),
    searches: times.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  }
}

function round(value) {
  return Math.round(value * 100) / 100
}
