import { CordonError } from '@cordon/contract'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import { createHeld } from './held.ts'

/** A kid that is not known has the keys read again, at most once in this time: strangers can invent kids. */
const UNKNOWN_KID_MS = 10 * SECOND
/** A signer that names a shorter time than this is not asked more often. */
const REFRESH_MS_MIN = 10 * SECOND
const KEYS_MAX = 100

type Local = ReturnType<typeof createLocalJWKSet>

/** A set of keys as it was read, and for how long its signer says that it may be kept. */
export interface LoadedKeys {
  readonly answer: unknown
  /** `Cache-Control: max-age` (RFC 9111, 5.2.2.1; OpenID Connect Core 10.1.1); undefined: it says nothing. */
  readonly maxAgeMs: number | undefined
}

/** How long keys are believed. */
export interface KeyTimes {
  /** Keys this old are read again before they are used: one that was withdrawn ends with them. */
  readonly refreshMs: number
  /** While they cannot be read again, the ones held serve until they are this old. */
  readonly heldMs: number
}

export interface KeySet {
  readonly find: JWTVerifyGetKey
  /** Until when what they verified may be believed without asking them again. */
  until(): number
}

/**
 * The public keys of one signer, kept while serving: when it rotates them, the first token under the new key brings
 * them in. `find` throws `issuer_unavailable` when they cannot be read and none are held; jose's own errors otherwise.
 */
export function createKeySet(deps: KeyTimes & { load: () => Promise<LoadedKeys>; now: Clock }): KeySet {
  const { load, now, refreshMs, heldMs } = deps
  const held = createHeld({
    load: async () => {
      const { answer, maxAgeMs = refreshMs } = await load()
      return { keys: localOf(answer), maxAgeMs }
    },
    now,
    freshMs: ({ maxAgeMs }) => Math.min(refreshMs, Math.max(maxAgeMs, REFRESH_MS_MIN)),
    staleMs: heldMs,
  })
  let refetchedAt = Number.NEGATIVE_INFINITY

  return {
    until: () => held.freshUntil(),
    async find(header, token) {
      const { keys } = await held.current()
      try {
        return await keys(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || now() - refetchedAt < UNKNOWN_KID_MS) throw error
        refetchedAt = now()
        const { keys: newer } = await held.again()
        return newer(header, token)
      }
    },
  }
}

/** The seconds of `max-age`; a set that may not be stored is as old as can be. */
export function maxAgeOf(cacheControl: string | string[] | undefined): number | undefined {
  const said = [cacheControl ?? ''].flat().join(',')
  if (/(^|[\s,])no-(store|cache)([\s,]|$)/i.test(said)) return 0
  const seconds = /(?:^|[\s,])max-age="?([0-9]{1,9})"?(?:[\s,]|$)/i.exec(said)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * SECOND
}

function localOf(answer: unknown): Local {
  const { keys } = answer as Partial<JSONWebKeySet>
  if (!Array.isArray(keys) || keys.length > KEYS_MAX) throw new CordonError('issuer_unavailable')
  return createLocalJWKSet({ keys: keys.filter(({ kty }) => kty !== 'oct') })
}
