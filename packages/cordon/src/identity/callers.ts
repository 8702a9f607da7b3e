import { type Application, CordonError, type Role } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Caller, Identity } from './api-key.ts'
import type { Certificates, ShownCertificate } from './certificates.ts'
import { withLicensedRoles } from './licence.ts'
import type { SourceLimit } from './limit-sources.ts'
import type { AccessTokens } from './oauth/access-tokens.ts'
import type { Bearers } from './oauth/bearers.ts'
import type { createChatUsers } from './oauth/chat-user.ts'
import { ACTORS_MAX } from './oauth/claims.ts'
import { oneLaunchPatient } from './oauth/launch-patient.ts'
import { narrowScopes } from './oauth/smart-scopes.ts'

/** What a request at the application door shows of its caller. Plain identity headers are not among it. */
export interface Shown {
  /** `Authorization`, or the bare key of `x-api-key`. */
  readonly credentials: string | undefined
  readonly certificate: ShownCertificate | undefined
  /** `X-Cordon-On-Behalf-Of`: a signed token of the person for whom a service asks. */
  readonly onBehalfOf: string | undefined
  /** `X-OpenWebUI-User-Jwt`. */
  readonly chatUser: string | undefined
  /** Whether a chat front end may speak for itself: it lists models before anybody typed. */
  readonly personOptional: boolean
}

export interface CallerParts {
  readonly identity: Identity
  readonly tokens: AccessTokens
  readonly bearers: Bearers
  readonly certificates: Certificates
  readonly chatUser: ReturnType<typeof createChatUsers>
  readonly limit: SourceLimit
  readonly licenceRequiredFor: readonly Role[]
  readonly now: Clock
}

/** A caller of the application door: always through an application's registration. */
export type ApplicationCaller = Caller & { readonly application: Application }

/**
 * Who calls the application door, by whatever credential, with the bound on failures of `limit-sources.ts`. Throws
 * `credentials_missing`, `credentials_invalid` (one answer for every cause), `rate_limited`, `issuer_unavailable` or
 * `store_unavailable`.
 */
export function createCallers(parts: CallerParts) {
  const { limit, licenceRequiredFor, now } = parts
  return async (shown: Shown, source: string): Promise<Caller> => {
    if (!limit.open(source) && !recognises(shown, parts)) throw new CordonError('rate_limited')
    try {
      const own = await authenticate(shown, parts)
      return withLicensedRoles(await actingFor(own, shown, parts), licenceRequiredFor, now())
    } catch (error) {
      if (countsAsFailure(error) && !(isUnavailable(error) && recognises(shown, parts))) limit.failed(source)
      throw error
    }
  }
}

/** A stranger who has a provider asked while it fails counts as well: else each attempt would cost it a question. */
const countsAsFailure = (error: unknown) =>
  error instanceof CordonError && (error.status === 401 || isUnavailable(error))
const isUnavailable = (error: unknown) => error instanceof CordonError && error.code === 'issuer_unavailable'

/** By the form of what is shown: each has a prefix or a shape of its own, so none is tried as another. */
async function authenticate({ credentials, certificate }: Shown, parts: CallerParts): Promise<Caller> {
  if (certificate?.trusted === false) throw invalid()
  const text = bare(credentials)
  if (text === '' && certificate !== undefined) return parts.certificates.authenticate(certificate)
  if (text === '' || text.startsWith('ck_')) return parts.identity.authenticate(credentials)
  return text.startsWith('ct_') ? parts.tokens.authenticate(text) : parts.bearers.authenticate(text, certificate)
}

function recognises({ credentials, certificate }: Shown, parts: CallerParts): boolean {
  const text = bare(credentials)
  if (text === '') return certificate !== undefined && parts.certificates.recognises(certificate)
  if (text.startsWith('ck_')) return parts.identity.recognises(credentials)
  return text.startsWith('ct_') ? parts.tokens.recognises(text) : parts.bearers.recognises(text)
}

/**
 * The person for whom a service asks, where one is shown: then the rights are the person's, and no more than the
 * service's own. Only services act for others, and for one person at a time.
 */
async function actingFor(own: Caller, shown: Shown, parts: CallerParts): Promise<Caller> {
  const { onBehalfOf, chatUser, personOptional, certificate } = shown
  const { tenant, application, principal, actors, keyId, method } = own
  if (onBehalfOf === undefined && chatUser === undefined) {
    if (application?.chatFrontEnd !== undefined && !personOptional) throw invalid()
    return own
  }
  if (application === undefined || principal.kind !== 'service' || actors !== undefined) throw invalid()
  if (onBehalfOf !== undefined && chatUser !== undefined) throw invalid()
  const person = await personOf(shown, { tenant, application, actor: principal, certificate }, parts)
  const chain = [principal.id, ...person.actors]
  if (chain.length > ACTORS_MAX) throw invalid()
  const scope = narrowScopes(own.scope, person.scope)
  const launchPatient = oneLaunchPatient(own.launchPatient, person.launchPatient)
  return {
    tenant,
    application,
    principal: person.principal,
    keyId,
    ...(method === undefined ? {} : { method }),
    delegate: principal,
    actors: chain,
    ...(scope === undefined ? {} : { scope }),
    ...(launchPatient === undefined ? {} : { launchPatient }),
    ...(person.steppedUpAt === undefined ? {} : { steppedUpAt: person.steppedUpAt }),
  }
}

async function personOf({ onBehalfOf, chatUser }: Shown, by: Parameters<Bearers['person']>[1], parts: CallerParts) {
  if (onBehalfOf === undefined) {
    const principal = await parts.chatUser(chatUser ?? '', by)
    return { principal, actors: [], scope: undefined, launchPatient: undefined, steppedUpAt: undefined }
  }
  if (by.application.actsForPeople !== true) throw invalid()
  return parts.bearers.person(onBehalfOf, by)
}

function bare(credentials: string | undefined): string {
  return (credentials ?? '').replace(/^Bearer(?: +|$)/i, '').trim()
}

const invalid = () => new CordonError('credentials_invalid')
