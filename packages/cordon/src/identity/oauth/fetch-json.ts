import { CordonError } from '@cordon/contract'
import type { Egress } from '../../kernel/egress.ts'
import { collect } from '../../kernel/limit.ts'
import { type LoadedKeys, maxAgeOf } from './key-set.ts'

/**
 * Asks an identity provider. Throws `issuer_unavailable` for whatever is not a 200 with a JSON object, in bounds. `heard` is
 * given the answer's headers.
 */
export type FetchJson = (url: string, form?: Form, heard?: Heard) => Promise<Readonly<Record<string, unknown>>>
type Heard = (headers: Readonly<Record<string, string | string[] | undefined>>) => void

/** Posted as `application/x-www-form-urlencoded`, with `authorization` where the endpoint asks who it is. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>
  readonly authorization: string
}

/**
 * Through `egress` alone: the origin was written by an administrator, and its addresses are checked as any recipient's.
 * `onFailure` is told of which origin, and what stopped it: who calls the door is only told that it could not be asked.
 */
export function createFetchJson(
  egress: Pick<Egress, 'allow' | 'request'>,
  onFailure: (origin: string, cause: unknown) => void,
): FetchJson {
  return async (url, form, heard) => {
    const { origin, pathname, search } = new URL(url)
    try {
      egress.allow(origin)
      const answer = await egress.request({
        origin,
        path: `${pathname}${search}`,
        signal: new AbortController().signal,
        ...(form === undefined ? GET : posting(form)),
      })
      if (answer.status === 200) {
        heard?.(answer.headers)
        return objectOf(await collect(answer.body))
      }
      answer.close()
      throw new CordonError('upstream_refused')
    } catch (cause) {
      onFailure(origin, cause)
      throw unavailable(cause)
    }
  }
}

/** A signer's keys, and how long it says that they may be kept. */
export async function fetchKeys(fetchJson: FetchJson, url: string): Promise<LoadedKeys> {
  let maxAgeMs: number | undefined
  const answer = await fetchJson(url, undefined, (headers) => {
    maxAgeMs = maxAgeOf(headers['cache-control'])
  })
  return { answer, maxAgeMs }
}

const GET = { method: 'GET', headers: { accept: 'application/json' } } as const

function posting({ fields, authorization }: Form) {
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', authorization }
  return { method: 'POST', headers, body: new URLSearchParams(fields).toString() } as const
}

function objectOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(bytes.toString('utf8'))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw unavailable()
}

/** A JSON error would quote the answer: only its class is kept. */
function unavailable(cause?: unknown): CordonError {
  return new CordonError('issuer_unavailable', cause instanceof CordonError ? { cause } : {})
}
