import { CordonError } from '@cordon/contract'
import type { Caller } from '../api-key.ts'
import type { AccessTokens, Grant } from './access-tokens.ts'
import type { Bearers } from './bearers.ts'
import { ACTORS_MAX } from './claims.ts'
import type { Client } from './client-assertion.ts'
import { grantedScope } from './granted-scope.ts'
import { oneLaunchPatient } from './launch-patient.ts'
import { OAuthRefusal } from './refusal.ts'
import { narrowScopes } from './smart-scopes.ts'

export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const TOKEN_TYPES: ReadonlySet<string | null> = new Set([
  'urn:ietf:params:oauth:token-type:access_token',
  'urn:ietf:params:oauth:token-type:jwt',
])

interface Deps {
  readonly tokens: AccessTokens
  readonly bearers: Bearers
}

/** A person whose rights are asked for, as a token of theirs says it. */
interface Subject extends Pick<Grant, 'principal' | 'actors' | 'launchPatient'> {
  readonly scope: string | undefined
  readonly until: number
}

/**
 * RFC 8693, delegation only: a token for the person of `subject_token`, held by the service of `actor_token`. Who acted
 * before stays in it as history. Without an actor it would be impersonation, of which no record could be true: refused.
 */
export async function exchangeOf(form: URLSearchParams, client: Client, deps: Deps): Promise<Grant> {
  const { tenant, application } = client
  if (application.actsForPeople !== true) throw new OAuthRefusal('unauthorized_client')
  const actor = await actorOf(tokenIn(form, 'actor'), client, deps)
  const person = await subjectOf(tokenIn(form, 'subject'), client, actor, deps)
  const actors = [actor.principal.id, ...person.actors]
  if (actors.length > ACTORS_MAX) throw new OAuthRefusal('invalid_request')
  const both = narrowScopes(narrowScopes(person.scope, actor.scope), client.scopes) ?? client.scopes
  const { principal, until } = person
  const launchPatient = await invalidGrant(async () => oneLaunchPatient(actor.launchPatient, person.launchPatient))
  const scope = grantedScope(form.get('scope'), both)
  return { tenant, application, principal, delegate: actor.principal, actors, scope, launchPatient, until }
}

function tokenIn(form: URLSearchParams, kind: 'subject' | 'actor'): string {
  const token = form.get(`${kind}_token`)
  if (token === null || !TOKEN_TYPES.has(form.get(`${kind}_token_type`))) throw new OAuthRefusal('invalid_request')
  return token
}

/** A service of the same tenant and application, for which nobody else acts. */
async function actorOf(token: string, client: Client, { tokens, bearers }: Deps): Promise<Caller> {
  const actor = await invalidGrant(() =>
    token.startsWith('ct_') ? tokens.authenticate(token) : bearers.authenticate(token),
  )
  const same = actor.tenant === client.tenant && actor.application?.id === client.application.id
  const { kind, suspended } = actor.principal
  if (!same || kind !== 'service' || suspended === true || actor.actors !== undefined)
    throw new OAuthRefusal('invalid_grant')
  return actor
}

/**
 * A person's own token, or one that Cordon issued in an earlier exchange: then its actors are the history. The latter is
 * exchanged by its own holder alone: whom the person's token named (`may_act`) was asked when it was issued, and a second
 * service was not named.
 */
async function subjectOf(token: string, client: Client, actor: Caller, deps: Deps): Promise<Subject> {
  const { tenant, application } = client
  if (!token.startsWith('ct_')) {
    const by = { tenant, application, actor: actor.principal }
    const { expiresAt, ...person } = await invalidGrant(() => deps.bearers.person(token, by))
    return { ...person, until: expiresAt }
  }
  const { principal, actors = [], scope, ...held } = await invalidGrant(() => deps.tokens.authenticate(token))
  const same = held.tenant === tenant && held.application?.id === application.id && principal.kind === 'user'
  if (!same || held.delegate?.id !== actor.principal.id) throw new OAuthRefusal('invalid_grant')
  return { principal, actors, scope, launchPatient: held.launchPatient, until: held.expiresAt }
}

/** RFC 8693, 2.2.2: an unacceptable token is `invalid_request`; RFC 6749's `invalid_grant` is what clients know. */
function invalidGrant<T>(verify: () => Promise<T>): Promise<T> {
  return verify().catch((error: unknown) => {
    if (error instanceof CordonError && error.code === 'credentials_invalid') throw new OAuthRefusal('invalid_grant')
    throw error
  })
}
