import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { performance } from 'node:perf_hooks'
import tls from 'node:tls'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { CordonError } from '@cordon/contract'
import { afterEach, describe, expect, it } from 'vitest'
import type { Lookup } from './egress.gate.ts'
import { createEgress, type Egress, type EgressLimits, type EgressRequest } from './egress.ts'
import { collect } from './limit.ts'

const LIMITS: EgressLimits = {
  upstreamConnectMs: 5_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 10_000,
  upstreamBytesMax: 200_000,
  upstreamConnectionsMax: 4,
}
const SECRET = 'Jane Q. Canary'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function egressWith(changes: { limits?: Partial<EgressLimits>; lookup?: Lookup; tlsCa?: string } = {}): Egress {
  const egress = createEgress({ ...changes, limits: { ...LIMITS, ...changes.limits } })
  cleanups.push(() => egress.close())
  return egress
}

async function portOf(server: Server | TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A vendor on loopback; counts its connections and tells when each one closes. */
async function vendor(answer: RequestListener, secure?: ServerOptions) {
  const server = secure === undefined ? createServer(answer) : createTlsServer(secure, answer)
  const seen = { connections: 0, closed: [] as number[] }
  server.on('connection', (socket) => {
    seen.connections += 1
    socket.once('close', () => seen.closed.push(performance.now()))
    socket.on('error', () => undefined)
  })
  cleanups.push(() => server.closeAllConnections())
  const port = await portOf(server)
  return { origin: `${secure === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port, seen }
}

async function ask(egress: Egress, origin: string, changes: Partial<EgressRequest> = {}) {
  egress.allow(origin)
  const signal = new AbortController().signal
  return egress.request({ origin, method: 'POST', path: '/v1/x', headers: {}, body: '{"a":1}', signal, ...changes })
}

async function read(egress: Egress, origin: string, changes: Partial<EgressRequest> = {}): Promise<string> {
  return (await collect((await ask(egress, origin, changes)).body)).toString('utf8')
}

async function failure(work: Promise<unknown>): Promise<CordonError> {
  const error = await work.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof CordonError)) throw error
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET)
  return error
}

describe('what may be reached', () => {
  it('sends the body as it is to a registered origin and reads the whole answer', async () => {
    const { origin } = await vendor((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part) => parts.push(part))
      request.on('end', () =>
        response.end(
          `${request.method} ${request.url} ${request.headers['accept-encoding']} ${Buffer.concat(parts).toString()}`,
        ),
      )
    })
    expect(await read(egressWith(), origin)).toBe('POST /v1/x identity {"a":1}')
  })

  it('refuses an origin that was not registered, without a connection', async () => {
    const { origin, port, seen } = await vendor((_, response) => response.end())
    const egress = egressWith()
    egress.allow(origin)
    const signal = new AbortController().signal
    for (const other of [`http://localhost:${port}`, `http://127.0.0.1:${port + 1}`, `https://127.0.0.1:${port}`]) {
      const asked = egress.request({ origin: other, method: 'GET', path: '/', headers: {}, signal })
      expect((await failure(asked)).code).toBe('egress_refused')
    }
    expect(seen.connections).toBe(0)
  })

  it('refuses an origin once it is taken off the list', async () => {
    const { origin } = await vendor((_, response) => response.end('ok'))
    const egress = egressWith()
    expect(await read(egress, origin)).toBe('ok')
    await egress.forbid(origin)
    const asked = egress.request({
      origin,
      method: 'GET',
      path: '/',
      headers: {},
      signal: new AbortController().signal,
    })
    expect((await failure(asked)).code).toBe('egress_refused')
  })

  it.each([
    ['loopback', [{ address: '127.0.0.1', family: 4 }]],
    ['a private network', [{ address: '10.1.2.3', family: 4 }]],
    ['metadata', [{ address: '169.254.169.254', family: 4 }]],
    ['loopback inside IPv6', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    [
      'one public and one private address',
      [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ],
    ['nothing', []],
  ])('refuses a public name that resolves to %s', async (_, addresses) => {
    const { port, seen } = await vendor((_request, response) => response.end(), TLS)
    const egress = egressWith({ lookup: async () => addresses, tlsCa: CERT })
    expect((await failure(ask(egress, `https://vendor.example:${port}`))).code).toBe('egress_refused')
    expect(seen.connections).toBe(0)
  })

  it('refuses localhost when it resolves to another machine', async () => {
    const egress = egressWith({ lookup: async () => [{ address: '8.8.8.8', family: 4 }] })
    expect((await failure(ask(egress, 'http://localhost:9'))).code).toBe('egress_refused')
  })

  it('connects to the very address that was checked: a name is resolved once per connection', async () => {
    const { port } = await vendor((_, response) => response.end('pinned'))
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '10.0.0.1', family: 4 }]]
    let asked = 0
    const egress = egressWith({ lookup: async () => answers[asked++] ?? [] })
    expect(await read(egress, `http://localhost:${port}`)).toBe('pinned')
    expect(asked).toBe(1)
  })

  it('checks again when a name is resolved for a new connection (rebinding)', async () => {
    const { port, seen } = await vendor((_, response) => response.setHeader('connection', 'close').end('first'))
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '192.168.0.1', family: 4 }]]
    let asked = 0
    const egress = egressWith({ lookup: async () => answers[asked++] ?? [] })
    expect(await read(egress, `http://localhost:${port}`)).toBe('first')
    expect((await failure(ask(egress, `http://localhost:${port}`))).code).toBe('egress_refused')
    expect(seen.connections).toBe(1)
  })

  it('says unreachable when a name does not resolve, or nobody listens', async () => {
    const dead = egressWith({
      lookup: async () => Promise.reject(Object.assign(new Error(SECRET), { code: 'ENOTFOUND' })),
    })
    expect((await failure(ask(dead, 'https://vendor.example'))).code).toBe('upstream_unreachable')
    const closed = createTcpServer()
    const port = await portOf(closed)
    closed.close()
    expect((await failure(ask(egressWith(), `http://127.0.0.1:${port}`))).code).toBe('upstream_unreachable')
  })

  it.each([301, 302, 303, 304, 307, 308])('does not follow a %i', async (status) => {
    let requests = 0
    const { origin } = await vendor((_, response) => {
      requests += 1
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    expect((await failure(ask(egressWith(), origin))).code).toBe('upstream_redirected')
    expect(requests).toBe(1)
  })
})

const fixture = (name: string) => readFileSync(new URL(`../../../../test/fixtures/${name}`, import.meta.url), 'utf8')
const CERT = fixture('tls-test-only.cert.pem')
const TLS: ServerOptions = { key: fixture('tls-test-only.key.pem'), cert: CERT }

describe('TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('reports %s', async (version) => {
    const { origin } = await vendor((_, response) => response.end('ok'), {
      ...TLS,
      minVersion: version,
      maxVersion: version,
    })
    const answer = await ask(egressWith({ tlsCa: CERT }), origin)
    expect(answer.tls).toBe(version)
    expect((await collect(answer.body)).toString()).toBe('ok')
  })

  it('reports none on plain loopback', async () => {
    const { origin } = await vendor((_, response) => response.end('ok'))
    const answer = await ask(egressWith(), origin)
    expect(answer.tls).toBeUndefined()
    answer.close()
  })

  it('refuses TLS 1.1 even where OpenSSL would still speak it', async () => {
    const { DEFAULT_CIPHERS } = tls
    tls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0'
    cleanups.push(() => Object.assign(tls, { DEFAULT_CIPHERS }))
    const old = { ...TLS, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    let requests = 0
    const { origin } = await vendor(() => (requests += 1), old)
    expect((await failure(ask(egressWith({ tlsCa: CERT }), origin))).code).toBe('upstream_unreachable')
    expect(requests).toBe(0)
  })

  it('refuses a certificate that nobody vouches for, and one for another name', async () => {
    let requests = 0
    const { origin, port } = await vendor(() => (requests += 1), TLS)
    expect((await failure(ask(egressWith(), origin))).code).toBe('upstream_unreachable')
    const otherName = egressWith({ tlsCa: CERT, lookup: async () => [{ address: '127.0.0.2', family: 4 }] })
    expect((await failure(ask(otherName, `https://127.0.0.2:${port}`))).code).toBe('upstream_unreachable')
    expect(requests).toBe(0)
  })
})

describe('bounds', () => {
  const timeouts = async (work: Promise<unknown>) => {
    const error = await failure(work)
    return `${error.code} ${error.at}`
  }

  it('upstreamConnectMs: a name that is never resolved', async () => {
    const egress = egressWith({ limits: { upstreamConnectMs: 50 }, lookup: () => new Promise(() => undefined) })
    expect(await timeouts(ask(egress, 'https://vendor.example'))).toBe('upstream_timeout limits.upstreamConnectMs')
  })

  it('upstreamHeadersMs: an answer that never begins', async () => {
    const { origin } = await vendor(() => undefined)
    const egress = egressWith({ limits: { upstreamHeadersMs: 50 } })
    expect(await timeouts(ask(egress, origin))).toBe('upstream_timeout limits.upstreamHeadersMs')
  })

  it('upstreamIdleMs: an answer that falls silent', async () => {
    const { origin } = await vendor((_, response) => response.write(SECRET))
    const egress = egressWith({ limits: { upstreamIdleMs: 50 } })
    expect(await timeouts(read(egress, origin))).toBe('upstream_timeout limits.upstreamIdleMs')
  })

  it('upstreamIdleMs does not run while the reader is slow', async () => {
    const { origin } = await vendor((_, response) => response.write('a', () => setTimeout(() => response.end('b'), 20)))
    const answer = await ask(egressWith({ limits: { upstreamIdleMs: 60 } }), origin)
    let text = ''
    for await (const chunk of answer.body) {
      text += Buffer.from(chunk).toString()
      await new Promise((resolve) => setTimeout(resolve, 120))
    }
    expect(text).toBe('ab')
  })

  it('upstreamMs: an answer that drips without end', async () => {
    const { origin } = await vendor((_, response) => {
      const timer = setInterval(() => response.write('.'), 10)
      response.once('close', () => clearInterval(timer))
    })
    const egress = egressWith({ limits: { upstreamMs: 150, upstreamIdleMs: 100 } })
    expect(await timeouts(read(egress, origin))).toBe('upstream_timeout limits.upstreamMs')
  })

  it('upstreamBytesMax: stated in advance, or simply sent', async () => {
    const stated = await vendor((_, response) => response.writeHead(200, { 'content-length': 10 ** 12 }).write('x'))
    expect(await timeouts(ask(egressWith(), stated.origin))).toBe('upstream_too_large limits.upstreamBytesMax')
    const endless = await vendor((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(SECRET.repeat(1_000)));
      }
      response.on('drain', more)
      more()
    })
    expect(await timeouts(read(egressWith(), endless.origin))).toBe('upstream_too_large limits.upstreamBytesMax')
    await expect.poll(() => endless.seen.closed.length).toBe(1)
  })

  it('takes an answer of exactly the bound', async () => {
    const { origin } = await vendor((_, response) => response.end('x'.repeat(1_000)))
    expect(await read(egressWith({ limits: { upstreamBytesMax: 1_000 } }), origin)).toHaveLength(1_000)
  })

  it('headers of a vendor are bounded', async () => {
    const { origin } = await vendor((_, response) => response.setHeader('x-flood', SECRET.repeat(4_000)).end())
    expect((await failure(ask(egressWith(), origin))).code).toBe('upstream_too_large')
  })

  it('upstreamConnectionsMax: the next request waits its turn', async () => {
    const { origin, seen } = await vendor((_, response) => setTimeout(() => response.end('ok'), 30))
    const egress = egressWith({ limits: { upstreamConnectionsMax: 2 } })
    const answers = await Promise.all(Array.from({ length: 6 }, () => read(egress, origin)))
    expect(answers).toEqual(Array(6).fill('ok'))
    expect(seen.connections).toBe(2)
  })
})

describe('answers that lie or break', () => {
  it('refuses a compressed answer', async () => {
    const { origin } = await vendor((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(SECRET)),
    )
    expect(await failure(ask(egressWith(), origin))).toMatchObject({ code: 'upstream_invalid', at: 'content-encoding' })
  })

  it('refuses what is not HTTP', async () => {
    const server = createTcpServer((socket) => socket.once('data', () => socket.end(`${SECRET}\r\n\r\n`)))
    expect((await failure(ask(egressWith(), `http://127.0.0.1:${await portOf(server)}`))).code).toBe('upstream_invalid')
  })

  it('says unreachable when the connection breaks before the headers, invalid when it breaks after', async () => {
    const before = await vendor((request) => request.socket.resetAndDestroy())
    expect((await failure(ask(egressWith(), before.origin))).code).toBe('upstream_unreachable')
    const after = await vendor((request, response) =>
      response.write(SECRET, () => setTimeout(() => request.socket.resetAndDestroy(), 10)),
    )
    expect((await failure(read(egressWith(), after.origin))).code).toBe('upstream_invalid')
    const short = await vendor((request, response) =>
      response.writeHead(200, { 'content-length': 100 }).write(SECRET, () => request.socket.end()),
    )
    expect((await failure(read(egressWith(), short.origin))).code).toBe('upstream_invalid')
  })

  it('gives a 4xx and 5xx to the caller as it is', async () => {
    const { origin } = await vendor((_, response) => response.writeHead(429).end('slow down'))
    const answer = await ask(egressWith(), origin)
    expect(answer.status).toBe(429)
    answer.close()
  })
})

describe('giving up', () => {
  it('closes the connection within 100 ms of the client hanging up, before and after the headers', async () => {
    for (const begin of [false, true]) {
      const { origin, seen } = await vendor((_, response) => void (begin && response.write('x')))
      const client = new AbortController()
      const work = begin
        ? read(egressWith(), origin, { signal: client.signal })
        : ask(egressWith(), origin, { signal: client.signal })
      await expect.poll(() => seen.connections).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 30))
      const hungUp = performance.now()
      client.abort()
      expect((await failure(work)).code).toBe('client_closed')
      await expect.poll(() => seen.closed.length, { interval: 5 }).toBe(1)
      expect((seen.closed[0] ?? 0) - hungUp).toBeLessThan(100)
    }
  })

  it('opens no connection for a client that has already gone', async () => {
    const { origin, seen } = await vendor((_, response) => response.end())
    expect((await failure(ask(egressWith(), origin, { signal: AbortSignal.abort() }))).code).toBe('client_closed')
    expect(seen.connections).toBe(0)
  })

  it('keeps the reason when the boundary itself is shutting down', async () => {
    const { origin } = await vendor(() => undefined)
    const stop = new AbortController()
    const work = ask(egressWith(), origin, { signal: stop.signal })
    setTimeout(() => stop.abort(new CordonError('shutting_down')), 20)
    expect((await failure(work)).code).toBe('shutting_down')
  })

  it('cuts an answer that the reader leaves, and keeps the connection when only a little was left', async () => {
    const endless = await vendor((_, response) => response.write('first'))
    for await (const chunk of (await ask(egressWith(), endless.origin)).body) {
      expect(Buffer.from(chunk).toString()).toBe('first')
      break
    }
    await expect.poll(() => endless.seen.closed.length).toBe(1)
    const short = await vendor((_, response) => response.writeHead(400).end('a short refusal'))
    const egress = egressWith()
    for (let i = 0; i < 3; i++) {
      const answer = await ask(egress, short.origin)
      answer.close()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(short.seen.connections).toBe(1)
  })

  it('ends what is under way when it closes', async () => {
    const { origin } = await vendor(() => undefined)
    const egress = egressWith()
    const work = ask(egress, origin)
    setTimeout(() => void egress.close(), 30)
    expect((await failure(work)).code).toBe('shutting_down')
  })
})
