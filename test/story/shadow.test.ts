import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { EntryBody } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { PURPOSES, permitCopies } from '../support/copies.ts'
import { asOwner } from '../support/database.ts'
import { readEntries } from '../support/entries.ts'
import { completionOf } from '../upstream/shapes.ts'

const IDENTIFIER = '531-44-6101'

/** A vendor on loopback, what it was sent, and what the journal held when it was. */
interface Told {
  readonly server: Server
  readonly received: string[]
  does: (response: ServerResponse) => void
}

let main: Told
let rival: Told
let unsigned: Told
let boundary: TestBoundary
/** Entries that were durable when the newest copy arrived. */
let atArrival: EntryBody[] = []

beforeAll(async () => {
  main = await startTold()
  rival = await startTold(async () => {
    atArrival = await entries()
  })
  unsigned = await startTold()
  boundary = await startBoundary({ resilience: { shadow: { atOnceMax: 2 } } })
  for (const [id, { server }, models] of [
    ['main', main, ['mine']],
    ['rival', rival, ['theirs']],
    ['unsigned', unsigned, ['theirs']],
  ] as const)
    await register(id, server, models)
  await permitCopies(boundary)
}, 60_000)
afterAll(async () => {
  await boundary.close()
  for (const { server } of [main, rival, unsigned]) await kill(server)
})
beforeEach(() => {
  for (const told of [main, rival, unsigned]) {
    told.received.length = 0
    told.does = fine
  }
})

async function register(id: string, server: Server, models: readonly string[]): Promise<void> {
  const { admin, world } = boundary
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const service = { product: 'chat', tier: 'demo', account: 'demo', region: 'local', models }
  await admin.post('/api/vendors', {
    ...world.vendors[0],
    ...service,
    id,
    kind: 'openai',
    placement: 'outside',
    baseUrl,
  })
  if (id === 'unsigned') return
  const covered = { ...service, host: new URL(baseUrl).host, features: ['generation'] }
  await admin.post('/api/agreements', {
    ...world.agreements[0],
    id,
    vendor: id,
    service: covered,
    purposes: PURPOSES,
  })
}

const entries = () => readEntries({ ...boundary, tenant: 'test' })
const copiedTo = (vendor: string, more: object = {}) =>
  boundary.admin.post('/api/applications', {
    ...boundary.world.application,
    vendors: ['main'],
    purposes: PURPOSES,
    shadow: { vendor, model: 'theirs', share: 1 },
    ...more,
  })
let asked = 0
const question = (about = `${asked}`, model = 'mine') => {
  asked += 1
  const content = `Question ${about} about SSN: ${IDENTIFIER}.`
  return ask(boundary, { body: { model, messages: [{ role: 'user', content }] } })
}

/** All that stands in the journal of the copy of a request, once its outcome does. */
async function copyOf(request: string) {
  const of = async () => (await entries()).filter((entry) => 'shadowOf' in entry && entry.shadowOf === request)
  await expect.poll(async () => (await of()).map((entry) => entry.class), { timeout: 20_000 }).toContain('outcome')
  return await of()
}
/** What counts for the tier. */
async function counted() {
  const { items } = (await boundary.admin.get('/api/availability')) as { items: { vendor: number; requests: number }[] }
  const { vendor = 0, requests = 0 } = items[0] ?? {}
  return { vendor, requests }
}
const rowsIn = (table: 'conversation' | 'kept_answer') =>
  asOwner(boundary.dataFolder, 'test', async (session) => {
    const { rows } = await session.query<{ n: number }>(`select count(*)::int as n from ${table}`)
    return rows[0]?.n ?? 0
  })
const metric = async (line: RegExp) => {
  const headers = { authorization: `Bearer ${boundary.adminKey}` }
  return line.exec(await (await fetch(`${boundary.adminUrl}/metrics`, { headers })).text())?.[1]
}

describe('a copy for another vendor', () => {
  it('is nobody’s unless a registration asks for it', async () => {
    await boundary.admin.post('/api/applications', { ...boundary.world.application, vendors: ['main'] })
    expect(contentOf((await question()).text)).toBe('Fine.')
    await copiedTo('rival', { shadow: { vendor: 'rival', model: 'theirs', share: 0 } })
    expect(contentOf((await question()).text)).toBe('Fine.')
    expect((await entries()).filter((entry) => 'shadowOf' in entry)).toEqual([])
    expect(rival.received).toEqual([])
  })

  it('has an intent, a decision, a disclosure and an outcome of its own; the disclosure before its bytes left', async () => {
    await copiedTo('rival')
    const told = await question()
    expect(contentOf(told.text)).toBe('Fine.')
    const of = await copyOf(told.request)
    expect(of.map((entry) => entry.class)).toEqual(['intent', 'disclosure', 'outcome'])
    const [, disclosure, outcome] = of
    expect(disclosure).toMatchObject({ attempt: 1, vendor: 'rival', model: 'theirs', agreement: 'rival' })
    expect(outcome).toMatchObject({
      outcome: 'answered',
      attempts: 1,
      upstreamStatus: 200,
      decision: { effect: 'permit' },
    })
    expect(outcome).toMatchObject({ tokensIn: expect.any(Number), tokensOut: expect.any(Number) })
    expect(atArrival).toContainEqual(disclosure)
    expect(atArrival.filter((entry) => 'shadowOf' in entry && entry.class === 'outcome')).toEqual([])
  })

  it('carries no identifier, the other model’s name, and codes that the first vendor never saw', async () => {
    const told = await question()
    await copyOf(told.request)
    const [sent, copied] = [main.received[0] ?? '', rival.received[0] ?? '']
    expect([sent, copied].join()).not.toContain(IDENTIFIER)
    expect(JSON.parse(copied)).toMatchObject({ model: 'theirs' })
    const code = /\[SSN-[0-9A-Z]{6}\]/
    expect(code.exec(copied)?.[0]).toBeDefined()
    expect(code.exec(copied)?.[0]).not.toBe(code.exec(sent)?.[0])
  })

  it('that no agreement covers is recorded as refused, and nothing is sent', async () => {
    await copiedTo('unsigned')
    const told = await question()
    expect(contentOf(told.text)).toBe('Fine.')
    const of = await copyOf(told.request)
    expect(of.map((entry) => entry.class)).toEqual(['intent', 'outcome'])
    expect(of.at(-1)).toMatchObject({ outcome: 'refused', code: 'agreement_missing', decision: { effect: 'deny' } })
    expect(unsigned.received).toEqual([])
  })

  it('is asked about as an operation of the house, and refused where the registration does not name that', async () => {
    await copiedTo('rival')
    const allowed = await copyOf((await question()).request)
    expect(allowed.map((entry) => 'purpose' in entry && entry.purpose)).toEqual(['HOPERAT', 'HOPERAT', 'HOPERAT'])
    await copiedTo('rival', { purposes: ['TREAT'] })
    const told = await question()
    expect(contentOf(told.text)).toBe('Fine.')
    expect((await copyOf(told.request)).at(-1)).toMatchObject({ outcome: 'refused', code: 'purpose_refused' })
    expect(rival.received).toHaveLength(1)
  })

  it('leaves no conversation behind', async () => {
    await copiedTo('rival')
    const before = await rowsIn('conversation')
    await copyOf((await question()).request)
    // The person's own, and no other.
    expect((await rowsIn('conversation')) - before).toBe(1)
  })

  it('is made of no answer that nobody was asked for, is answered by no cache and put in none', async () => {
    const answerCache = { lifetimeS: 600 }
    await copiedTo('rival', { answerCache, vendors: ['main', 'rival'] })
    // What the copy asks, word for word, has been answered by its vendor for a person, and kept.
    await copyOf((await question('of the cache', 'theirs')).request)
    expect((await question('of the cache', 'theirs')).everything).toContain('x-cordon-cache: hit')
    const told = await question('of the cache')
    expect(told.everything).toContain('x-cordon-cache: miss')
    const of = await copyOf(told.request)
    expect(of.map((entry) => entry.class)).toEqual(['intent', 'disclosure', 'outcome'])
    expect(of.at(-1)).not.toHaveProperty('cached')
    expect(rival.received).toHaveLength(3)
    const hit = await question('of the cache')
    expect(hit.everything).toContain('x-cordon-cache: hit')
    // Of the two that a person asked for.
    expect(await rowsIn('kept_answer')).toBe(2)
    // Whatever was begun by now shows: the next one's copy comes after it.
    const next = await question()
    await copyOf(next.request)
    expect((await entries()).filter((entry) => isOneOf(entry, [hit.request]))).toEqual([])
    expect([main.received.length, rival.received.length]).toEqual([2, 4])
  })

  it('that fails is not tried again, and neither closes the vendor nor counts against the tier', async () => {
    await copiedTo('rival')
    const before = await counted()
    rival.does = (response) => json(response, 503, { error: { message: 'no' } })
    const told = await question()
    expect((await copyOf(told.request)).at(-1)).toMatchObject({
      outcome: 'failed',
      code: 'upstream_refused',
      attempts: 1,
    })
    expect(rival.received).toHaveLength(1)
    expect(await counted()).toEqual({ vendor: 0, requests: before.requests + 1 })
  })

  it('whose vendor is silent delays nobody, takes no more places than there are, and is settled at the end', async () => {
    await copiedTo('rival')
    rival.does = () => undefined
    const requests: string[] = []
    for (let n = 0; n < 3; n++) {
      const told = await question()
      expect(contentOf(told.text)).toBe('Fine.')
      requests.push(told.request)
      await expect.poll(() => rival.received.length, { timeout: 20_000 }).toBe(Math.min(2, n + 1))
    }
    expect(await metric(/cordon_shadow_left_out_total (\d+)/)).toBe('1')
    await boundary.stop()
    const written = await entries()
    const ended = new Map(
      written.flatMap((entry) => (entry.class === 'outcome' ? [[entry.request, entry.outcome]] : [])),
    )
    const begun = written.flatMap((entry) => (entry.class === 'intent' ? [entry.request] : []))
    expect(begun.filter((request) => !ended.has(request))).toEqual([])
    const copies = written.filter(
      (entry) => entry.class === 'outcome' && entry.outcome === 'abandoned' && isOneOf(entry, requests),
    )
    expect(copies).toHaveLength(2)
  })
})

const isOneOf = (entry: EntryBody, requests: readonly string[]) =>
  'shadowOf' in entry && requests.includes(entry.shadowOf ?? '')

async function startTold(onArrival: () => Promise<void> = async () => undefined): Promise<Told> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      told.received.push(body)
      await onArrival()
      told.does(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const told: Told = { server, received: [], does: fine }
  return told
}

function fine(response: ServerResponse): void {
  json(response, 200, completionOf('m', 'Fine.'))
}

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function kill(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
