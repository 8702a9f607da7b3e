import { CordonError } from '@cordon/contract'
import type { CustomFetch } from 'openid-client'
import type { Egress } from '../../kernel/egress.ts'

/** A discovery document, a key set, an answer with tokens. */
const ANSWER_BYTES_MAX = 1_048_576

/** `fetch` for the library, by way of the egress list: to the named origins, never redirected, bounded. */
export function createIdpFetch(egress: Egress, urls: readonly string[]): CustomFetch {
  for (const url of urls) egress.allow(new URL(url).origin)
  const never = new AbortController().signal
  return async (url, { method, headers, body, signal }) => {
    const { origin, pathname, search } = new URL(url)
    if (method !== 'GET' && method !== 'POST') throw new CordonError('egress_refused', { at: 'method' })
    const sent = bodyOf(body)
    const answer = await egress.request({
      origin,
      method,
      path: pathname + search,
      headers,
      signal: signal ?? never,
      ...(sent === undefined ? {} : { body: sent }),
    })
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of answer.body) {
      bytes += chunk.byteLength
      if (bytes > ANSWER_BYTES_MAX) throw new CordonError('upstream_too_large', { at: 'identity provider' })
      chunks.push(chunk)
    }
    return new Response(Buffer.concat(chunks), { status: answer.status, headers: plain(answer.headers) })
  }
}

function bodyOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString()
  throw new CordonError('egress_refused', { at: 'body' })
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((each): [string, string][] => (each === undefined ? [] : [[name, each]])),
  )
}
