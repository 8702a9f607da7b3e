import { createHash } from 'node:crypto'
import { type Application, CordonError, type Principal } from '@cordon/contract'
import type { IdentitySettings } from '../../config/identity.ts'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../api-key.ts'
import { createRecentCallers } from '../recent-callers.ts'
import type { Claims, Named } from './claims.ts'
import { createIssuer, type Issuer, type IssuerDeps } from './issuer.ts'
import { type Resolved, resolveClaims } from './resolve.ts'
import { looksSigned, readJwt, TOKEN_CHARACTERS_MAX } from './strict-jwt.ts'

/** Tokens of identity providers. */
export interface Bearers {
  /** Who comes with this token. Throws `credentials_invalid` (one answer for every cause) or `issuer_unavailable`. */
  authenticate(token: string): Promise<Caller>
  /**
   * The person whom a signed token names, for somebody who acts for them in `tenant` through `application`. Throws the
   * same; also when the token was issued to another application, or names another actor (`may_act`).
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
}

export interface Person extends Resolved {
  readonly expiresAt: number
}

/** What an issuer said of a token when asked is believed for this long, so that a revocation is felt. */
const ASKED_MS = 3 * SECOND
/** Verified tokens remembered, by hash; the oldest goes first. */
const VERIFIED_MAX = 4_096

interface Verified {
  readonly issuer: Issuer
  readonly claims: Claims
}

export function createBearers(
  deps: Omit<IssuerDeps, 'settings'> & { store: Store; settings: IdentitySettings; tenant: string },
): Bearers {
  const { store, settings, now } = deps
  const issuers = settings.issuers.map((each) => createIssuer({ ...deps, settings: each }))
  const verified = createVerified(now)
  const callers = createRecentCallers<Caller>(now)
  const tenantOf = ({ settings: { tenant } }: Issuer) => tenant ?? deps.tenant

  const verify = async (token: string): Promise<Verified> => {
    const hash = hashOf(token)
    const known = verified.find(hash)
    if (known !== undefined) return known
    const found = looksSigned(token) ? await bySignature(issuers, token) : await byAsking(issuers, token)
    // The issuer's word is good for seconds; a signature as long as the token says.
    const asked = found.issuer.settings.introspection?.always === true || !looksSigned(token)
    verified.keep(hash, found, asked ? now() + ASKED_MS : found.claims.expiresAt)
    return found
  }

  return {
    async authenticate(token) {
      const proof = createHash('sha256').update(token).digest()
      const hash = proof.toString('base64url')
      const { issuer, claims } = await verify(token)
      const fresh = callers.fresh(hash, proof)
      if (fresh !== undefined) return fresh
      const generation = callers.generation()
      const tenant = tenantOf(issuer)
      const resolved = await resolveClaims({ store, tenant, settings: issuer.settings }, claims)
      const caller = callerOf(tenant, `token:${hash.slice(0, 22)}`, resolved)
      callers.keep(hash, { proof, caller, expiresAt: claims.expiresAt, generation })
      return caller
    },

    async person(token, { tenant, application, actor }) {
      if (!looksSigned(token)) throw invalid()
      const { issuer, claims } = await verify(token)
      if (tenantOf(issuer) !== tenant) throw invalid()
      const found = await resolveClaims({ store, tenant, settings: issuer.settings }, claims)
      const issuedTo = found.application?.id ?? application.id
      if (found.principal.kind !== 'user' || issuedTo !== application.id) throw invalid()
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

/** `iss` is only a claim here: it chooses whose keys the signature is held against. */
async function bySignature(issuers: readonly Issuer[], token: string): Promise<Verified> {
  const claimed = readJwt(token)?.payload.iss
  const issuer = issuers.find(({ settings }) => settings.issuer === claimed)
  if (issuer === undefined) throw invalid()
  return { issuer, claims: await issuer.signed(token) }
}

async function byAsking(issuers: readonly Issuer[], token: string): Promise<Verified> {
  // What begins like a signed token and is none (unsigned, encrypted, cut off) is not sent to anybody.
  if (token.length > TOKEN_CHARACTERS_MAX || !/^(?!eyJ)[\x21-\x7e]+$/.test(token)) throw invalid()
  for (const issuer of issuers) {
    const claims = await issuer.introspected(token)
    if (claims !== undefined) return { issuer, claims }
  }
  throw invalid()
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

function createVerified(now: Clock) {
  const entries = new Map<string, { readonly found: Verified; readonly until: number }>()
  return {
    find(hash: string): Verified | undefined {
      const entry = entries.get(hash)
      return entry !== undefined && now() < entry.until ? entry.found : undefined
    },
    keep(hash: string, found: Verified, until: number): void {
      entries.delete(hash)
      entries.set(hash, { found, until: Math.min(until, found.claims.expiresAt) })
      const [oldest] = entries.keys()
      if (entries.size > VERIFIED_MAX && oldest !== undefined) entries.delete(oldest)
    },
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')
const invalid = () => new CordonError('credentials_invalid')
