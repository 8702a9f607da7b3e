import { CordonError } from '@cordon/contract'
import type { EgressAnswer } from '../../kernel/egress.ts'
import { collect } from '../../kernel/limit.ts'
import type { Reply } from '../provider.ts'
import { requireType } from './errors.ts'
import { parseObject, type Wire } from './wire.ts'

/** A whole answer: UTF-8 JSON of this wire. Throws `upstream_invalid` for anything else. */
export async function wholeOf(answer: EgressAnswer, wire: Wire): Promise<Reply> {
  requireType(answer, 'application/json')
  const json = parseAnswer(await collect(answer.body), wire)
  // Some vendors answer 200 with an error inside.
  if (wire.isRefusal(json)) return { kind: 'refused', status: answer.status, tls: answer.tls }
  return { kind: 'whole', json, tls: answer.tls }
}

function parseAnswer(bytes: Buffer, wire: Wire): Record<string, unknown> {
  try {
    return parseObject(new TextDecoder('utf-8', { fatal: true }).decode(bytes), wire)
  } catch {
    // The parser's own error quotes what it read, so it is dropped.
    throw new CordonError('upstream_invalid', { at: 'body' })
  }
}
