import { ERRORS, type ErrorCode } from '@cordon/contract'
import type { Outcome } from '../trail.ts'

/** What counts for availability: an answer, none because vendors failed, none because this boundary could not. */
export type Verdict = 'answered' | 'vendor' | 'boundary'

const FAILED: ReadonlySet<ErrorCode> = new Set([
  'vendor_unavailable',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_invalid',
  'upstream_too_large',
  'upstream_redirected',
])

/** Statuses by which a vendor says that the question itself is wrong: asked again, anybody would say so. */
const ASKED_WRONG: ReadonlySet<number> = new Set([400, 413, 414, 415, 422])

/** Whether a vendor is why there is no answer. `status`: of the vendor's last refusal, where it refused. */
export function isVendorsFailure(code: ErrorCode, status: number | undefined): boolean {
  // 200: it answered, and what it answered is that a tool of its own failed.
  if (code === 'upstream_refused') return status === undefined || !(status === 200 || ASKED_WRONG.has(status))
  return FAILED.has(code)
}

/**
 * What a request that asked for a model says of availability; `undefined`: nothing. What rules, limits or the shape of a
 * question refuse is not a failure of anybody, nor is a client that hung up. An answer that was asked for and then withheld is
 * one that nobody got, and this boundary is why.
 */
export function verdictOf({ outcome, code, attempts, upstreamStatus }: Outcome): Verdict | undefined {
  if (outcome === 'answered') return attempts > 0 ? 'answered' : undefined
  if (code === 'answer_withheld') return attempts > 0 ? 'boundary' : undefined
  if (outcome !== 'failed' || !isCode(code)) return undefined
  if (isVendorsFailure(code, upstreamStatus)) return 'vendor'
  return code === 'upstream_refused' ? undefined : 'boundary'
}

const isCode = (code: string | undefined): code is ErrorCode => code !== undefined && code in ERRORS
