import type { Readable } from 'node:stream'
import { CordonError } from '@cordon/contract'
import type { Dispatcher } from 'undici'
import { faultOf } from './egress.fault.ts'
import { createGate, type Gate, type Lookup } from './egress.gate.ts'
import { parseOrigin } from './egress.origin.ts'
import { createWatch, type Watch } from './limit.ts'

/**
 * The only opener of outbound sockets. A request goes to an origin that was registered, at addresses that were checked,
 * over TLS 1.2 or newer (loopback excepted), inside every bound, and is never redirected, retried or decompressed.
 */
export interface Egress {
  /** Registers `scheme://host:port`. Idempotent. Throws `egress_refused` for an origin that can never be a vendor's. */
  allow(origin: string): void
  /** Takes an origin off the list at once; what is under way there may end. Resolves when it has. */
  forbid(origin: string): Promise<void>
  /**
   * One attempt. Throws `egress_refused` (nothing left), `upstream_unreachable`, `upstream_timeout`, `upstream_too_large`,
   * `upstream_redirected`, `upstream_invalid`, or `client_closed` once `signal` aborts; reading `body` may throw them too.
   */
  request(ask: EgressRequest): Promise<EgressAnswer>
  /** Closes every connection at once. */
  close(): Promise<void>
}

export interface EgressRequest {
  readonly origin: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, from the slash on. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | string | Readable
  readonly signal: AbortSignal
}

/** An answer with a status of 200-299 or 400-599. Read `body` to its end or call `close`. */
export interface EgressAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: AsyncIterable<Uint8Array>
  /** The lowest TLS version in use with this origin; `undefined` without TLS. */
  readonly tls: string | undefined
  /** Gives the answer up. A short remainder is read away so that the connection can serve again; otherwise it is cut. */
  close(): void
}

/** The bounds of one exchange; the names and defaults stand in `config/schema.ts`. */
export interface EgressLimits {
  readonly upstreamConnectMs: number
  readonly upstreamHeadersMs: number
  readonly upstreamIdleMs: number
  readonly upstreamMs: number
  readonly upstreamBytesMax: number
  readonly upstreamConnectionsMax: number
}

export function createEgress(deps: { limits: EgressLimits; lookup?: Lookup; tlsCa?: string }): Egress {
  const { limits } = deps
  const gates = new Map<string, Gate>()
  const settings = {
    connectMs: limits.upstreamConnectMs,
    connectionsMax: limits.upstreamConnectionsMax,
    lookup: deps.lookup,
    tlsCa: deps.tlsCa,
  }
  return {
    allow(origin) {
      if (!gates.has(origin)) gates.set(origin, createGate(parseOrigin(origin), settings))
    },
    async forbid(origin) {
      const gate = gates.get(origin)
      gates.delete(origin)
      await gate?.pool.close()
    },
    async request(ask) {
      const gate = gates.get(ask.origin)
      if (gate === undefined) throw new CordonError('egress_refused', { at: 'origin' })
      return exchange(gate, ask, limits)
    },
    async close() {
      const open = [...gates.values()]
      gates.clear()
      await Promise.all(open.map(({ pool }) => pool.destroy(new CordonError('shutting_down', { at: 'egress' }))))
    },
  }
}

async function exchange(gate: Gate, ask: EgressRequest, limits: EgressLimits): Promise<EgressAnswer> {
  const watch = createWatch(ask.signal, { limit: 'upstreamMs', ms: limits.upstreamMs })
  try {
    if (watch.signal.aborted) throw watch.signal.reason
    watch.enter('upstreamHeadersMs', limits.upstreamHeadersMs)
    const answer = await send(gate, ask, watch)
    watch.pause()
    const close = () => giveUp(answer, watch)
    const wrong = wrongWith(answer, limits)
    if (wrong !== undefined) {
      close()
      throw wrong
    }
    const body = readBody(answer, watch, limits)
    return { status: answer.statusCode, headers: answer.headers, body, tls: gate.tls(), close }
  } catch (error) {
    watch.stop()
    throw faultOf(error, false)
  }
}

function send(gate: Gate, ask: EgressRequest, watch: Watch): Promise<Dispatcher.ResponseData> {
  return gate.pool.request({
    method: ask.method,
    path: ask.path,
    // Compressed answers are refused: what a bound counts must be what is read.
    headers: { ...ask.headers, 'accept-encoding': 'identity' },
    body: ask.body ?? null,
    signal: watch.signal,
  })
}

/** What may be known from the status line and headers alone. */
function wrongWith({ statusCode, headers }: Dispatcher.ResponseData, limits: EgressLimits): CordonError | undefined {
  // ASVS 15.3.2: a redirect would carry the prompt to a place no agreement names.
  if (statusCode >= 300 && statusCode < 400) return new CordonError('upstream_redirected')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return new CordonError('upstream_invalid', { at: 'content-encoding' })
  if (Number(headers['content-length'] ?? 0) > limits.upstreamBytesMax) return tooLarge()
  return undefined
}

/** The body, counted and timed. The silence clock runs only while we wait for the vendor, not while a client reads. */
async function* readBody(answer: Dispatcher.ResponseData, watch: Watch, limits: EgressLimits) {
  let bytes = 0
  try {
    const chunks: AsyncIterator<Uint8Array> = answer.body[Symbol.asyncIterator]()
    for (;;) {
      watch.enter('upstreamIdleMs', limits.upstreamIdleMs)
      const { done, value } = await chunks.next()
      watch.pause()
      if (done === true) return
      bytes += value.byteLength
      if (bytes > limits.upstreamBytesMax) throw tooLarge()
      yield value
    }
  } catch (error) {
    throw faultOf(error, true)
  } finally {
    giveUp(answer, watch)
  }
}

function tooLarge(): CordonError {
  return new CordonError('upstream_too_large', { at: 'limits.upstreamBytesMax' })
}

/** What of an unwanted answer may still be read, and for how long, before its connection is cut. */
const REMAINDER_BYTES_MAX = 65_536
const REMAINDER_MS = 50

function giveUp({ body }: Dispatcher.ResponseData, watch: Watch): void {
  watch.stop()
  if (body.readableEnded || body.destroyed) return
  body.dump({ limit: REMAINDER_BYTES_MAX, signal: AbortSignal.timeout(REMAINDER_MS) }).catch(() => undefined)
}
