import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CordonError } from '@cordon/contract'
import { createEgress, type Egress } from '../../kernel/egress.ts'

/** How a small key service misbehaves. */
export type Ailment =
  | 'none'
  | 'slow'
  | 'garbage'
  | 'throttled'
  | 'throttled once'
  | 'failing'
  | 'refused'
  | 'wrong bytes'

export interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A server that speaks one vendor's wire, and a real egress whose registered origins all lead to it. */
export interface SmallService {
  readonly egress: Egress
  readonly asked: Asked[]
  readonly allowed: string[]
  ailment: Ailment
  stop(): Promise<void>
}

/** Answers one request: a status, headers and a body. */
export type Answer = (
  asked: Asked,
  ailment: Ailment,
) => { status: number; headers?: Record<string, string>; body: string }

export async function startService(answer: Answer): Promise<SmallService> {
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { egress, allowed } = egressTo(server)
  const service: SmallService = { egress, allowed, asked: [], ailment: 'none', stop }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const asked = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
    service.asked.push(asked)
    if (service.ailment === 'slow') return
    if (service.ailment === 'garbage') return void response.end('<html>It works!</html>')
    const { status, headers, body } = answer(asked, service.ailment)
    if (service.ailment === 'throttled once') service.ailment = 'none'
    response.writeHead(status, headers ?? {}).end(body)
  }
  async function stop(): Promise<void> {
    await egress.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return service
}

const LIMITS = {
  upstreamConnectMs: 1_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 5_000,
  upstreamBytesMax: 65_536,
  upstreamConnectionsMax: 4,
}

function egressTo(server: Server): { egress: Egress; allowed: string[] } {
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = createEgress({ limits: LIMITS })
  real.allow(local)
  const allowed: string[] = []
  const egress: Egress = {
    ...real,
    allow: (origin) => void allowed.push(origin),
    async request(ask) {
      if (!allowed.includes(ask.origin)) throw new CordonError('egress_refused', { at: 'origin' })
      return real.request({ ...ask, origin: local })
    },
  }
  return { egress, allowed }
}

/** AES-256-GCM with additional data, as the service keeps it to itself. */
export function createVaultedKey() {
  const key = randomBytes(32)
  return {
    encrypt(plain: Uint8Array, aad: string): Buffer {
      const nonce = randomBytes(12)
      const gcm = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad))
      return Buffer.concat([nonce, gcm.update(plain), gcm.final(), gcm.getAuthTag()])
    },
    /** Nothing when the bytes, the key and the additional data do not belong together. */
    decrypt(bytes: Buffer, aad: string): Buffer | undefined {
      try {
        const gcm = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(aad))
        gcm.setAuthTag(bytes.subarray(-16))
        return Buffer.concat([gcm.update(bytes.subarray(12, -16)), gcm.final()])
      } catch {
        return undefined
      }
    },
  }
}
