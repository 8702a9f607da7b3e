import { CordonError } from '@cordon/contract'
import type { EgressAnswer } from '../../kernel/egress.ts'
import type { Reply } from '../provider.ts'

/** A 4xx or 5xx as a value. Its body is not read: vendors quote the prompt in it. */
export function refusedBy(answer: EgressAnswer): Reply | undefined {
  if (answer.status < 400) return undefined
  answer.close()
  return { kind: 'refused', status: answer.status, tls: answer.tls }
}

/** An answer of another type than was asked for is not read. */
export function requireType(answer: EgressAnswer, expected: 'application/json' | 'text/event-stream'): void {
  const stated = answer.headers['content-type']
  const type = typeof stated === 'string' ? stated.split(';')[0]?.trim().toLowerCase() : undefined
  if (type === expected) return
  answer.close()
  throw new CordonError('upstream_invalid', { at: 'content-type' })
}
