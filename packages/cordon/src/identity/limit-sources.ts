import { CordonError } from '@cordon/contract'
import { type Clock, MINUTE } from '../kernel/clock.ts'
import type { Caller, Identity } from './api-key.ts'

/** Bounds of failed authentications. */
export interface SourceLimits {
  /** Failures that one source may make at once, and that come free again each minute. */
  readonly failuresPerMinuteMax: number
  /** Sources remembered at once; strangers beyond it share one allowance. 10,000 when absent. */
  readonly sourcesMax?: number
}

/**
 * Authentication with a bound on failures per source, so that a stranger costs neither database nor journal. Over it:
 * `rate_limited`, before any work. A key that was verified here lately passes all the same: one broken client
 * behind a hospital's shared address does not lock out the others.
 */
export function createAuthentication(deps: { identity: Identity; limit: SourceLimit }) {
  const { identity, limit } = deps
  return async (credentials: string | undefined, source: string): Promise<Caller> => {
    if (!limit.open(source) && !identity.recognises(credentials)) throw new CordonError('rate_limited')
    try {
      return await identity.authenticate(credentials)
    } catch (error) {
      if (error instanceof CordonError && error.status === 401) limit.failed(source)
      throw error
    }
  }
}

export interface SourceLimit {
  /** Whether this source may still fail once more. */
  open(source: string): boolean
  failed(source: string): void
}

interface Bucket {
  tokens: number
  at: number
}

/** One token bucket per source address; an IPv6 host is its /64, because one machine owns all of it. */
export function createSourceLimit(now: Clock, limits: SourceLimits): SourceLimit {
  const { failuresPerMinuteMax: failuresMax, sourcesMax = 10_000 } = limits
  const buckets = new Map<string, Bucket>()
  const fresh = (): Bucket => ({ tokens: failuresMax, at: now() })
  const others = fresh()

  const refilled = (bucket: Bucket): Bucket => {
    const gained = ((now() - bucket.at) / MINUTE) * failuresMax
    bucket.tokens = Math.min(failuresMax, bucket.tokens + Math.max(0, gained))
    bucket.at = now()
    return bucket
  }
  /** A full bucket remembers nothing, so it may go; the one whose failure is oldest stands first. */
  const hasRoom = (): boolean => {
    for (const [source, bucket] of buckets) {
      if (buckets.size < sourcesMax || refilled(bucket).tokens < failuresMax) break
      buckets.delete(source)
    }
    return buckets.size < sourcesMax
  }
  const bucketOf = (source: string): Bucket => {
    const own = buckets.get(source)
    if (own !== undefined) return refilled(own)
    return hasRoom() ? fresh() : refilled(others)
  }
  return {
    open: (source) => bucketOf(networkOf(source)).tokens >= 1,
    failed(source) {
      const network = networkOf(source)
      const bucket = bucketOf(network)
      bucket.tokens = Math.max(0, bucket.tokens - 1)
      if (bucket === others) return
      buckets.delete(network)
      buckets.set(network, bucket)
    },
  }
}

/** An IPv4 address (also when written as IPv6) is its own network; an IPv6 address belongs to its first four groups. */
export function networkOf(source: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(source)?.[1]
  if (mapped !== undefined) return mapped
  if (!source.includes(':')) return source
  const [head = '', tail = ''] = source.split('::')
  const left = head.split(':').filter((group) => group !== '')
  const right = tail.split(':').filter((group) => group !== '')
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
