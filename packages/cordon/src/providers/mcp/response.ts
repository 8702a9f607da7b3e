import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import type { EgressAnswer } from '../../kernel/egress.ts'
import { checkJson } from '../../kernel/json-bounds.ts'
import { collect } from '../../kernel/limit.ts'
import { createReader } from '../http/stream.ts'
import { ID } from './messages.ts'

/** What a server answered: a result, or that it did not do it. Why not is not read: it may quote the arguments. */
export type Answered = { readonly result: Record<string, unknown> } | { readonly status: number }

/** Of JSON that a server wrote. */
const BOUNDS = { jsonDepthMax: 64, jsonLeavesMax: 50_000 }
/** Notifications beside an answer, in one stream. */
const NOTIFICATIONS_MAX = 1_000

/**
 * The answer to the one request of a message, as JSON or at the end of server-sent events. Throws `upstream_invalid` for anything
 * else, among it a request of the server's own: nobody samples, lists roots or elicits here.
 */
export async function answerOf(answer: EgressAnswer): Promise<Answered> {
  const { status } = answer
  if (status >= 400) {
    answer.close()
    return { status }
  }
  const type = typeOf(answer)
  if (type === 'application/json') return settled(parse(decode(await collect(answer.body))))
  if (type === 'text/event-stream') return lastOf(answer)
  answer.close()
  throw invalid('content-type')
}

async function lastOf(answer: EgressAnswer): Promise<Answered> {
  const read = createReader()
  let beside = 0
  try {
    for await (const chunk of answer.body)
      for (const data of read(chunk)) {
        // An event without data opens a stream that could be resumed; nothing is resumed here.
        if (data === '') continue
        const message = parse(data)
        if (!isNotification(message)) return settled(message)
        if (++beside > NOTIFICATIONS_MAX) throw invalid('stream (too many notifications)')
      }
  } finally {
    answer.close()
  }
  throw invalid('stream (no answer)')
}

function typeOf({ headers }: EgressAnswer): string | undefined {
  const stated = headers['content-type']
  return typeof stated === 'string' ? stated.split(';')[0]?.trim().toLowerCase() : undefined
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('body (not UTF-8)')
  }
}

/** A parser's own error quotes what it read, so it is dropped. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    checkJson(text, value, BOUNDS)
    return value
  } catch (error) {
    throw invalid(error instanceof CordonError && error.at !== undefined ? `body (${error.at})` : 'body')
  }
}

const Notification = z.looseObject({ jsonrpc: z.literal('2.0'), method: z.string(), id: z.undefined().optional() })
const isNotification = (message: unknown): boolean => Notification.safeParse(message).success

const Response = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.literal(ID),
  method: z.undefined().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({}).optional(),
})

function settled(message: unknown): Answered {
  const parsed = Response.safeParse(message)
  if (!parsed.success) throw invalid('body (no answer to what was asked)')
  const { result, error } = parsed.data
  if (error !== undefined && result === undefined) return { status: 200 }
  if (result === undefined || error !== undefined) throw invalid('body (a result or an error)')
  // A server of the newer revision may want something else first: nobody here gives it.
  if (result.resultType !== undefined && result.resultType !== 'complete') throw invalid('resultType')
  return { result }
}

function invalid(at: string): CordonError {
  return new CordonError('upstream_invalid', { at })
}
