import { CordonError } from '@cordon/contract'

/** Watches one exchange with a vendor: its whole time, the time of the phase it is in, and whether the client is still there. */
export interface Watch {
  /** Aborts with the `CordonError` that says why. */
  readonly signal: AbortSignal
  /** Starts the clock of a phase, in place of the one before. `limit` is the bound's name in the configuration. */
  enter(limit: string, ms: number): void
  /** Stops the phase's clock: waiting is no longer the vendor's doing. */
  pause(): void
  /** Stops every clock and stops listening to the client. */
  stop(): void
}

/** `client` is the caller's own signal; a reason that is already a `CordonError` (shutting down) is kept. */
export function createWatch(client: AbortSignal, whole: { limit: string; ms: number }): Watch {
  const controller = new AbortController()
  const expire = (limit: string) => controller.abort(new CordonError('upstream_timeout', { at: `limits.${limit}` }))
  const hangUp = () => controller.abort(clientClosed(client))
  const total = setTimeout(expire, whole.ms, whole.limit)
  let phase: NodeJS.Timeout | undefined
  const pause = () => clearTimeout(phase)
  client.addEventListener('abort', hangUp, { once: true })
  if (client.aborted) hangUp()
  return {
    signal: controller.signal,
    enter(limit, ms) {
      pause()
      phase = setTimeout(expire, ms, limit)
    },
    pause,
    stop() {
      pause()
      clearTimeout(total)
      client.removeEventListener('abort', hangUp)
    },
  }
}

/** Why a client's signal aborted: its own `CordonError`, or `client_closed`. */
export function clientClosed(client: AbortSignal): CordonError {
  return client.reason instanceof CordonError ? client.reason : new CordonError('client_closed')
}

/** All of a body that is already bounded, as one buffer. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
