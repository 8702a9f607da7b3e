import type { Vendor } from '@cordon/contract'
import type { Clean } from '@cordon/deid'
import type { PhiUnderAgreement } from '../policy/agreements/phi-under-agreement.ts'
import type { Encoded } from './encode.ts'

/** What may leave: de-identified text, or PHI that an agreement permits in this form. Nothing else has this type. */
export type Outbound<T = unknown> = Clean<T> | PhiUnderAgreement<T>

/** The API shapes that vendors speak. A call in one goes to an endpoint of the same: nothing is translated. */
export type Shape = 'chat' | 'responses' | 'messages' | 'count-tokens' | 'embeddings' | 'tool-call'

export interface OutboundCall {
  readonly shape: Shape
  /** The request body in the vendor's dialect, de-identified: the bytes that the journal hashed. */
  readonly prompt: Encoded
  readonly model: string
  readonly stream: boolean
  /** Aborts when the client hangs up or the boundary shuts down: the upstream connection is closed at once. */
  readonly signal: AbortSignal
}

/** A vendor's answer. A refusal by the vendor is a value; a fault is thrown as `upstream_…`. */
export type Reply =
  | { readonly kind: 'whole'; readonly json: Record<string, unknown>; readonly tls: string | undefined }
  | {
      readonly kind: 'stream'
      readonly events: AsyncIterable<Record<string, unknown>>
      readonly tls: string | undefined
    }
  | {
      readonly kind: 'refused'
      readonly status: number
      /** How long it asked to be left alone, in milliseconds. */
      readonly retryAfterMs?: number | undefined
      readonly tls: string | undefined
    }

/**
 * One recipient. `send` accepts only what was encoded from an `Outbound`; it makes exactly one attempt (the gateway
 * records each), never retries and never redirects. `events` ends after the vendor's end marker; a stream cut short throws
 * `upstream_invalid`. Read `events`, or abort the signal: until then the connection is held.
 */
export interface Provider {
  readonly vendor: Vendor
  send(call: OutboundCall): Promise<Reply>
  /** Of an MCP server: what it says of its tools now. Asked in the boundary's own name, with nothing of any request. */
  readonly look?: (signal: AbortSignal) => Promise<Looked>
}

/** The revision that an MCP server speaks, and its tools as it describes them: untrusted, bounded in size only. */
export interface Looked {
  readonly revision: string
  readonly tools: readonly Record<string, unknown>[]
}
