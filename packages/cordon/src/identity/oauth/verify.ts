import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import type { Claims } from './claims.ts'
import type { Issuer } from './issuer.ts'
import { looksSigned, readJwt, TOKEN_CHARACTERS_MAX } from './strict-jwt.ts'

/** A token that holds, and whose it is. */
export interface Verified {
  readonly issuer: Issuer
  readonly claims: Claims
}

/** What an issuer said of a token when asked is believed for this long, so that a revocation is felt. */
const ASKED_MS = 3 * SECOND
/** Verified tokens remembered, by hash; the oldest goes first. */
const VERIFIED_MAX = 4_096

/**
 * Verifies tokens of these issuers and remembers the good ones for a while; a token that many requests show at once is
 * verified once. Throws `credentials_invalid` or `issuer_unavailable`.
 */
export function createVerify(issuers: readonly Issuer[], now: Clock): (token: string) => Promise<Verified> {
  const verified = createVerified(now)
  const underWay = new Map<string, Promise<Verified>>()

  const verify = async (token: string, hash: string): Promise<Verified> => {
    const found = looksSigned(token) ? await bySignature(issuers, token) : await byAsking(issuers, token)
    const asked = found.issuer.settings.introspection?.always === true || !looksSigned(token)
    // A signature that held is believed as long as the keys that it met: one that was withdrawn ends its tokens with them.
    verified.keep(hash, found, asked ? now() + ASKED_MS : found.issuer.keysUntil())
    return found
  }
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('base64url')
    const known = verified.find(hash)
    if (known !== undefined) return known
    const found = underWay.get(hash) ?? verify(token, hash).finally(() => underWay.delete(hash))
    underWay.set(hash, found)
    return found
  }
}

/** `iss` is only a claim here: it chooses whose keys the signature is held against. */
async function bySignature(issuers: readonly Issuer[], token: string): Promise<Verified> {
  const claimed = readJwt(token)?.payload.iss
  const issuer = issuers.find(({ settings }) => settings.issuer === claimed)
  if (issuer === undefined) throw invalid()
  return { issuer, claims: await issuer.signed(token) }
}

/** At the one issuer that takes opaque tokens: whoever else was asked would hold a live token of another organisation. */
async function byAsking(issuers: readonly Issuer[], token: string): Promise<Verified> {
  // What begins like a signed token and is none (unsigned, encrypted, cut off) is not sent to anybody.
  if (token.length > TOKEN_CHARACTERS_MAX || !/^(?!eyJ)[\x21-\x7e]+$/.test(token)) throw invalid()
  const issuer = issuers.find(({ settings }) => settings.introspection?.opaque === true)
  const claims = await issuer?.introspected(token)
  if (issuer === undefined || claims === undefined) throw invalid()
  return { issuer, claims }
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

const invalid = () => new CordonError('credentials_invalid')
