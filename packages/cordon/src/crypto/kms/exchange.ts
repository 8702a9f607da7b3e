import type { Egress } from '../../kernel/egress.ts'
import { collect } from '../../kernel/limit.ts'

export interface Exchange {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Answered {
  readonly status: number
  readonly headers: Record<string, string>
  readonly bytes: Buffer
}

/** One request of a vendor's library, through egress: the origin has to be registered, and the answer is read whole. */
export async function exchange(egress: Egress, ask: Exchange): Promise<Answered> {
  const { origin, pathname, search } = new URL(ask.url)
  const answer = await egress.request({
    origin,
    method: ask.method === 'GET' ? 'GET' : 'POST',
    path: `${pathname}${search}`,
    headers: ownHeaders(ask.headers),
    ...(ask.body === undefined ? {} : { body: bytesOf(ask.body) }),
    signal: ask.signal ?? new AbortController().signal,
  })
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return { status: answer.status, headers: Object.fromEntries(headers), bytes: await collect(answer.body) }
}

function bytesOf(body: Uint8Array | string): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

/** What belongs to the connection is egress's to say. */
const CONNECTION = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'expect', 'transfer-encoding'])

function ownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION.has(name.toLowerCase())))
}

/** A JSON object, or nothing. */
export function objectIn(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** An answer that is no answer, by its status. */
export class AnsweredNo extends Error {
  override readonly name = 'AnsweredNo'
  readonly status: number

  constructor(status: number) {
    super(`status ${status}`)
    this.status = status
  }
}
