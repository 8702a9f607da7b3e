import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'

/** A real identity provider on loopback: discovery, PKCE, client credentials, introspection, and keys that rotate. */
export interface IdentityProvider {
  readonly issuer: string
  /** Signs with the key of now, as the provider itself would: for tokens that it would never make. */
  sign(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>
  /** The public key of now. */
  publicJwk(): JWK
  /** New keys from now on; the old ones are gone. */
  rotate(): Promise<void>
  /** What it serves at `/client-keys`, as an application would its own keys. */
  clientKeys: JWK[]
  /** How often its keys were read. */
  keysRead(): number
  /** Whether it answers at all. */
  reachable: boolean
  close(): Promise<void>
}

/** What tokens are for: of the first the issuer makes signed ones, of the second opaque ones. */
export const SIGNED = 'https://cordon.example/signed'
export const OPAQUE = 'https://cordon.example/opaque'
export const SCOPES = 'launch/patient patient/*.rs user/*.rs user/Observation.rs'
export const REDIRECT = 'https://chart.example/callback'
export const CHART = { id: 'chart', secret: 'a secret of the chart, which is long enough' }
export const INTROSPECTOR = { id: 'cordon', secret: 'a secret of the boundary, which is long enough' }

export async function startIdentityProvider(launchPatient: string): Promise<IdentityProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined
  let keysRead = 0
  const server = createServer((request, response) => {
    if (!idp.reachable) return void response.writeHead(503).end()
    if (request.url === '/client-keys') return void response.end(JSON.stringify({ keys: idp.clientKeys }))
    if (request.url === '/jwks') keysRead += 1
    handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let key = await newKey()
  const serve = () => {
    const provider = createProvider(issuer, key.jwk, launchPatient)
    const answer = provider.callback()
    handle = (request, response) =>
      request.url?.startsWith('/interaction/') ? logIn(provider, request, response) : answer(request, response)
  }
  serve()
  const idp: IdentityProvider = {
    issuer,
    reachable: true,
    clientKeys: [],
    sign: (claims, header = {}) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header }).sign(key.privateKey),
    publicJwk: () => {
      const { kty = '', n = '', e = '' } = key.jwk
      return { kty, n, e, kid: key.kid, alg: 'RS256', use: 'sig' }
    },
    async rotate() {
      key = await newKey()
      serve()
    },
    keysRead: () => keysRead,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return idp
}

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = crypto.randomUUID()
  return { privateKey, kid, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } }
}

function createProvider(issuer: string, jwk: JWK, launchPatient: string): Provider {
  const configuration: Configuration = {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: CHART.id,
        client_secret: CHART.secret,
        redirect_uris: [REDIRECT],
        grant_types: ['authorization_code', 'client_credentials'],
      },
      {
        client_id: INTROSPECTOR.id,
        client_secret: INTROSPECTOR.secret,
        redirect_uris: [],
        response_types: [],
        grant_types: [],
      },
    ],
    cookies: { keys: ['a test'] },
    ttl: { AccessToken: 600, ClientCredentials: 600, AuthorizationCode: 60, Grant: 600, Interaction: 60, Session: 600 },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => SIGNED,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({
          scope: SCOPES,
          audience: resource,
          accessTokenFormat: resource === OPAQUE ? 'opaque' : 'jwt',
          ...(resource === OPAQUE ? {} : { jwt: { sign: { alg: 'RS256' } } }),
        }),
      },
    },
    extraTokenClaims: (_, token) =>
      'scope' in token && token.scope?.includes('launch/patient') === true ? { patient: launchPatient } : {},
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session?.accountId ?? '',
        clientId: oidc.client?.clientId ?? '',
      })
      grant.addOIDCScope('openid')
      for (const resource of [SIGNED, OPAQUE]) grant.addResourceScope(resource, SCOPES)
      await grant.save()
      return grant
    },
  }
  return new Provider(issuer, configuration)
}

/** Whoever the client said is typing (`login_hint`) is believed: it is a test. */
async function logIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response)
  const accountId = String(params.login_hint)
  await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false })
}

/** A person's browser: follows the provider's redirects with its cookies, until it is sent back to the application. */
export async function followLogin(from: URL): Promise<URL> {
  const cookies = new Map<string, string>()
  let at = from
  for (let hop = 0; hop < 10; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
    await response.text()
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`the login stopped with ${response.status}`)
    at = new URL(location, at)
    if (at.href.startsWith(REDIRECT)) return at
  }
  throw new Error('the login went in circles')
}
