import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { IssuerSettings } from '../../config/identity.ts'

/** For tests: an identity provider on loopback that counts what it is asked, and answers as the test says. */
export interface Provider {
  readonly origin: string
  /** Paths asked for, in order. */
  readonly asked: string[]
  /** What it says of a token that it is asked about. */
  said: Record<string, unknown>
  /** Whether it answers 503 to everything. */
  broken: boolean
  /** Whether it keeps its answers about tokens to itself until the test lets them go. */
  letGo: Promise<void>
  sign(claims: object): Promise<string>
  /** Another key from now on; the old one is withdrawn. */
  rotate(): Promise<void>
  close(): Promise<void>
}

export async function startProvider(now: () => number): Promise<Provider> {
  let key = await newKey()
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    provider.asked.push(path)
    request.resume()
    if (provider.broken) return void response.writeHead(503).end()
    const answer = () => response.end(JSON.stringify(answers()[path] ?? {}))
    if (path !== '/introspect') return void answer()
    provider.letGo.then(answer, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answers = (): Record<string, unknown> => ({
    '/.well-known/openid-configuration': {
      issuer: origin,
      jwks_uri: `${origin}/jwks`,
      introspection_endpoint: `${origin}/introspect`,
    },
    '/jwks': { keys: [key.jwk] },
    '/introspect': provider.said,
  })
  const provider: Provider = {
    origin,
    asked: [],
    said: { active: false },
    broken: false,
    letGo: Promise.resolve(),
    sign: (claims) => {
      const seconds = Math.floor(now() / 1_000)
      const all = { iss: origin, aud: AUDIENCE, sub: 'dr', iat: seconds, exp: seconds + 3_600, ...claims }
      return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: key.jwk.kid }).sign(key.privateKey)
    },
    async rotate() {
      key = await newKey()
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return provider
}

async function newKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg: 'ES256', kid: randomUUID() } }
}

export const AUDIENCE = 'https://cordon.example'

export function issuerAt(origin: string, more: Partial<IssuerSettings> = {}): IssuerSettings {
  return {
    issuer: origin,
    audiences: [AUDIENCE],
    algorithms: ['ES256'],
    clients: { chart: 'app' },
    scopes: 'ignored',
    skewSeconds: 60,
    alsoAt: [],
    ...more,
  }
}
