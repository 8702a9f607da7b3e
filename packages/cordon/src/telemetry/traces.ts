import type { Vendor } from '@cordon/contract'
import {
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Attempt, Settled } from '../gateway/trail.ts'
import { allowedAttributes } from './attributes.ts'
import { modelOf, operationOf, providerOf } from './gen-ai.ts'

/** Traces of requests, made once a request has ended: a span for the whole, and one inside it for each vendor that was asked. */
export interface Traces {
  settled(request: Settled): void
  /** Delivers what waits. */
  close(): Promise<void>
}

export interface TracesDeps {
  readonly exporter: SpanExporter
  readonly node: string
  readonly version: string
  readonly everyMs: number
  readonly spansWaitingMax: number
  /** Share of the requests without a `traceparent`, from 0 to 1. */
  readonly share: number
}

export function createTraces({ exporter, node, version, everyMs, spansWaitingMax, share }: TracesDeps): Traces {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'cordon',
      'service.version': version,
      'service.instance.id': node,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: everyMs,
        maxQueueSize: spansWaitingMax,
        maxExportBatchSize: Math.min(512, spansWaitingMax),
      }),
    ],
  })
  const tracer = provider.getTracer('cordon', version)
  return {
    settled(request) {
      const inside = spanOfRequest(tracer, request)
      for (const attempt of request.attempts) spanOfAttempt(tracer, inside, attempt, request)
    },
    close: () => provider.shutdown(),
  }
}

/** The whole request, as its client saw it. Returns the context in which the vendors were asked. */
function spanOfRequest(
  tracer: Tracer,
  { outcome, asking, tenant, route, beganAt, traceparent, injectionScore }: Settled,
): Context {
  const attributes = allowedAttributes({
    'http.request.method': 'POST',
    'http.route': route,
    'cordon.request': asking.request,
    'cordon.tenant': tenant,
    'cordon.application': asking.application,
    'cordon.outcome': outcome.outcome,
    ...(outcome.decision?.policy === undefined ? {} : { 'cordon.policy': outcome.decision.policy }),
    ...(outcome.code === undefined ? {} : { 'error.type': outcome.code }),
    ...(injectionScore === undefined ? {} : { 'cordon.injection_score': injectionScore }),
  })
  const caller = parentOf(traceparent)
  const span = tracer.startSpan(`POST ${route}`, { kind: SpanKind.SERVER, startTime: beganAt, attributes }, caller)
  if (outcome.outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(beganAt + outcome.ms)
  return trace.setSpan(caller, span)
}

/** One vendor that was asked. Its span ends when its answer was whole, or with the request. */
function spanOfAttempt(tracer: Tracer, inside: Context, attempt: Attempt, { outcome, route, beganAt }: Settled): void {
  const { vendor, at, answeredAt, status } = attempt
  const [operation, model] = [operationOf(route), modelOf(attempt)]
  const refused = status !== undefined && status >= 400
  const attributes = allowedAttributes({
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': providerOf(vendor.kind),
    'gen_ai.request.model': model,
    ...placeOf(vendor),
    'cordon.vendor': vendor.id,
    'cordon.region': vendor.region,
    ...(refused ? {} : usageOf(outcome)),
    ...(refused ? { 'error.type': String(status) } : {}),
  })
  const span = tracer.startSpan(`${operation} ${model}`, { kind: SpanKind.CLIENT, startTime: at, attributes }, inside)
  if (refused || answeredAt === undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(refused ? answeredAt : beganAt + outcome.ms)
}

/** W3C Trace Context, version 00. Anything else begins a trace of its own: nothing of a header is passed on but its ids. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags ?? '0', 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function usageOf({ tokensIn, tokensOut }: Settled['outcome']) {
  return {
    ...(tokensIn === undefined ? {} : { 'gen_ai.usage.input_tokens': tokensIn }),
    ...(tokensOut === undefined ? {} : { 'gen_ai.usage.output_tokens': tokensOut }),
  }
}

/** Of a vendor that answers in this process there is none. */
function placeOf({ kind, baseUrl }: Vendor) {
  if (kind === 'local-extract') return {}
  const { hostname, port, protocol } = new URL(baseUrl)
  return { 'server.address': hostname, 'server.port': Number(port === '' ? (protocol === 'http:' ? 80 : 443) : port) }
}
