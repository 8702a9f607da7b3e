import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

/** Whom the next login at the provider is, and how they show themselves. */
export interface Shows {
  subject: string
  amr: string[]
}

/** A real OpenID provider on loopback: whoever comes is logged in as the test says, and consents. */
export async function startIdentityProvider(client: { clientId: string; secret: string; redirectUri: () => string }) {
  const shows: Shows = { subject: 'nobody', amr: ['pwd'] }
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end()
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configurationOf(client))
  const serve = provider.callback()
  handle = (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void serve(request, response)
    const login = { accountId: shows.subject, amr: shows.amr, remember: false }
    provider.interactionFinished(request, response, { login }).catch(() => response.writeHead(500).end())
  }
  return {
    issuer,
    shows,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function configurationOf({
  clientId,
  secret,
  redirectUri,
}: {
  clientId: string
  secret: string
  redirectUri: () => string
}): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'first' }] },
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        redirect_uris: [redirectUri()],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['a test'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    claims: { openid: ['sub', 'amr', 'acr', 'auth_time'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, subject) => ({ accountId: subject, claims: () => ({ sub: subject }) }),
    async loadExistingGrant({ oidc }) {
      const { client: asking, session, provider } = oidc
      const grant = new provider.Grant({ clientId: asking?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  }
}

/** Follows the provider's redirects, with its cookies, until it sends the browser back to `until`. */
export async function followTo(until: string, location: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let at = location
  for (let steps = 0; steps < 10 && !at.startsWith(until); steps++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
    for (const each of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      cookies.set(name, value)
    }
    const next = response.headers.get('location')
    if (next === null) throw new Error(`the provider answered ${response.status} at ${new URL(at).pathname}`)
    at = new URL(next, at).href
  }
  return new URL(at)
}
