import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const WORDS = 'Is Zanthorpe Quillfeather, MRN 84417730, allergic to penicillin?'

describe('telemetry', () => {
  it('reaches a collector with what was asked of whom, and no word of it', async () => {
    await using collector = await startCollector(200)
    await using boundary = await startBoundary({ telemetry: { otlp: { url: collector.url, everyMs: 100 } } })
    await asked(boundary)
    await expect.poll(collector.names, WAIT).toEqual(['POST /v1/chat/completions', 'chat local/extract'])
    expect(collector.told()).toContain(TRACE)
    expect(collector.told()).not.toMatch(/Zanthorpe|Quillfeather|84417730|penicillin/)
    expect(collector.told()).not.toContain(boundary.key)
    expect(collector.told()).not.toContain(boundary.world.patient)
    const metrics = await metricsOf(boundary)
    expect(metrics).toMatch(
      /cordon_requests_total\{route="\/v1\/chat\/completions",outcome="answered",code="none",.*\} 1/,
    )
    expect(metrics).toMatch(/gen_ai_client_token_usage_count\{.*gen_ai_token_type="output".*\} 1/)
    expect(metrics).not.toMatch(/Zanthorpe|Quillfeather|84417730|penicillin/)
  })

  it('that the collector refuses is counted, and no request fails for it', async () => {
    await using collector = await startCollector(503)
    await using boundary = await startBoundary({ telemetry: { otlp: { url: collector.url, everyMs: 100 } } })
    await asked(boundary)
    await expect.poll(() => metricsOf(boundary), WAIT).toMatch(/cordon_spans_lost_total 2/)
  })
})

const WAIT = { timeout: 20_000 }

async function asked(boundary: TestBoundary): Promise<void> {
  const body = { model: 'local/extract', messages: [{ role: 'user', content: WORDS }] }
  const { status } = await ask(boundary, { body, headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } })
  expect(status).toBe(200)
}

async function metricsOf({ adminUrl }: TestBoundary): Promise<string> {
  return (await fetch(`${adminUrl}/metrics`)).text()
}

/** Takes spans as a collector does, and keeps what it was told. */
async function startCollector(status: number) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body)
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    told: () => bodies.join('\n'),
    names: () => bodies.flatMap((body) => spansIn(JSON.parse(body) as Delivered).map(({ name }) => name)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Delivered {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[] }[]
}

const spansIn = ({ resourceSpans }: Delivered) =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
