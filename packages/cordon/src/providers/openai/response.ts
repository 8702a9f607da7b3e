import { CordonError } from '@cordon/contract'
import type { EgressAnswer } from '../../kernel/egress.ts'
import { collect } from '../../kernel/limit.ts'
import type { Reply } from '../provider.ts'
import { isRefusal, requireType } from './errors.ts'

/** A whole answer: UTF-8 JSON with `choices`. Throws `upstream_invalid` for anything else. */
export async function wholeOf(answer: EgressAnswer): Promise<Reply> {
  requireType(answer, 'application/json')
  const json = parseAnswer(await collect(answer.body))
  if (isRefusal(json)) return { kind: 'refused', status: answer.status, tls: answer.tls }
  return { kind: 'whole', json, tls: answer.tls }
}

function parseAnswer(bytes: Buffer): Record<string, unknown> {
  try {
    return parseObject(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own error quotes what it read, so it is dropped.
    throw new CordonError('upstream_invalid', { at: 'body' })
  }
}

/** A JSON object that is an answer (it has `choices`) or the vendor's error (it has `error`). Throws otherwise. */
export function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (isObject(value) && (isRefusal(value) || Array.isArray(value.choices))) return value
  throw new TypeError('neither choices nor error')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
