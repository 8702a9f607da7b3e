import { CordonError } from '@cordon/contract'
import type { EgressAnswer } from '../../kernel/egress.ts'
import type { Reply } from '../provider.ts'

/** A 4xx or 5xx as a value. Its body is not read: vendors quote the prompt in it. */
export function refusedBy(answer: EgressAnswer): Reply | undefined {
  if (answer.status < 400) return undefined
  answer.close()
  return { kind: 'refused', status: answer.status, retryAfterMs: retryAfterMs(answer.headers), tls: answer.tls }
}

/** `retry-after` in seconds, or OpenAI's finer `retry-after-ms`. A date is not read: two clocks would have to agree. */
function retryAfterMs({ 'retry-after': seconds, 'retry-after-ms': ms }: EgressAnswer['headers']): number | undefined {
  const stated = [Number(ms ?? Number.NaN), Number(seconds ?? Number.NaN) * 1000]
  return stated.find((value) => Number.isFinite(value) && value >= 0)
}

/** An answer of another type than was asked for is not read. */
export function requireType(answer: EgressAnswer, expected: 'application/json' | 'text/event-stream'): void {
  const stated = answer.headers['content-type']
  const type = typeof stated === 'string' ? stated.split(';')[0]?.trim().toLowerCase() : undefined
  if (type === expected) return
  answer.close()
  throw new CordonError('upstream_invalid', { at: 'content-type' })
}
