import { CordonError } from '@cordon/contract'
import type { Egress } from '../kernel/egress.ts'
import { DoorRefused } from './output.ts'

/** A door of a boundary, spoken to over HTTP as a named person or application. */
export interface Door {
  get(path: string): Promise<unknown>
  /** An object goes as JSON, a string as newline-delimited JSON. */
  post(path: string, body: object | string, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

export interface Answer {
  readonly json: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/**
 * A door at an origin, opened with a key. A refusal is thrown as `DoorRefused` with the boundary's own code and words.
 *
 * @example await createDoor({ egress, origin: 'http://127.0.0.1:8788', key }).get('/api/users')
 */
export function createDoor({ egress, origin, key }: { egress: Egress; origin: string; key: string }): Door {
  egress.allow(origin)
  const never = new AbortController().signal

  async function exchange(method: 'GET' | 'POST', path: string, body?: object | string, more: Readonly<Record<string, string>> = {}) {
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, ...more }
    if (body !== undefined) headers['content-type'] = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const answer = await egress.request({ origin, method, path, headers, signal: never, ...sent })
    const json = await readJson(answer.body)
    if (answer.status >= 400) throw refusalOf(json, answer.status)
    return { json, headers: answer.headers }
  }

  return {
    get: async (path) => (await exchange('GET', path)).json,
    post: (path, body, headers) => exchange('POST', path, body, headers),
  }
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
  const { error } = (json ?? {}) as { error?: { code?: string; message?: string } }
  return new DoorRefused(error?.code ?? 'unknown', error?.message ?? `the boundary answered ${status}`)
}
