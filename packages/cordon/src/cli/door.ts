import type { Readable } from 'node:stream'
import { CordonError } from '@cordon/contract'
import type { Egress, EgressAnswer } from '../kernel/egress.ts'
import { readLines } from '../retrieval/read-lines.ts'
import { DoorRefused } from './output.ts'

/** A door of a boundary, spoken to over HTTP as a named person or application. */
export interface Door {
  get(path: string): Promise<unknown>
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Sends JSON and yields what is answered, line by line, at the pace of whoever reads. */
  lines(path: string, body: object): AsyncGenerator<unknown>
  /** Sends newline-delimited JSON as it comes and yields what is answered, line by line. */
  stream(path: string, lines: Readable): AsyncGenerator<unknown>
}

const SECOND_FACTOR = 'x-cordon-second-factor'
const ANSWER_LINE_BYTES_MAX = 4 * 1024 * 1024

export interface Answer {
  readonly json: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/**
 * A door at an origin, opened with a key. A refusal is thrown as `DoorRefused` with the boundary's own code and words. What
 * needs a second factor is asked again with a code, once, where `secondFactor` has one to give.
 *
 * @example await createDoor({ egress, origin: 'http://127.0.0.1:8788', key }).get('/api/users')
 */
export function createDoor({
  egress,
  origin,
  key,
  secondFactor,
}: {
  egress: Egress
  origin: string
  key: string
  secondFactor?: () => Promise<string | undefined>
}): Door {
  egress.allow(origin)
  const never = new AbortController().signal

  async function send(
    method: 'GET' | 'POST',
    path: string,
    body: { type: string; bytes: string | Readable } | undefined,
    more: Readonly<Record<string, string>> = {},
  ): Promise<EgressAnswer> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': body.type }),
      ...more,
    }
    const sent = body === undefined ? {} : { body: body.bytes }
    const answer = await egress.request({ origin, method, path, headers, signal: never, ...sent })
    if (answer.status < 400) return answer
    const refusal = refusalOf(await readJson(answer.body), answer.status)
    const askable = refusal.code === 'step_up_required' && typeof body?.bytes !== 'object' && !(SECOND_FACTOR in more)
    const code = askable ? await secondFactor?.() : undefined
    if (code === undefined) throw refusal
    return send(method, path, body, { ...more, [SECOND_FACTOR]: code })
  }

  return {
    get: async (path) => readJson((await send('GET', path, undefined)).body),
    async post(path, body, more) {
      const { headers, ...answer } = await send(
        'POST',
        path,
        { type: 'application/json', bytes: JSON.stringify(body) },
        more,
      )
      return { json: await readJson(answer.body), headers }
    },
    async *lines(path, body) {
      const asked = { type: 'application/json', bytes: JSON.stringify(body) }
      yield* parsedLines((await send('POST', path, asked)).body)
    },
    async *stream(path, lines) {
      const { body } = await send('POST', path, { type: 'application/x-ndjson', bytes: lines })
      yield* parsedLines(body)
    },
  }
}

async function* parsedLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  for await (const line of readLines(body, ANSWER_LINE_BYTES_MAX))
    if ('text' in line) yield JSON.parse(line.text) as unknown
}

async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new CordonError('upstream_invalid', { at: 'the boundary’s answer' })
  }
}

function refusalOf(json: unknown, status: number): DoorRefused {
  const { error } = (json ?? {}) as { error?: { code?: string; message?: string; param?: string | null } }
  const at = error?.param ? ` (${error.param})` : ''
  return new DoorRefused(error?.code ?? 'unknown', `${error?.message ?? `the boundary answered ${status}`}${at}`)
}
