import { CordonError, type ErrorCode } from '@cordon/contract'
import type { ResilienceSettings } from '../../config/resilience.ts'
import type { RandomBytes } from '../../kernel/random.ts'

/** What a vendor that answered with another status than 200 may mean by it. */
export interface Refusal {
  readonly status: number
  /** How long it asks to be left alone. */
  readonly retryAfterMs?: number | undefined
}

/** Statuses that say "not now" (RFC 9110, RFC 6585; 529 is Anthropic's "overloaded"). */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 529])
/** Faults before anything of an answer was handed on. An answer that took too long as a whole would take as long again. */
const FAULTS: ReadonlySet<ErrorCode> = new Set(['upstream_unreachable', 'upstream_timeout', 'upstream_invalid'])

/** Whether another attempt could end better. */
export const mayPass = ({ status }: Refusal): boolean => NOT_NOW.has(status)
export const mayMend = (error: unknown): boolean =>
  error instanceof CordonError && FAULTS.has(error.code) && error.at !== 'limits.upstreamMs'

/** Whether the vendor failed. One that says "too many requests" works. */
export const isFailure = ({ status }: Refusal): boolean => status >= 500 || status === 408

/** Whether the vendor, or the way to it, is at fault; a client that hung up says nothing of it. */
export const isFault = (error: unknown): boolean =>
  error instanceof CordonError && (FAULTS.has(error.code) || error.code === 'upstream_too_large')

/**
 * Second attempts that all requests of this node have in common: each request adds a share of one, each second attempt takes
 * one. While a vendor fails now and then all are made; when everything fails they stay a small part of the load.
 */
export interface RetryBudget {
  /** A request began. */
  earn(): void
  /** Whether there is one to take. */
  spend(): boolean
}

/** What is saved up while all goes well. */
const SAVED_MAX = 20

export function createRetryBudget({ retryShare }: Pick<ResilienceSettings, 'retryShare'>): RetryBudget {
  let saved = retryShare === 0 ? 0 : SAVED_MAX
  return {
    earn() {
      saved = Math.min(SAVED_MAX, saved + retryShare)
    },
    spend() {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}

/**
 * How long to wait before the next attempt, in milliseconds: any time up to a bound that doubles ("full jitter"), so that those
 * who failed together do not come back together. `undefined`: the vendor asks for more patience than there is.
 */
export function pauseMs(
  failures: number,
  retryAfterMs: number | undefined,
  { backoffMs, backoffMaxMs }: Pick<ResilienceSettings, 'backoffMs' | 'backoffMaxMs'>,
  random: RandomBytes,
): number | undefined {
  if (retryAfterMs !== undefined && retryAfterMs > backoffMaxMs) return undefined
  const bound = Math.min(backoffMaxMs, backoffMs * 2 ** Math.min(16, failures - 1))
  const jitter = Math.floor((Buffer.from(random(4)).readUInt32BE() / 2 ** 32) * bound)
  return Math.max(retryAfterMs ?? 0, jitter)
}
