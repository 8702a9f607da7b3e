import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { Egress } from '../kernel/egress.ts'

/** Where spans are delivered, and what it asks for. */
export interface Collector {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** One delivery takes no longer. */
const ATTEMPT_MS = 10_000
const TAKEN = 0
const LOST = 1

/**
 * Delivers spans by OTLP/HTTP as JSON (https://opentelemetry.io/docs/specs/otlp/), through the one opener of sockets. What
 * the collector does not take is lost and counted: nothing waits for it, and no request fails because of it.
 */
export function createOtlpExporter(
  egress: Egress,
  { url, headers }: Collector,
  onLost: (count: number) => void,
  /** Asked before each delivery: whether whoever runs the collector may be told. */
  mayDeliver: () => boolean = () => true,
): SpanExporter {
  const { origin, pathname, search } = new URL(url)
  egress.allow(origin)
  const path = `${pathname}${search}`

  async function deliver(spans: ReadableSpan[]): Promise<boolean> {
    const body = JsonTraceSerializer.serializeRequest(spans)
    if (body === undefined || !mayDeliver()) return false
    const answer = await egress.request({
      origin,
      method: 'POST',
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body: Buffer.from(body),
      signal: AbortSignal.timeout(ATTEMPT_MS),
    })
    answer.close()
    return answer.status >= 200 && answer.status < 300
  }

  return {
    export(spans, done) {
      void deliver(spans)
        .catch(() => false)
        .then((taken) => {
          if (!taken) onLost(spans.length)
          done({ code: taken ? TAKEN : LOST })
        })
    },
    shutdown: () => Promise.resolve(),
  }
}
