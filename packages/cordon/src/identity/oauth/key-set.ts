import { CordonError } from '@cordon/contract'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { type Clock, HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'

/** Keys this old are read again before they are used: one that was withdrawn ends with them. */
const FRESH_MS = 5 * MINUTE
/** While they cannot be read again, the ones held serve for this long. */
const STALE_MS = HOUR
/** A kid that is not known has the keys read again, at most once in this time: strangers can invent kids. */
const UNKNOWN_KID_MS = 10 * SECOND
/** After a failure nobody asks again for this long. */
const RETRY_MS = 2 * SECOND
const KEYS_MAX = 100

type Local = ReturnType<typeof createLocalJWKSet>

/**
 * The public keys of one signer, kept while serving: when it rotates them, the first token under the new key brings
 * them in. Throws `issuer_unavailable` when they cannot be read and none are held; jose's own errors otherwise.
 */
export function createKeySet({ load, now }: { load: () => Promise<unknown>; now: Clock }): JWTVerifyGetKey {
  let held: { readonly keys: Local; readonly at: number } | undefined
  let loading: Promise<Local> | undefined
  let refetchedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY

  const read = async (): Promise<Local> => {
    if (now() - failedAt < RETRY_MS) throw new CordonError('issuer_unavailable')
    try {
      held = { keys: localOf(await load()), at: now() }
      return held.keys
    } catch (cause) {
      failedAt = now()
      throw cause instanceof CordonError ? cause : new CordonError('issuer_unavailable')
    } finally {
      loading = undefined
    }
  }
  const readAgain = (): Promise<Local> => {
    loading ??= read()
    return loading
  }
  const current = async (): Promise<Local> => {
    if (held === undefined) return readAgain()
    const { keys, at } = held
    if (now() - at < FRESH_MS) return keys
    return readAgain().catch((error: unknown) => {
      if (now() - at < STALE_MS) return keys
      throw error
    })
  }

  return async (header, token) => {
    const keys = await current()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || now() - refetchedAt < UNKNOWN_KID_MS) throw error
      refetchedAt = now()
      return (await readAgain())(header, token)
    }
  }
}

function localOf(answer: unknown): Local {
  const { keys } = answer as Partial<JSONWebKeySet>
  if (!Array.isArray(keys) || keys.length > KEYS_MAX) throw new CordonError('issuer_unavailable')
  return createLocalJWKSet({ keys: keys.filter(({ kty }) => kty !== 'oct') })
}
