import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { chunkOf, completionOf, END, eventOf } from '../upstream/shapes.ts'

/** A vendor that does as it is told, and keeps what it got. */
interface Told {
  readonly origin: string
  readonly received: string[]
  does: (response: ServerResponse, attempt: number) => void
  close(): Promise<void>
}

const MODEL = 'twin'
const fine = (response: ServerResponse) => json(response, 200, completionOf(MODEL, 'Fine.'))
const status = (code: number, headers: Record<string, string> = {}) => {
  return (response: ServerResponse) => json(response, code, { error: { message: 'no' } }, headers)
}
const cut = (response: ServerResponse) => void response.destroy()

let first: Told
let second: Told
let unsigned: Told
let boundary: TestBoundary

beforeAll(async () => {
  ;[first, second, unsigned] = await Promise.all([startTold(), startTold(), startTold()])
  const quick = { backoffMs: 1, backoffMaxMs: 50, breakerMs: 600_000, vendorWaitMs: 1 }
  boundary = await startBoundary({ resilience: { attemptsMax: 3, breakerFailures: 4, retryShare: 1, ...quick } })
}, 60_000)
afterAll(async () => {
  await boundary.close()
  await Promise.all([first, second, unsigned].map((vendor) => vendor.close()))
})

let round = 0
/** Registers anew under other ids, so that nothing that was learned of these vendors counts any more. */
beforeEach(async () => {
  round += 1
  for (const vendor of [first, second, unsigned]) {
    vendor.received.length = 0
    vendor.does = fine
  }
  const { world, admin } = boundary
  const [local] = world.vendors
  const [agreement] = world.agreements
  const ids: string[] = []
  for (const [name, { origin }] of Object.entries({ unsigned, first, second })) {
    const id = `${name}-${round}`
    ids.push(id)
    const service = { product: 'chat', tier: 'demo', account: 'demo', region: 'local', models: [MODEL] }
    await admin.post('/api/vendors', { ...local, ...service, id, kind: 'openai', baseUrl: `${origin}/v1` })
    if (name === 'unsigned') continue
    const host = new URL(origin).host
    const covered = {
      ...agreement,
      id: `${id}-synthetic`,
      vendor: id,
      service: { ...service, host, features: ['generation'] },
    }
    await admin.post('/api/agreements', covered)
  }
  await admin.post('/api/applications', { ...world.application, vendors: ids })
})

const said = (more: object = {}) =>
  ask(boundary, { body: { model: MODEL, messages: [{ role: 'user', content: `Question ${round}?` }], ...more } })

async function recordOf(request: string) {
  const entries = await readEntries({ ...boundary, tenant: 'test' })
  const disclosures = entriesOf(entries, 'disclosure', request)
  const [outcome] = entriesOf(entries, 'outcome', request)
  return { asked: disclosures.map(({ attempt, vendor }) => `${attempt} ${vendor}`), outcome }
}

describe('a vendor that fails', () => {
  it.each([
    ['says 503', status(503)],
    ['says 429', status(429)],
    ['hangs up', cut],
    ['says what is no JSON', (response: ServerResponse) => json(response, 200, 'x')],
  ])(
    'and %s is followed by the next one that an agreement covers, each attempt with its own entry',
    async (_, does) => {
      first.does = does
      const told = await said()
      expect(contentOf(told.text)).toBe('Fine.')
      expect([first.received.length, second.received.length, unsigned.received.length]).toEqual([1, 1, 0])
      const { asked, outcome } = await recordOf(told.request)
      expect(asked).toEqual([`1 first-${round}`, `2 second-${round}`])
      expect(outcome).toMatchObject({ outcome: 'answered', attempts: 2, recipient: { vendor: `second-${round}` } })
      expect(first.received[0]).toBe(second.received[0])
    },
  )

  it('for good in what it was asked is not asked again, nor is anybody else', async () => {
    first.does = status(400)
    expect(await said()).toMatchObject({ status: 502, code: 'upstream_refused' })
    expect([first.received.length, second.received.length]).toEqual([1, 0])
  })

  it('like all others is asked again, so often and no more', async () => {
    first.does = status(500)
    second.does = status(502)
    const told = await said()
    expect(told).toMatchObject({ status: 502, code: 'upstream_refused' })
    expect([first.received.length, second.received.length, unsigned.received.length]).toEqual([2, 1, 0])
    expect((await recordOf(told.request)).outcome).toMatchObject({ outcome: 'failed', attempts: 3 })
  })

  it('in the middle of a stream is not replaced: something of its answer was handed on', async () => {
    first.does = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(eventOf(chunkOf(MODEL, { content: 'Half of it, and then more of it' })))
      setTimeout(() => response.destroy(), 200)
    }
    const told = await said({ stream: true })
    expect(contentOf(told.text)).toContain('Half of it')
    expect(told.code).toBe('upstream_invalid')
    expect(second.received).toEqual([])
  })

  it('again and again is left alone, and the others go on at once', async () => {
    first.does = status(500)
    for (let n = 0; n < 8; n++) expect((await said()).status).toBe(200)
    expect([first.received.length, second.received.length]).toEqual([4, 8])
  })

  it('like all others, again and again, is a refusal that says when to come back; nothing leaves and nothing is disclosed', async () => {
    first.does = status(500)
    second.does = status(500)
    for (let n = 0; n < 8; n++) await said()
    const before = first.received.length + second.received.length
    const told = await said()
    expect(told).toMatchObject({ status: 503, code: 'vendor_unavailable' })
    expect(told.everything).toMatch(/retry-after: [1-9]/)
    expect(first.received.length + second.received.length).toBe(before)
    expect((await recordOf(told.request)).asked).toEqual([])
  })

  it('and asks for time gets it', async () => {
    first.does = status(429, { 'retry-after': '600' })
    for (let n = 0; n < 3; n++) expect((await said()).status).toBe(200)
    expect([first.received.length, second.received.length]).toEqual([1, 3])
  })

  it('while the client hangs up is not asked again', async () => {
    const hungUp = new AbortController()
    first.does = () => hungUp.abort()
    await expect(
      ask(boundary, {
        body: { model: MODEL, messages: [{ role: 'user', content: 'Never mind' }] },
        signal: hungUp.signal,
      }),
    ).rejects.toThrow()
    await expect
      .poll(async () => (await readEntries({ ...boundary, tenant: 'test' })).at(-1))
      .toMatchObject({
        outcome: 'abandoned',
        attempts: 1,
      })
    expect(second.received).toEqual([])
  })

  it('and was about to be asked again when the client hung up leaves an abandoned request', async () => {
    const hungUp = new AbortController()
    first.does = status(503)
    second.does = (response) => {
      status(503, { 'retry-after-ms': '45' })(response)
      setTimeout(() => hungUp.abort(), 15)
    }
    const body = { model: MODEL, messages: [{ role: 'user', content: 'Not again' }] }
    await expect(ask(boundary, { body, signal: hungUp.signal })).rejects.toThrow()
    await expect
      .poll(async () => (await readEntries({ ...boundary, tenant: 'test' })).at(-1))
      .toMatchObject({ outcome: 'abandoned', code: 'client_closed', attempts: 2 })
  })
})

describe('a stream', () => {
  it('that is refused before its first event goes to the next vendor', async () => {
    first.does = status(503)
    second.does = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(eventOf(chunkOf(MODEL, { content: 'Fine.' })) + eventOf(chunkOf(MODEL, {}, 'stop')) + END)
    }
    expect(contentOf((await said({ stream: true })).text)).toBe('Fine.')
  })
})

async function startTold(): Promise<Told> {
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      made.received.push(body)
      made.does(response, made.received.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made: Told = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    does: fine,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return made
}

function json(response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
