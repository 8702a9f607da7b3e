import { InMemorySpanExporter } from '@opentelemetry/sdk-trace'
import { describe, expect, it } from 'vitest'
import type { Settled } from '../gateway/trail.ts'
import { allowedAttributes, type SpanAttributes } from './attributes.ts'
import { createTraces } from './traces.ts'

const VENDOR = {
  id: 'house',
  name: 'House',
  kind: 'openai' as const,
  placement: 'outside' as const,
  baseUrl: 'https://models.example.org/v1',
  product: 'api',
  tier: 'zdr',
  account: 'default',
  region: 'us',
  models: ['gpt-x'],
}

const SETTLED: Settled = {
  outcome: { outcome: 'answered', reasons: [], attempts: 1, bytesOut: 9, ms: 30, hops: {}, tokensIn: 7, tokensOut: 2 },
  asking: { request: 'r1', principal: 'dr-a', application: 'notes', purpose: 'TREAT', patient: 'pseudonym' },
  tenant: 'main',
  route: '/v1/chat/completions',
  beganAt: 1_000,
  attempts: [{ vendor: VENDOR, model: 'gpt-x', at: 1_004, answeredAt: 1_020, status: 200 }],
  firstSentAt: 1_021,
  traceparent: undefined,
  cause: undefined,
}

async function spansOf(settled: Partial<Settled>) {
  const exporter = new InMemorySpanExporter()
  const traces = createTraces({ exporter, node: 'n', version: '0', everyMs: 60_000, spansWaitingMax: 10, share: 1 })
  traces.settled({ ...SETTLED, ...settled })
  // Delivered, but not yet forgotten by the exporter, as closing would.
  const delivered: ReturnType<InMemorySpanExporter['getFinishedSpans']> = []
  exporter.shutdown = async () => void delivered.push(...exporter.getFinishedSpans())
  await traces.close()
  return delivered
}

describe('the trace of a request', () => {
  it('has a span for the whole and one inside it for the vendor, in the words of the GenAI conventions', async () => {
    const [whole, asked] = await spansOf({})
    expect(whole?.name).toBe('POST /v1/chat/completions')
    expect(asked?.name).toBe('chat gpt-x')
    expect(asked?.parentSpanContext?.spanId).toBe(whole?.spanContext().spanId)
    expect(asked?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-x',
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 2,
      'server.address': 'models.example.org',
      'server.port': 443,
      'cordon.vendor': 'house',
      'cordon.region': 'us',
    })
  })

  it('names nobody and no patient', async () => {
    const said = JSON.stringify((await spansOf({})).map(({ name, attributes }) => ({ name, attributes })))
    expect(said).not.toMatch(/dr-a|pseudonym/)
  })

  it('goes on with the caller’s trace, and with nothing else that its header says', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const [whole] = await spansOf({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })
    expect(whole?.spanContext().traceId).toBe(trace)
    for (const traceparent of [
      'Maria Lopez',
      `00-${trace}-00f067aa0ba902b7-01-x`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    ]) {
      const [own] = await spansOf({ traceparent })
      expect(own?.parentSpanContext).toBeUndefined()
    }
  })

  it('does not show the name of a model that no registration names: a caller wrote it', async () => {
    const attempts = [{ vendor: { ...VENDOR, models: ['*'] }, model: 'Maria-Lopez', at: 1_004 }]
    const spans = await spansOf({ attempts })
    expect(spans.map(({ name }) => name)).toEqual(['POST /v1/chat/completions', 'chat *'])
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('Maria')
  })
})

describe('an attribute', () => {
  it('that is not listed, or holds more than a word, is dropped', () => {
    const slipped = { 'cordon.request': 'Maria Lopez is ill', 'gen_ai.input.messages': 'x', 'cordon.vendor': 'house' }
    expect(allowedAttributes(slipped as SpanAttributes)).toEqual({ 'cordon.vendor': 'house' })
  })
})
