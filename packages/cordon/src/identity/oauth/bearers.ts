import { createHash } from 'node:crypto'
import { type Application, CordonError, type Principal } from '@cordon/contract'
import { type IdentitySettings, keyTimesOf } from '../../config/identity.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../api-key.ts'
import type { ShownCertificate } from '../certificates.ts'
import { createRecentCallers } from '../recent-callers.ts'
import type { Claims, Named } from './claims.ts'
import { createIssuer, type Issuer, type IssuerDeps } from './issuer.ts'
import { type Resolved, resolveClaims } from './resolve.ts'
import { looksSigned } from './strict-jwt.ts'
import { createVerify, type Verified } from './verify.ts'

/** Tokens of identity providers. */
export interface Bearers {
  /**
   * Who comes with this token, over a connection with this certificate. Throws `credentials_invalid` (one answer for every
   * cause) or `issuer_unavailable`. A token that is bound to what is not shown here (`cnf`) is nobody's.
   */
  authenticate(token: string, certificate?: ShownCertificate): Promise<Caller>
  /**
   * The person whom a signed token names, for somebody who acts for them in `tenant` through `application`. Throws the
   * same; also when the token was not issued to that application, or names another actor (`may_act`).
   */
  person(token: string, by: ActingFor): Promise<Person>
  /** Whether this very token was verified here lately; grants nothing. */
  recognises(token: string): boolean
  /** Call after a person or an application changed. */
  forget(): void
}

export interface ActingFor {
  readonly tenant: string
  readonly application: Application
  readonly actor: Principal
  /** Of the connection. */
  readonly certificate?: ShownCertificate | undefined
}

export interface Person extends Resolved {
  readonly expiresAt: number
}

export function createBearers(
  deps: Omit<IssuerDeps, 'settings' | 'keyTimes'> & { store: Store; settings: IdentitySettings; tenant: string },
): Bearers {
  const { store, settings, now } = deps
  const issuers = settings.issuers.map((each) =>
    createIssuer({ ...deps, keyTimes: keyTimesOf(settings), settings: each }),
  )
  const verify = createVerify(issuers, now)
  const callers = createRecentCallers<Caller>(now)
  const tenantOf = ({ settings: { tenant } }: Issuer) => tenant ?? deps.tenant

  return {
    async authenticate(token, certificate) {
      const proof = createHash('sha256').update(token).digest()
      const hash = proof.toString('base64url')
      const { issuer, claims } = await verify(token)
      // Asked each time: what was proven on one connection is not on another.
      if (!isProven(claims, certificate, now())) throw invalid()
      const fresh = callers.fresh(hash, proof)
      if (fresh !== undefined) return fresh
      const generation = callers.generation()
      const tenant = tenantOf(issuer)
      const resolved = await resolveClaims({ store, tenant, settings: issuer.settings }, claims)
      if (resolved.delegate !== undefined && !mayAct(resolved, { issuer, claims })) throw invalid()
      const caller = callerOf(tenant, `token:${hash.slice(0, 22)}`, resolved)
      callers.keep(hash, { proof, caller, expiresAt: claims.expiresAt, generation })
      return caller
    },

    async person(token, { tenant, application, actor, certificate }) {
      if (!looksSigned(token)) throw invalid()
      const { issuer, claims } = await verify(token)
      if (tenantOf(issuer) !== tenant || !isProven(claims, certificate, now())) throw invalid()
      const found = await resolveClaims({ store, tenant, settings: issuer.settings }, claims)
      // One that names no client may be anybody's: it was never said that this application may use it.
      if (found.principal.kind !== 'user' || found.application?.id !== application.id) throw invalid()
      if (claims.mayAct !== undefined && !isNamed(claims.mayAct, issuer, actor, application)) throw invalid()
      return { ...found, expiresAt: claims.expiresAt }
    },

    recognises(token) {
      const proof = createHash('sha256').update(token).digest()
      return callers.known(proof.toString('base64url'), proof)
    },

    forget: () => callers.forgetAll(),
  }
}

/** RFC 8705, 3: the certificate of this very connection, which the handshake found good. */
function isProven({ bound }: Claims, certificate: ShownCertificate | undefined, at: number): boolean {
  if (bound === undefined) return true
  if (bound === 'unproven' || certificate?.trusted !== true || at > certificate.validTo) return false
  return Buffer.from(certificate.sha256, 'hex').toString('base64url') === bound.certificate
}

/** Whoever acts by the token's own word is held to what is asked of those who act by ours: RFC 8693, 4.1 and 4.4. */
function mayAct({ principal, delegate, application }: Resolved, { issuer, claims }: Verified): boolean {
  if (application?.actsForPeople !== true || principal.kind !== 'user' || delegate?.kind !== 'service') return false
  return claims.mayAct === undefined || isNamed(claims.mayAct, issuer, delegate, application)
}

/** An application's own client id at the issuer may stand for its service: many issuers know no other name of it. */
function isNamed(named: Named, { settings: { issuer, clients } }: Issuer, actor: Principal, { id }: Application) {
  if (named.issuer === issuer && Object.hasOwn(clients, named.subject) && clients[named.subject] === id) return true
  return actor.subject?.issuer === named.issuer && actor.subject.subject === named.subject
}

function callerOf(tenant: string, keyId: string, found: Resolved): Caller {
  const { principal, application, delegate, actors, scope, launchPatient, steppedUpAt } = found
  // A token of nobody's application opens nothing: the registration is what allows a purpose.
  if (application === undefined) throw invalid()
  return {
    tenant,
    principal,
    application,
    keyId,
    method: 'bearer',
    ...(delegate === undefined ? {} : { delegate, actors }),
    ...(scope === undefined ? {} : { scope }),
    ...(launchPatient === undefined ? {} : { launchPatient }),
    ...(steppedUpAt === undefined ? {} : { steppedUpAt }),
  }
}

const invalid = () => new CordonError('credentials_invalid')
