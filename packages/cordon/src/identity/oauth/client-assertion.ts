import { createHash } from 'node:crypto'
import { Application, CordonError, Principal } from '@cordon/contract'
import { type JWTVerifyGetKey, jwtVerify } from 'jose'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { findEntry } from '../directory.queries.ts'
import { useAssertion } from './access-token.queries.ts'
import { type ClientKeysDeps, createClientKeys } from './client-keys.ts'
import { OAuthRefusal } from './refusal.ts'
import { readJwt } from './strict-jwt.ts'

/** An application that proved itself, and the service that it is. */
export interface Client {
  readonly tenant: string
  readonly application: Application
  readonly service: Principal
  /** What its registration lets it ask for. */
  readonly scopes: string
}

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** SMART Backend Services names these two. */
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384'] as const
const ASSERTION_MS_MAX = 5 * MINUTE
const SKEW_MS = 30 * SECOND

/**
 * `private_key_jwt` (RFC 7523, SMART Backend Services): signed by the application's own key for this endpoint, at most
 * five minutes long, and good once, at whichever node. Throws `OAuthRefusal` `invalid_client` for every cause.
 */
export function createClientAuthentication(deps: ClientKeysDeps & { store: Store }) {
  const { store, now } = deps
  const keys = createClientKeys(deps)

  return async (assertion: string, audiences: readonly string[]): Promise<Client> => {
    const claimed = readJwt(assertion)?.payload.iss
    if (typeof claimed !== 'string') throw refused()
    const { tenant, id } = clientOf(claimed, deps.tenant)
    const { application, service } = await registered(store, tenant, id)
    const client = application.client
    if (client === undefined) throw refused()
    const { jti, exp } = await verify(assertion, { claimed, audiences, keys: keys(tenant, id, client), now })
    const digest = createHash('sha256').update(jti).digest()
    // Kept for as long as a clock that is behind would still take it.
    const used = { tenant, application: id, digest, expiresAt: new Date(exp + 2 * SKEW_MS), at: new Date(now()) }
    if (!(await store.within(tenant, (tx) => useAssertion(tx, used)))) throw refused()
    return { tenant, application, service, scopes: client.scopes.join(' ') }
  }
}

/** `scribe` is the operator's; `north/scribe` the tenant north's. No id has a control character: NUL is no text in SQL. */
function clientOf(claimed: string, own: string): { tenant: string; id: string } {
  const [, tenant = own, id = ''] = /^(?:([a-z0-9][a-z0-9-]{0,31})\/)?([^/\p{Cc}]{1,64})$/u.exec(claimed) ?? []
  if (id === '') throw refused()
  return { tenant, id }
}

async function registered(store: Store, tenant: string, id: string) {
  return store.within(tenant, async (tx) => {
    const row = await findEntry(tx, 'application', tenant, id)
    if (row?.revoked_at !== null) throw refused()
    const application = Application.parse(row.definition)
    const found = await findEntry(tx, 'principal', tenant, application.client?.service ?? '')
    if (found?.revoked_at !== null) throw refused()
    const service = Principal.parse(found.definition)
    if (service.kind !== 'service' || service.suspended === true) throw refused()
    return { application, service }
  })
}

interface Verify {
  readonly claimed: string
  readonly audiences: readonly string[]
  readonly keys: JWTVerifyGetKey
  readonly now: Clock
}

async function verify(assertion: string, { claimed, audiences, keys, now }: Verify) {
  const { payload } = await jwtVerify(assertion, keys, {
    issuer: claimed,
    subject: claimed,
    audience: [...audiences],
    algorithms: [...ASSERTION_ALGORITHMS],
    clockTolerance: SKEW_MS / SECOND,
    currentDate: new Date(now()),
    requiredClaims: ['exp', 'jti'],
  }).catch((error: unknown) => {
    // Its keys could not be read: no verdict, and so no token.
    if (error instanceof CordonError && error.code !== 'issuer_unavailable') throw error
    throw refused()
  })
  const { jti, exp = 0, iat = 0 } = payload
  const tooLong = exp * SECOND > now() + ASSERTION_MS_MAX + SKEW_MS
  if (tooLong || iat * SECOND > now() + SKEW_MS || typeof jti !== 'string' || jti === '' || jti.length > 300)
    throw refused()
  return { jti, exp: exp * SECOND }
}

const refused = () => new OAuthRefusal('invalid_client')
