import type { ErrorCode, Reason } from '@cordon/contract'
import type { Caller } from '../identity/api-key.ts'
import type { Stated } from './context.ts'
import type { Dialect } from './dialects/dialect.ts'

/** A request at the door: who asks is known, its body has not been read. */
export interface Call {
  /** Request id: `x-request-id`, and the key of every entry about it. */
  readonly request: string
  readonly caller: Caller
  /** What the headers state. A header that is not valid is a refusal like any other: after the intent, and recorded. */
  readonly stated: Stated
  readonly route: string
  readonly contentType: string | undefined
  readonly bytesDeclared: number | undefined
  /** The client's address. */
  readonly source?: string | undefined
  /** TLS version between the client and this door; absent: none, on loopback. */
  readonly tls?: string | undefined
  /** The caller's W3C trace context, as it was stated. */
  readonly traceparent?: string | undefined
  /** `Cache-Control`, as it was stated: whether an answer may be one of before, or be kept. */
  readonly cacheControl?: string | undefined
  readonly body: AsyncIterable<Uint8Array>
  /** Of a copy for another vendor: the request it is a copy of. */
  readonly shadowOf?: string
  /** Aborts when the client hangs up or the boundary shuts down. */
  readonly signal: AbortSignal
}

/** A call for a model, in the API shape of its door. */
export interface Ask extends Call {
  readonly dialect: Dialect
}

/** What a door writes to its client, in order: a head, then one whole body or events; or a refusal at any point. */
export type Frame =
  | { readonly kind: 'head'; readonly headers: Readonly<Record<string, string>>; readonly stream: boolean }
  /** `json` is serialised once, here, and written as it stands. */
  | { readonly kind: 'whole'; readonly json: string }
  /** `name`: of the event, where the dialect names its events. */
  | { readonly kind: 'event'; readonly json: string; readonly name: string | undefined }
  | {
      readonly kind: 'refusal'
      readonly code: ErrorCode
      readonly at: string | undefined
      /** The deciding rule and what it found, in the form that this caller may see. */
      readonly reason: Reason | undefined
      /** Whole seconds, where it is known when it may pass. */
      readonly retryAfterS?: number | undefined
      /** What the operator's tier says for when no vendor answers. */
      readonly downtime?: string | undefined
    }
