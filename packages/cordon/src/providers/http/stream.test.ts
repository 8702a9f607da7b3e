import { CordonError } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EgressAnswer } from '../../kernel/egress.ts'
import { streamOf } from './stream.ts'
import { CHAT } from './wire.ts'

const CONTENTS = ['', 'Metoprolol ', '25 mg für [NAME-7Q2K4H] ', '日本 🙂 done', 'a\nb']
const EVENTS = CONTENTS.map((content) => ({ choices: [{ index: 0, delta: { content } }] }))
const WIRE = Buffer.from(
  `: keep-alive\n\n${EVENTS.map((e) => `data: ${JSON.stringify(e)}\r\n\r\n`).join('')}data: [DONE]\n\n`,
)

function answerOf(chunks: Iterable<Uint8Array>, type = 'text/event-stream; charset=utf-8'): EgressAnswer {
  async function* body() {
    yield* chunks
  }
  return { status: 200, headers: { 'content-type': type }, body: body(), tls: undefined, close: () => undefined }
}

async function read(answer: EgressAnswer): Promise<Record<string, unknown>[]> {
  const reply = streamOf(answer, CHAT)
  const events: Record<string, unknown>[] = []
  for await (const event of reply.kind === 'stream' ? reply.events : []) events.push(event)
  return events
}

async function codeOf(text: string | Uint8Array): Promise<string> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return read(answerOf([bytes])).then(
    () => 'read',
    (error) => (error instanceof CordonError ? error.code : 'not a CordonError'),
  )
}

describe('a streamed answer', () => {
  it('gives the same events however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: WIRE.length }), { maxLength: 40 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), WIRE.length]
        const chunks = at.slice(1).map((end, i) => WIRE.subarray(at[i], end))
        expect(await read(answerOf(chunks))).toEqual(EVENTS)
      }),
      { seed: 1, numRuns: 200 },
    )
    expect(await read(answerOf(Array.from(WIRE, (byte) => Uint8Array.of(byte))))).toEqual(EVENTS)
  })

  it('reads nothing after the end marker', async () => {
    expect(await read(answerOf([WIRE, Buffer.from('data: {"choices":[1]}\n\n')]))).toEqual(EVENTS)
  })

  it.each([
    ['without its end marker', WIRE.subarray(0, -'data: [DONE]\n\n'.length), 'upstream_invalid'],
    ['cut inside an event', WIRE.subarray(0, 90), 'upstream_invalid'],
    ['of nothing', '', 'upstream_invalid'],
    ['of broken JSON', 'data: {"choices":[\n\ndata: [DONE]\n\n', 'upstream_invalid'],
    ['of something that is no answer', 'data: {"hello":1}\n\ndata: [DONE]\n\n', 'upstream_invalid'],
    ['of a bare string', 'data: "hello"\n\ndata: [DONE]\n\n', 'upstream_invalid'],
    ['of an array', 'data: [1]\n\ndata: [DONE]\n\n', 'upstream_invalid'],
    ['of plain JSON', '{"choices":[]}\n\n', 'upstream_invalid'],
    ['of bytes that are not UTF-8', Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a), 'upstream_invalid'],
    ['with an error inside', 'data: {"error":{"message":"x"}}\n\ndata: [DONE]\n\n', 'upstream_refused'],
    ['of one event without end', `data: ${'x'.repeat(1_100_000)}`, 'upstream_too_large'],
  ])('refuses a stream %s', async (_, text, code) => expect(await codeOf(text)).toBe(code))

  it.each(['application/json', 'text/html', '', 'text/event-streams'])('refuses the content type %j', (type) => {
    expect(() => streamOf(answerOf([WIRE], type), CHAT)).toThrow(expect.objectContaining({ code: 'upstream_invalid' }))
  })
})
