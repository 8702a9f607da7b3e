import { CordonError } from '@cordon/contract'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { IssuerSettings } from '../../config/identity.ts'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import { type Claims, narrowBound, readClaims } from './claims.ts'
import { type FetchJson, fetchKeys } from './fetch-json.ts'
import { createHeld } from './held.ts'
import { createKeySet, type KeySet, type KeyTimes } from './key-set.ts'
import { looksSigned, readJwt } from './strict-jwt.ts'

/** One identity provider, found by discovery: what its tokens say, once they are verified. */
export interface Issuer {
  readonly settings: IssuerSettings
  /**
   * Of a signed token, whose signature, issuer, audience and times hold; asks the issuer, too, where that is configured.
   * Throws `credentials_invalid` or `issuer_unavailable`.
   */
  signed(token: string): Promise<Claims>
  /** Of a token that only the issuer can read (RFC 7662); undefined: it is not this issuer's, or has ended. */
  introspected(token: string): Promise<Claims | undefined>
  /** Until when a signature that held may be believed: then it meets the keys of then. */
  keysUntil(): number
}

export interface IssuerDeps {
  readonly settings: IssuerSettings
  readonly keyTimes: KeyTimes
  readonly fetchJson: FetchJson
  readonly secret: (name: string) => string | undefined
  readonly now: Clock
  /** A token that holds in all else is from the future: one of two clocks is wrong, by at least this. */
  readonly onSkew: (issuer: string, aheadMs: number) => void
}

export function createIssuer({ settings, keyTimes, fetchJson, secret, now, onSkew }: IssuerDeps): Issuer {
  const metadata = createMetadata(settings, fetchJson, now)
  const load = async () => fetchKeys(fetchJson, at(await metadata(), 'jwks_uri', settings))
  const keys = createKeySet({ ...keyTimes, load, now })
  const bounded = createBound(INTROSPECTIONS_MAX)
  const { introspection } = settings

  const introspected = async (token: string): Promise<Claims | undefined> => {
    if (introspection === undefined) return undefined
    const url = at(await metadata(), 'introspection_endpoint', settings)
    const authorization = basic(introspection.clientId, secret(introspection.secretFrom))
    const { active, ...said } = await bounded(() => fetchJson(url, { fields: { token }, authorization }))
    if (active !== true || !isFor(said.aud, settings.audiences)) return undefined
    // The issuer's own answer need not name the issuer; one that names another is not its own.
    const claims = readClaims({ iss: settings.issuer, ...said })
    return claims?.issuer === settings.issuer && isTimely(said, claims) ? claims : undefined
  }

  /** The same bounds as of a signed token, so that no answer is believed for longer than it says. */
  const isTimely = ({ nbf }: Readonly<Record<string, unknown>>, { expiresAt }: Claims): boolean => {
    const skewMs = settings.skewSeconds * SECOND
    return expiresAt + skewMs > now() && !(typeof nbf === 'number' && nbf * SECOND > now() + skewMs)
  }

  return {
    settings,
    introspected,
    keysUntil: () => keys.until(),
    async signed(token) {
      const strict = readJwt(token)
      if (strict === undefined || !looksSigned(token)) throw invalid()
      const payload = await verifySignature(token, { settings, keys, now, onSkew })
      const claims = readClaims(payload)
      if (claims === undefined) throw invalid()
      if (introspection?.always !== true) return claims
      const said = await introspected(token)
      if (said?.subject !== claims.subject) throw invalid()
      // Either may say what it is bound to: what both say has to be one thing.
      return { ...claims, patient: claims.patient ?? said.patient, bound: narrowBound(claims.bound, said.bound) }
    },
  }
}

type Verify = Pick<IssuerDeps, 'settings' | 'now' | 'onSkew'> & { readonly keys: KeySet }

async function verifySignature(token: string, { settings, keys, now, onSkew }: Verify): Promise<JWTPayload> {
  const { issuer, audiences, algorithms, skewSeconds } = settings
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      issuer,
      audience: [...audiences],
      algorithms: [...algorithms],
      clockTolerance: skewSeconds,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'iat', 'sub'],
    })
    const issuedAt = payload.iat ?? Number.POSITIVE_INFINITY
    if (issuedAt * SECOND <= now() + skewSeconds * SECOND) return payload
    onSkew(issuer, issuedAt * SECOND - now())
  } catch (error) {
    if (error instanceof CordonError) throw error
    // jose looks at signature, issuer and audience before times: only a genuine token tells of clocks.
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
      onSkew(issuer, Number(error.payload.nbf) * SECOND - now())
  }
  throw invalid()
}

/** Questions about tokens under way at one issuer; strangers cannot have it asked more at once. */
const INTROSPECTIONS_MAX = 32

/** Throws `issuer_unavailable` for work beyond `max` at once: nobody waits in a queue that a stranger fills. */
function createBound(max: number) {
  let underWay = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (underWay >= max) throw new CordonError('issuer_unavailable')
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
    }
  }
}

const METADATA_FRESH_MS = 60 * MINUTE

/** OpenID Connect Discovery; it has to be about the issuer that was configured, letter for letter. */
function createMetadata({ issuer }: IssuerSettings, fetchJson: FetchJson, now: Clock) {
  const load = async () => {
    const said = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    if (said.issuer !== issuer) throw new CordonError('issuer_unavailable')
    return said
  }
  const held = createHeld({ load, now, freshMs: () => METADATA_FRESH_MS })
  return () => held.current()
}

/** An address that the issuer's metadata names, at its own origin or at one that an administrator named. */
function at(said: Readonly<Record<string, unknown>>, name: string, { issuer, alsoAt }: IssuerSettings): string {
  const url = said[name]
  if (typeof url !== 'string' || !URL.canParse(url)) throw new CordonError('issuer_unavailable')
  const { origin } = new URL(url)
  if (origin !== new URL(issuer).origin && !alsoAt.includes(origin)) throw new CordonError('issuer_unavailable')
  return url
}

/** RFC 6749, 2.3.1: both halves are form-encoded first. */
function basic(clientId: string, secret: string | undefined): string {
  if (secret === undefined) throw new CordonError('issuer_unavailable')
  return `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`
}

function isFor(aud: unknown, audiences: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  return named.some((one) => typeof one === 'string' && audiences.includes(one))
}

const invalid = () => new CordonError('credentials_invalid')
