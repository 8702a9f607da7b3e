import { CordonError } from '@cordon/contract'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import type { Caller } from '../api-key.ts'
import type { SourceLimit } from '../limit-sources.ts'
import type { AccessTokens, Grant } from './access-tokens.ts'
import type { Bearers } from './bearers.ts'
import { ASSERTION_TYPE, type Client } from './client-assertion.ts'
import { EXCHANGE, exchangeOf } from './exchange.ts'
import { grantedScope } from './granted-scope.ts'
import { OAuthRefusal } from './refusal.ts'

/** RFC 6749, 5.1 and RFC 8693, 2.2.1. */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope: string
  readonly issued_token_type?: string
}

/**
 * One request of a client that proves itself by a signed assertion. `audiences`: what this endpoint may be called in it.
 * Answers with the token, and who holds it, for the record. Throws `OAuthRefusal`, or `rate_limited` for a source with
 * too many failures.
 */
export type GrantTokens = (
  form: URLSearchParams,
  audiences: readonly string[],
  source: string,
) => Promise<{ answer: TokenAnswer; caller: Caller }>

interface Deps {
  readonly authenticate: (assertion: string, audiences: readonly string[]) => Promise<Client>
  readonly tokens: AccessTokens
  readonly bearers: Bearers
  readonly limit: SourceLimit
  readonly now: Clock
}

export function createTokenEndpoint(deps: Deps): GrantTokens {
  const { limit } = deps
  return async (form, audiences, source) => {
    if (!limit.open(source)) throw new CordonError('rate_limited')
    try {
      return await grantFor(form, audiences, deps)
    } catch (error) {
      if (error instanceof OAuthRefusal && FAILED.has(error.code)) limit.failed(source)
      throw error
    }
  }
}

/** Somebody who is not who they say, or shows what is not theirs. */
const FAILED: ReadonlySet<string> = new Set(['invalid_client', 'invalid_grant'])

async function grantFor(form: URLSearchParams, audiences: readonly string[], deps: Deps) {
  refuseTwice(form)
  const kind = form.get('grant_type')
  if (kind !== 'client_credentials' && kind !== EXCHANGE) throw new OAuthRefusal('unsupported_grant_type')
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) throw new OAuthRefusal('invalid_client')
  const client = await deps.authenticate(form.get('client_assertion') ?? '', audiences)
  const grant = kind === EXCHANGE ? await exchangeOf(form, client, deps) : ownGrant(form, client)
  const { token, caller, expiresAt } = await deps.tokens.issue(grant)
  const answer: TokenAnswer = {
    access_token: token,
    token_type: 'Bearer',
    expires_in: Math.floor((expiresAt - deps.now()) / SECOND),
    scope: grant.scope,
    ...(kind === EXCHANGE ? { issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' } : {}),
  }
  return { answer, caller: { ...caller, method: 'client-assertion' as const } }
}

/** The service itself: what it asks for and its registration covers; nothing asked for means all of it. */
function ownGrant(form: URLSearchParams, { tenant, application, service, scopes }: Client): Grant {
  const granted = grantedScope(form.get('scope'), scopes)
  const nobody = { delegate: undefined, actors: [], launchPatient: undefined }
  return { tenant, application, principal: service, scope: granted, ...nobody }
}

/** RFC 6749, 3.2: no parameter more than once. */
function refuseTwice(form: URLSearchParams): void {
  const names = [...form.keys()]
  if (new Set(names).size !== names.length) throw new OAuthRefusal('invalid_request')
}
