import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { readEntries } from '../support/entries.ts'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary({ emergency: { secondFactor: 'where-asked' } })
})
afterAll(() => boundary.close())

const question = { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }
let made = 0

/** A key of the treating clinician, or a new service of theirs, through an application with these quotas. */
async function keyUnder(quotas: object, more: object = {}): Promise<string> {
  const application = `limited-${++made}`
  await boundary.admin.post('/api/applications', { ...boundary.world.application, id: application, quotas, ...more })
  const person = `doctor-${made}`
  await boundary.admin.post('/api/users', { ...boundary.world.related, id: person })
  const { json } = await boundary.admin.post('/api/keys', { user: person, application })
  return (json as { key: string }).key
}

interface Told {
  readonly status: number
  readonly code: string | undefined
  readonly retryAfter: string | null
  readonly request: string
}

async function send(path: string, key: string, body: object, patient = boundary.world.patient): Promise<Told> {
  const response = await fetch(`${boundary.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-cordon-patient': patient },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const code = text.startsWith('{') ? (JSON.parse(text) as { error?: { code?: string } }).error?.code : undefined
  const request = response.headers.get('x-request-id') ?? ''
  return { status: response.status, code, retryAfter: response.headers.get('retry-after'), request }
}

/** Every path of the application door that reads a body. */
const PATHS: [string, object][] = [
  ['/v1/chat/completions', question],
  ['/v1/chat/completions', { ...question, stream: true }],
  ['/v1/deidentify', { text: 'Call Ada Bell.' }],
  ['/v1/reidentify', { conversation: 'none', document: 'x' }],
]

async function untilRefused(key: string, path: string, body: object, times = 12): Promise<Told> {
  for (let n = 0; n < times; n++) {
    const told = await send(path, key, body)
    if (told.status === 429) return told
    await new Promise((next) => setTimeout(next, 30))
  }
  throw new Error('never refused')
}

const outcomeOf = async (request: string) =>
  (await readEntries({ ...boundary, tenant: 'test' })).find(
    (entry) => entry.class === 'outcome' && entry.request === request,
  )

describe('over its rate', () => {
  it.each(PATHS)('%s is refused, recorded, and told when to come again', async (path, body) => {
    const told = await untilRefused(await keyUnder({ person: { requestsPerMinute: 3 } }), path, body)
    expect(told).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(Number(told.retryAfter)).toBeGreaterThanOrEqual(1)
    expect(await outcomeOf(told.request)).toMatchObject({ outcome: 'refused', code: 'rate_limited', attempts: 0 })
  })

  it('an application is refused whoever asks through it, and nobody else is', async () => {
    const key = await keyUnder({ application: { requestsPerMinute: 2 } })
    expect(await untilRefused(key, '/v1/chat/completions', question)).toMatchObject({ code: 'rate_limited' })
    expect((await send('/v1/chat/completions', boundary.key, question)).status).toBe(200)
  })

  it('what is in work at once is bounded, and free again when it ends', async () => {
    const key = await keyUnder({ person: { requestsAtOnce: 1 } })
    const many = await Promise.all(Array.from({ length: 12 }, () => send('/v1/chat/completions', key, question)))
    const refused = many.filter(({ code }) => code === 'rate_limited')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThan(12)
    expect((await send('/v1/chat/completions', key, question)).status).toBe(200)
  })
})

describe('over its budget', () => {
  it('of tokens is refused until the day ends; what was used is on record, and called an estimate where it is one', async () => {
    const key = await keyUnder({ person: { tokensPerDay: 40 } })
    const first = await send('/v1/chat/completions', key, question)
    expect(first.status).toBe(200)
    const told = await untilRefused(key, '/v1/chat/completions', question)
    expect(told).toMatchObject({ status: 429, code: 'budget_exceeded' })
    expect(Number(told.retryAfter)).toBeLessThanOrEqual(86_400)
    const outcome = await outcomeOf(first.request)
    expect(outcome).toMatchObject({ tokensIn: expect.any(Number), tokensOut: expect.any(Number) })
    expect(outcome).not.toHaveProperty('costMicros')
  })

  it('of cost is refused by the vendor’s prices', async () => {
    const [vendor] = boundary.world.vendors
    const prices = [{ model: '*', inputPerMillion: 1_000, outputPerMillion: 2_000 }]
    await boundary.admin.post('/api/vendors', { ...vendor, prices })
    const key = await keyUnder({ application: { costPerMonth: 0.01 } })
    const first = await send('/v1/chat/completions', key, question)
    const told = await untilRefused(key, '/v1/chat/completions', question)
    expect(told).toMatchObject({ status: 429, code: 'budget_exceeded' })
    expect(await outcomeOf(first.request)).toMatchObject({ costMicros: expect.any(Number) })
    await boundary.admin.post('/api/vendors', { ...vendor })
  })
})

describe('too many patients in one day', () => {
  const patients = () => boundary.world.hospital.patients.map(({ id }) => `Patient/${id}`)

  /** Whoever this clinician treats, so that a look is permitted at all. */
  async function own(key: string, n: number): Promise<string[]> {
    const found: string[] = []
    for (const patient of patients()) {
      if (found.length === n) break
      if ((await send('/v1/deidentify', key, { text: 'x' }, patient)).status === 200) found.push(patient)
    }
    return found
  }

  it('are refused where the site says so, an alarm is raised once, and those of before stay open', async () => {
    const theirs = await own(boundary.key, 8)
    expect(theirs.length).toBeGreaterThan(4)
    const key = await keyUnder({ person: { patientsPerDay: 2 }, patientsOver: 'refuse' })
    const told: Told[] = []
    for (const patient of theirs) {
      told.push(await send('/v1/deidentify', key, { text: 'x' }, patient))
      await new Promise((next) => setTimeout(next, 50))
    }
    const refused = told.filter(({ code }) => code === 'patients_limit')
    const served = told.filter(({ status }) => status === 200)
    // One node may run one block, here one patient, ahead of the database.
    expect(served.length).toBeGreaterThanOrEqual(2)
    expect(served.length).toBeLessThanOrEqual(3)
    expect(refused).toHaveLength(told.length - served.length)
    expect(Number(refused[0]?.retryAfter)).toBeGreaterThan(0)
    expect(await outcomeOf(refused[0]?.request ?? '')).toMatchObject({ outcome: 'refused', code: 'patients_limit' })
    expect((await send('/v1/deidentify', key, { text: 'x' }, theirs[0])).status).toBe(200)

    const alarms = await alarmsOf(`doctor-${made}`)
    expect(alarms).toMatchObject([{ what: 'patients-limit', detail: { limit: 2, action: 'refused' } }])
    for (const patient of theirs) expect(JSON.stringify(alarms)).not.toContain(patient)
    const metrics = await (await fetch(`${boundary.adminUrl}/metrics`)).text()
    expect(metrics).toMatch(/cordon_patients_alarms_total [1-9]/)
  })

  it('are told of alone by default', async () => {
    const theirs = await own(boundary.key, 4)
    const key = await keyUnder({ person: { patientsPerDay: 2 } })
    for (const patient of theirs) expect((await send('/v1/deidentify', key, { text: 'x' }, patient)).status).toBe(200)
    expect(await alarmsOf(`doctor-${made}`)).toMatchObject([{ detail: { limit: 2, action: 'told' } }])
  })

  async function alarmsOf(person: string) {
    for (let turn = 0; turn < 100; turn++) {
      const found = (await readEntries({ ...boundary, tenant: 'test' })).filter(
        (entry) => entry.class === 'alarm' && entry.principal === person,
      )
      if (found.length > 0) return found
      await new Promise((next) => setTimeout(next, 100))
    }
    throw new Error('no alarm')
  }
})
