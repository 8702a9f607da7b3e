import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAvailability } from '../../packages/cordon/src/cli/commands/doctor-availability.ts'
import { ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { command } from '../support/command.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { completionOf } from '../upstream/shapes.ts'

const MODEL = 'twin'
const DOWNTIME = 'Write it by hand, and call 4711.'

/** Two vendors on loopback: one that is taken out or killed, and one that stays. */
let first: Server
let second: Server
let boundary: TestBoundary
const received = { first: 0, second: 0 }

beforeAll(async () => {
  first = await startVendor(() => (received.first += 1))
  second = await startVendor(() => (received.second += 1))
  boundary = await startBoundary({
    resilience: {
      attemptsMax: 2,
      breakerFailures: 2,
      breakerMs: 600_000,
      retryShare: 1,
      tiers: {
        clinical: { target: 0.9, downtime: DOWNTIME },
        alone: { target: 0.999, fallback: 'none', downtime: DOWNTIME },
        quiet: { drills: false },
      },
    },
  })
  for (const [id, server] of Object.entries({ first, second })) await register(id, server)
  await use({ tier: 'clinical' })
}, 60_000)
afterAll(async () => {
  await boundary.close()
  for (const server of [first, second]) await kill(server)
})

async function register(id: string, server: Server): Promise<void> {
  const { admin, world } = boundary
  const origin = originOf(server)
  const service = { product: 'chat', tier: 'demo', account: 'demo', region: 'local', models: [MODEL] }
  await admin.post('/api/vendors', { ...world.vendors[0], ...service, id, kind: 'openai', baseUrl: `${origin}/v1` })
  const covered = { ...service, host: new URL(origin).host, features: ['generation'] }
  await admin.post('/api/agreements', { ...world.agreements[0], id, vendor: id, service: covered })
}
const use = (more: object) =>
  api('POST', '/api/applications', { ...boundary.world.application, vendors: ['first', 'second'], ...more })

let asked = 0
const question = () => {
  asked += 1
  return ask(boundary, { body: { model: MODEL, messages: [{ role: 'user', content: `Question ${asked}?` }] } })
}

interface Tier {
  readonly tier: string
  readonly requests: number
  readonly answered: number
  readonly vendor: number
  readonly share?: number
  readonly underTarget: boolean
}
/** As a named administrator; also after a restart, which opens another port. */
async function api<T>(method: 'GET' | 'POST', path: string, body?: object, key = boundary.adminKey): Promise<T> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(`${boundary.adminUrl}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as T
}
const get = async <T>(path: string, key?: string) => (await api<{ items: T[] }>('GET', path, undefined, key)).items
const refused = (code: string) => ({ error: { code } })
const tierOf = async (name: string) => (await get<Tier>('/api/availability')).find(({ tier }) => tier === name)

describe('a tier', () => {
  it('that nobody declared is none', async () => {
    expect(await use({ tier: 'nowhere' })).toMatchObject(refused('resource_invalid'))
  })

  it('counts what it answered, of its own applications alone', async () => {
    expect((await tierOf('clinical'))?.requests).toBe(0)
    expect(contentOf((await question()).text)).toBe('Fine.')
    expect(await tierOf('clinical')).toMatchObject({ requests: 1, answered: 1, share: 1, underTarget: false })
    expect(await tierOf('alone')).toMatchObject({ requests: 0, underTarget: false })
    expect((await tierOf('alone'))?.share).toBeUndefined()
  })
})

describe('a drill', () => {
  let drill: string

  it('takes a vendor out after it was recorded, and others answer', async () => {
    drill = (await api<{ drill: { id: string } }>('POST', '/api/vendors/first/drill', { minutes: 5 })).drill.id
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entries.at(-1)).toMatchObject({ class: 'configuration', action: 'drill.start', subject: `first ${drill}` })
    received.first = 0
    for (let n = 0; n < 3; n++) expect(contentOf((await question()).text)).toBe('Fine.')
    expect(received.first).toBe(0)
    const told = await question()
    const disclosed = entriesOf(await readEntries({ ...boundary, tenant: 'test' }), 'disclosure', told.request)
    expect(disclosed.map(({ attempt, vendor }) => `${attempt} ${vendor}`)).toEqual(['1 second'])
  })

  it('of a vendor that is out already is refused', async () => {
    expect(await api('POST', '/api/vendors/first/drill', {})).toMatchObject(refused('resource_invalid'))
  })

  it('where nobody may take its place shows the client the text for downtime, and discloses nothing', async () => {
    await use({ tier: 'alone' })
    const told = await question()
    expect(told).toMatchObject({ status: 503, code: 'vendor_unavailable' })
    expect(JSON.parse(told.text)).toMatchObject({ error: { downtime: DOWNTIME } })
    expect(JSON.parse(told.text).error.message).toContain(DOWNTIME)
    expect(told.everything).toMatch(/retry-after: [1-9]/)
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entriesOf(entries, 'disclosure', told.request)).toEqual([])
    expect(await tierOf('alone')).toMatchObject({ requests: 1, answered: 0, vendor: 1, underTarget: true })
  })

  it('reports who answered instead, how soon, and what clients saw', async () => {
    const [found] = await get<{ id: string; running: boolean; results: Record<string, unknown>[] }>('/api/drills')
    expect(found).toMatchObject({ id: drill, running: true })
    expect(found?.results).toEqual([
      { vendor: 'none', code: 'vendor_unavailable', requests: 1 },
      {
        vendor: 'second',
        code: 'none',
        requests: 4,
        fallbackMsMean: expect.any(Number),
        fallbackMsMax: expect.any(Number),
      },
    ])
    const { code, out } = await command(boundary, ['vendor', 'drill'])
    expect(code).toBe(0)
    expect(out).toMatch(/second +an answer +4/)
    expect(out).toMatch(/none +vendor_unavailable +1/)
  })

  it('goes on over a restart, and what was counted is still there', async () => {
    await boundary.stop()
    await boundary.restart()
    expect(await tierOf('clinical')).toMatchObject({ requests: 5, answered: 5 })
    expect(await tierOf('alone')).toMatchObject({ requests: 1, vendor: 1 })
    expect(await question()).toMatchObject({ code: 'vendor_unavailable' })
  })

  it('ends when a person ends it, which is recorded, and the vendor is asked again', async () => {
    await api('POST', `/api/drills/${drill}/end`, {})
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entries.at(-1)).toMatchObject({ class: 'configuration', action: 'drill.end', subject: `first ${drill}` })
    received.first = 0
    expect(contentOf((await question()).text)).toBe('Fine.')
    expect(received.first).toBe(1)
    expect(await api('POST', `/api/drills/${drill}/end`, {})).toMatchObject(refused('not_found'))
  })

  it('is refused where an application of a tier without drills uses the vendor', async () => {
    await use({ tier: 'quiet' })
    const told = await api<{ error: object }>('POST', '/api/vendors/first/drill', {})
    expect(told.error).toMatchObject({ code: 'resource_invalid', param: 'tier quiet' })
  })

  it('passes over those applications of a tier without drills that came after it began', async () => {
    await use({ tier: 'clinical' })
    const { drill } = await api<{ drill: { id: string } }>('POST', '/api/vendors/first/drill', {})
    await use({ tier: 'quiet' })
    received.first = 0
    expect((await question()).status).toBe(200)
    expect(received.first).toBe(1)
    await api('POST', `/api/drills/${drill.id}/end`, {})
  })
})

describe('another organisation', () => {
  it('sees nothing of the first one’s requests and drills, and cannot end one', async () => {
    const administrator = { id: 'adm', name: 'A' }
    const { key } = await api<{ key: string }>('POST', '/api/tenants', { id: 'north', name: 'North', administrator })
    const counted = await get<Tier>('/api/availability', key)
    expect(counted.map(({ requests }) => requests)).toEqual([0, 0, 0, 0])
    expect(await get('/api/drills', key)).toEqual([])
    await use({ tier: 'clinical' })
    const { drill } = await api<{ drill: { id: string } }>('POST', '/api/vendors/first/drill', {})
    expect(await api('POST', `/api/drills/${drill.id}/end`, {}, key)).toMatchObject(refused('not_found'))
    expect(await api('POST', '/api/vendors/first/drill', {}, key)).toMatchObject(refused('not_found'))
    await api('POST', `/api/drills/${drill.id}/end`, {})
  })
})

describe('a vendor that is really killed', () => {
  it('is replaced; when the other is killed too, clients read the text for downtime and the tier misses its target', async () => {
    await kill(first)
    for (let n = 0; n < 3; n++) expect(contentOf((await question()).text)).toBe('Fine.')
    await kill(second)
    for (let n = 0; n < 3; n++) {
      const told = await question()
      expect([502, 503]).toContain(told.status)
      expect(JSON.parse(told.text)).toMatchObject({ error: { downtime: DOWNTIME } })
    }
    const found = await tierOf('clinical')
    expect(found).toMatchObject({ vendor: 3, boundary: 0, underTarget: true })
  })

  it('shows in the command, which exits with 1, in the gauges and in the doctor', async () => {
    const { code, out } = await command(boundary, ['vendor', 'availability'])
    expect(code).toBe(1)
    expect(out).toMatch(/clinical +0\.\d+ +0\.9 +30 days .* under target/)
    await boundary.stop()
    await boundary.restart()
    const findings = await checkAvailability(boundary)
    expect(findings).toContainEqual(
      expect.objectContaining({ status: 'warn', found: expect.stringMatching(/^tier clinical: \d+ of \d+ answered/) }),
    )
    const headers = { authorization: `Bearer ${boundary.adminKey}` }
    const metrics = await (await fetch(`${boundary.adminUrl}/metrics`, { headers })).text()
    expect(metrics).toMatch(/cordon_availability_under_target\{tier="clinical"\} 1/)
    expect(metrics).toMatch(/cordon_availability_ratio\{tier="clinical"\} 0\.\d+/)
  })
})

async function startVendor(onAsked: () => void): Promise<Server> {
  const server = createServer((request, response: ServerResponse) => {
    void text(request).then(() => {
      onAsked()
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(completionOf(MODEL, 'Fine.')))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function kill(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
