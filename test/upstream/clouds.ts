import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CordonError } from '@cordon/contract'
import { createEgress, type Egress } from '../../packages/cordon/src/kernel/egress.ts'

/** A request as it came over the wire, and for which host it was meant. */
export interface Arrived {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly type?: string
  readonly body: string
}

/** A cloud on loopback: one server that stands for every host of it, and a real egress whose registered origins lead there. */
export interface SmallCloud {
  readonly egress: Egress
  readonly arrived: Arrived[]
  answer: (arrived: Arrived) => Answer
  stop(): Promise<void>
}

const LIMITS = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 10_000,
  upstreamBytesMax: 262_144,
  upstreamConnectionsMax: 4,
}

export async function startCloud(): Promise<SmallCloud> {
  const arrived: Arrived[] = []
  const meant = new Map<string, string>()
  const server = createServer((request, response) => void serve(request, response))
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const one: Arrived = {
      host: meant.get(String(request.headers['x-meant-for'])) ?? '',
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    arrived.push(one)
    const { status, type = 'application/json', body } = cloud.answer(one)
    response.writeHead(status, { 'content-type': type }).end(body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = createEgress({ limits: LIMITS })
  real.allow(local)
  const allowed = new Set<string>()
  const egress: Egress = {
    ...real,
    allow: (origin) => void allowed.add(origin),
    async forbid(origin) {
      allowed.delete(origin)
    },
    async request(ask) {
      if (!allowed.has(ask.origin)) throw new CordonError('egress_refused', { at: 'origin' })
      // The server is one for all hosts: it is told apart for which this was.
      const id = String(meant.size)
      meant.set(id, new URL(ask.origin).host)
      return real.request({ ...ask, origin: local, headers: { ...ask.headers, 'x-meant-for': id } })
    },
  }
  const cloud: SmallCloud = {
    egress,
    arrived,
    answer: () => ({ status: 500, body: '{}' }),
    async stop() {
      await egress.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return cloud
}

/**
 * What AWS does with a signature, written from its documentation and sharing no line with what signs: recomputes it over what
 * arrived. Undefined: it is good.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function wrongWithSignature(
  { host, method, path, headers, body }: Arrived,
  known: {
    readonly id: string
    readonly secret: string
    readonly region: string
    readonly service: string
    readonly at: number
  },
): string | undefined {
  const said = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  )
  if (said === null) return 'no signature'
  const [, credential = '', signedHeaders = '', signature = ''] = said
  const stamp = String(headers['x-amz-date'])
  const day = stamp.slice(0, 8)
  const scope = `${day}/${known.region}/${known.service}/aws4_request`
  if (credential !== `${known.id}/${scope}`) return `another scope: ${credential}`
  if (stamp !== new Date(known.at).toISOString().replace(/[-:]|\.\d+/g, '')) return 'another time'
  const names = signedHeaders.split(';')
  for (const needed of ['host', 'x-amz-date', 'content-type']) {
    if (needed === 'content-type' && body === '') continue
    if (!names.includes(needed)) return `${needed} is not signed`
  }
  const [at = '', query = ''] = path.split('?')
  const canonical = [
    method,
    at
      .split('/')
      .map((part) => encodeURIComponent(part))
      .join('/'),
    query.split('&').filter(Boolean).sort().join('&'),
    ...names.map((name) => `${name}:${name === 'host' ? host : String(headers[name]).trim()}`),
    '',
    signedHeaders,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = [day, known.region, known.service, 'aws4_request'].reduce<Buffer>(
    (under, part) => createHmac('sha256', under).update(part).digest(),
    Buffer.from(`AWS4${known.secret}`),
  )
  const right = createHmac('sha256', key).update(text).digest('hex')
  return right === signature ? undefined : 'the signature does not match'
}
