import { CordonError } from '@cordon/contract'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { type Clock, HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'
import { createHeld } from './held.ts'

/** Keys this old are read again before they are used: one that was withdrawn ends with them. */
const FRESH_MS = 5 * MINUTE
/** While they cannot be read again, the ones held serve for this long. */
const STALE_MS = HOUR
/** A kid that is not known has the keys read again, at most once in this time: strangers can invent kids. */
const UNKNOWN_KID_MS = 10 * SECOND
const KEYS_MAX = 100

type Local = ReturnType<typeof createLocalJWKSet>

/**
 * The public keys of one signer, kept while serving: when it rotates them, the first token under the new key brings
 * them in. Throws `issuer_unavailable` when they cannot be read and none are held; jose's own errors otherwise.
 */
export function createKeySet({ load, now }: { load: () => Promise<unknown>; now: Clock }): JWTVerifyGetKey {
  const held = createHeld({ load: async () => localOf(await load()), now, freshMs: FRESH_MS, staleMs: STALE_MS })
  let refetchedAt = Number.NEGATIVE_INFINITY

  return async (header, token) => {
    const keys = await held.current()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || now() - refetchedAt < UNKNOWN_KID_MS) throw error
      refetchedAt = now()
      return (await held.again())(header, token)
    }
  }
}

function localOf(answer: unknown): Local {
  const { keys } = answer as Partial<JSONWebKeySet>
  if (!Array.isArray(keys) || keys.length > KEYS_MAX) throw new CordonError('issuer_unavailable')
  return createLocalJWKSet({ keys: keys.filter(({ kty }) => kty !== 'oct') })
}
