import { CordonError } from '@cordon/contract'
import type { Config } from '../config/schema.ts'
import { SECOND } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Collector } from '../telemetry/otlp.ts'
import type { Traces } from '../telemetry/traces.ts'
import type { Lifetime } from './lifetime.ts'
import type { Outside } from './outside.ts'
import { VERSION } from './version.ts'

/**
 * Traces, where the configuration names a collector, through an egress list with nothing else on it. What `mayDeliver` does not
 * let go is lost and counted, as what a collector does not take. Without a collector, OpenTelemetry is not even loaded.
 */
export async function openTraces(
  { secret }: Outside,
  { telemetry: { otlp }, limits, node }: Config,
  lifetime: Lifetime,
  metrics: Metrics,
  mayDeliver: () => boolean,
): Promise<Traces | undefined> {
  if (otlp === undefined) return undefined
  const [{ createOtlpExporter }, { createTraces }] = await Promise.all([
    import('../telemetry/otlp.ts'),
    import('../telemetry/traces.ts'),
  ])
  const { url, headersFrom, everyMs, spansWaitingMax, share } = otlp
  const egress = createEgress({ limits: { ...limits, ...COLLECTOR_LIMITS } })
  lifetime.onClose(() => egress.close())
  const collector: Collector = { url, headers: headersOf(headersFrom, secret) }
  const exporter = createOtlpExporter(egress, collector, (count) => metrics.spansLost(count), mayDeliver)
  const traces = createTraces({ exporter, node, version: VERSION, everyMs, spansWaitingMax, share })
  lifetime.onClose(() => traces.close())
  return traces
}

const COLLECTOR_LIMITS = {
  upstreamConnectMs: 2 * SECOND,
  upstreamHeadersMs: 5 * SECOND,
  upstreamIdleMs: 5 * SECOND,
  upstreamMs: 10 * SECOND,
  upstreamBytesMax: 65_536,
  upstreamConnectionsMax: 2,
}

/** Throws `config_invalid` where a value is not there: a collector that refuses everything would only be counted. */
function headersOf(from: Readonly<Record<string, string>>, secret: Outside['secret']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(from).map(([name, where]) => {
      const value = secret(where)
      if (value === undefined) throw new CordonError('config_invalid', { at: `telemetry.otlp.headersFrom: ${where}` })
      return [name, value]
    }),
  )
}
