import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRealParts, type RealParts } from '../../identity/real-parts.fixtures.ts'
import { MINUTE, SECOND } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress.ts'
import { createNotices, type NoticeRecipient, signature } from './notices.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const LIMITS = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 2_000,
  upstreamIdleMs: 2_000,
  upstreamMs: 4_000,
  upstreamBytesMax: 65_536,
  upstreamConnectionsMax: 4,
}

let parts: RealParts
let egress: Egress
let listener: Server
let recipient: NoticeRecipient
let heard: { body: string; signed: string }[] = []
let status = 200
let tenant: string
let n = 0

beforeAll(async () => {
  parts = await openRealParts(NOW)
  egress = createEgress({ limits: LIMITS })
  listener = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      heard.push({ body, signed: String(request.headers['x-cordon-signature']) })
      response.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  recipient = { url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook?a=1`, secret: 'whsec' }
})
afterAll(async () => {
  await egress.close()
  await new Promise((done) => listener.close(done))
  await parts.close()
})
beforeEach(() => {
  parts.clock.ms = NOW
  tenant = `t${++n}`
  heard = []
  status = 200
})

const make = (to: NoticeRecipient | undefined = recipient) =>
  createNotices({ store: parts.store, egress, recipient: to, now: () => parts.clock.ms })
const put = (id: string, to = make()) =>
  parts.store.within(tenant, (tx) =>
    to.put(tx, tenant, { id, what: 'emergency.started', body: { grant: 'g1', person: 'dr-c' } }),
  )

describe('a notice', () => {
  it('is told once, signed, when it is acknowledged', async () => {
    await put('a')
    await put('a')
    expect(await make().deliver(tenant)).toEqual({ told: 1, pending: 0 })
    expect(await make().deliver(tenant)).toEqual({ told: 0, pending: 0 })
    const [{ body, signed } = { body: '', signed: '' }] = heard
    expect(heard).toHaveLength(1)
    expect(JSON.parse(body)).toMatchObject({ id: 'a', what: 'emergency.started', tenant, grant: 'g1', person: 'dr-c' })
    expect(signed).toBe(signature('whsec', NOW, body))
  })

  it('is told again until it is acknowledged, later and later, and never given up', async () => {
    status = 503
    await put('a')
    for (const [round, wait] of [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].entries()) {
      parts.clock.ms += wait * SECOND - 1
      if (wait > 0) await make().deliver(tenant)
      expect(heard).toHaveLength(round)
      parts.clock.ms += 1
      await make().deliver(tenant)
      expect(heard).toHaveLength(round + 1)
    }
    status = 204
    parts.clock.ms += 5 * MINUTE
    expect(await make().deliver(tenant)).toEqual({ told: 1, pending: 0 })
  })

  it('is kept where nobody can be reached, and told when somebody can', async () => {
    const gone = make({ url: 'http://127.0.0.1:9/hook' })
    await put('a', gone)
    expect(await gone.deliver(tenant)).toEqual({ told: 0, pending: 1 })
    expect(
      await createNotices({ store: parts.store, egress, recipient: undefined, now: () => NOW }).deliver(tenant),
    ).toEqual({ told: 0, pending: 1 })
    parts.clock.ms += MINUTE
    expect(await make().deliver(tenant)).toEqual({ told: 1, pending: 0 })
  })

  it('is told by one of two nodes', async () => {
    for (const id of ['a', 'b', 'c']) await put(id)
    await Promise.all([make().deliver(tenant), make().deliver(tenant)])
    expect(heard.map(({ body }) => (JSON.parse(body) as { id: string }).id).sort()).toEqual(['a', 'b', 'c'])
  })

  it('that is rolled back was never put down', async () => {
    const failing = parts.store.within(tenant, async (tx) => {
      await make().put(tx, tenant, { id: 'x', what: 'patients.limit', body: {} })
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect(await make().deliver(tenant)).toEqual({ told: 0, pending: 0 })
  })
})
