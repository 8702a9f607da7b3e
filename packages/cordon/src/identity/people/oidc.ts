import { CordonError } from '@cordon/contract'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client'
import type { OidcLogin } from '../../config/people.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, HOUR, SECOND } from '../../kernel/clock.ts'
import type { Egress } from '../../kernel/egress.ts'
import { createIdpFetch } from './idp-fetch.ts'
import type { Stub, Tickets } from './tickets.ts'

/** Somebody whom the identity provider vouches for. */
export interface Vouched {
  readonly issuer: string
  readonly subject: string
  /** When a second factor was shown there, where the provider says that one was, and when. */
  readonly steppedUpAt?: number
}

/**
 * OpenID Connect: authorization code with PKCE (S256), state, nonce, and an ID token whose signature is checked. Nothing is
 * kept between the two steps: the browser holds a ticket in a cookie, and state, nonce and verifier are HMACs of it.
 */
export interface OidcSignIn {
  /**
   * Where to send the browser, and the ticket for its cookie. `again`: the person has to show themself now. `leaving`: what
   * `finish` is to say again: the browser that comes back from elsewhere does not show what it showed before.
   */
  begin(asked: { origin: string; again: boolean; leaving?: string }): Promise<{ location: string; ticket: string }>
  /** Throws `login_refused` for an answer that is not ours, not new, or not signed by the issuer. */
  finish(given: { origin: string; ticket: string; query: string }): Promise<Vouched & { leaving: string }>
}

const CONFIGURATION_MS = HOUR
const FAILURE_MS = 5 * SECOND
const TIMEOUT_S = 10

export function createOidcSignIn(deps: {
  /** Whose people: a ticket of another organisation fits nothing here. */
  tenant: string
  settings: OidcLogin
  /**
   * The path to which this provider sends browsers back. RFC 9700, 4.4.2.2: each provider has one of its own, so that none
   * is handed another's codes.
   */
  callback: string
  sessionHours: number
  egress: Egress
  secret: (name: string) => string | undefined
  keyring: Pick<Keyring, 'pepper'>
  tickets: Tickets
  now: Clock
}): OidcSignIn {
  const { tenant, settings, callback, keyring, tickets, now } = deps
  const fetching = createIdpFetch(deps.egress, [settings.issuer, ...settings.origins])
  const configuration = createConfiguration(deps, fetching)
  const maxAge = (deps.sessionHours * HOUR) / SECOND
  const derived = (ticket: string, what: 'state' | 'nonce' | 'verifier'): string =>
    Buffer.from(keyring.pepper(`oidc-${what}:${ticket}`)).toString('base64url')

  return {
    async begin({ origin, again, leaving = '' }) {
      const ticket = tickets.mint(stubOf(tenant, leaving))
      const location = buildAuthorizationUrl(await configuration(), {
        redirect_uri: origin + callback,
        scope: settings.scope,
        state: derived(ticket, 'state'),
        nonce: derived(ticket, 'nonce'),
        code_challenge: await calculatePKCECodeChallenge(derived(ticket, 'verifier')),
        code_challenge_method: 'S256',
        // Always sent, so that the token has to say when the person last showed themself (OpenID Connect Core 2).
        max_age: String(again ? 0 : maxAge),
        ...(settings.acr.length === 0 ? {} : { acr_values: settings.acr.join(' ') }),
      })
      return { location: location.href, ticket: leaving === '' ? ticket : `${ticket}.${leaving}` }
    },

    async finish({ origin, ticket: given, query }) {
      const [ticket = '', leaving = ''] = given.split('.', 2)
      const stub = stubOf(tenant, leaving)
      if (!tickets.fits(ticket, stub)) throw new CordonError('login_refused')
      const tokens = await refusing(async () =>
        authorizationCodeGrant(await configuration(), new URL(`${origin}${callback}${query}`), {
          expectedState: derived(ticket, 'state'),
          expectedNonce: derived(ticket, 'nonce'),
          pkceCodeVerifier: derived(ticket, 'verifier'),
          maxAge,
        }),
      )
      const claims = tokens.claims()
      if (claims === undefined || !(await tickets.spend(ticket, stub))) throw new CordonError('login_refused')
      const shownAt = secondFactorAt(claims, settings, now())
      return {
        issuer: claims.iss,
        subject: claims.sub,
        leaving,
        ...(shownAt === undefined ? {} : { steppedUpAt: shownAt }),
      }
    },
  }
}

/** When the provider saw a second factor, if it says so in a word that the site named; never in the future. */
function secondFactorAt(claims: Record<string, unknown>, { acr, amr }: OidcLogin, nowMs: number): number | undefined {
  const methods = Array.isArray(claims.amr) ? claims.amr : []
  const counts = acr.some((each) => each === claims.acr) || amr.some((each) => methods.includes(each))
  const { auth_time: at } = claims
  return counts && typeof at === 'number' ? Math.min(at * SECOND, nowMs) : undefined
}

/** The provider's discovery document and keys, read again after an hour; a failure is tried again after five seconds. */
function createConfiguration(
  { settings, secret, now }: { settings: OidcLogin; secret: (name: string) => string | undefined; now: Clock },
  fetching: CustomFetch,
): () => Promise<Configuration> {
  let known: { until: number; configuration: Promise<Configuration> } | undefined
  return () => {
    if (known !== undefined && now() < known.until) return known.configuration
    const fresh = {
      until: now() + CONFIGURATION_MS,
      configuration: refusing(() => discover(settings, secret, fetching)),
    }
    // Strangers who ask while the provider is away do not make us ask it each time.
    fresh.configuration.catch(() => {
      fresh.until = now() + FAILURE_MS
    })
    known = fresh
    return fresh.configuration
  }
}

async function discover(
  { issuer, clientId, secretFrom }: OidcLogin,
  secret: (name: string) => string | undefined,
  fetching: CustomFetch,
): Promise<Configuration> {
  const clientSecret = secretFrom === undefined ? undefined : secret(secretFrom)
  if (secretFrom !== undefined && clientSecret === undefined)
    throw new CordonError('config_invalid', { at: 'people.oidc.secretFrom' })
  // Only loopback is without TLS: the egress list refuses every other such origin.
  const execute = [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])]
  const method = clientSecret === undefined ? None() : undefined
  const options = { execute, [customFetch]: fetching, timeout: TIMEOUT_S }
  return discovery(new URL(issuer), clientId, clientSecret, method, options)
}

/** The library's errors may quote the answer; they stay inside. What failed on the way there is told as it is. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw ownErrorIn(error) ?? new CordonError('login_refused', { cause: error })
  }
}

function ownErrorIn(error: unknown, depth = 0): CordonError | undefined {
  if (error instanceof CordonError) return error
  return error instanceof Error && depth < 5 ? ownErrorIn(error.cause, depth + 1) : undefined
}

function stubOf(tenant: string, leaving: string): Stub {
  return { tenant, use: 'oidc', of: leaving }
}
