import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Frame, frame, readFrames } from './mllp.ts'

const bounds = (messageBytesMax: number) => ({ messageBytesMax, messageMs: 60_000, now: () => 0 })

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function frames(bytes: Uint8Array, sizes: readonly number[] = [7], bytesMax = 1_000): Promise<string[]> {
  const all: Frame[] = []
  for await (const one of readFrames(cut(bytes, sizes), bounds(bytesMax))) all.push(one)
  return all.map((one) => ('fault' in one ? one.fault : Buffer.from(one.message).toString('utf8')))
}
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })

describe('MLLP', () => {
  it('gives back every message, however the bytes were cut', async () => {
    const text = fc.string({ maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), sizes, async (messages, pieces) => {
        expect(await frames(Buffer.concat(messages.map(frame)), pieces)).toEqual(messages)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it.each([
    ['line ends between messages', '\u000ba\u001c\r\r\n\u000bb\u001c\r', ['a', 'b']],
    ['bytes that are no MLLP', 'GET / HTTP/1.1\r\n', ['framing_broken']],
    ['a message inside a message', '\u000ba\u000bb\u001c\r', ['framing_broken']],
    ['an end without its last byte', '\u000ba\u001cb', ['framing_broken']],
    ['a message cut short by the end of the connection', '\u000bMSH|', []],
  ])('%s', async (_case, text, expected) => {
    expect(await frames(Buffer.from(text))).toEqual(expected)
  })

  it('holds no more than the bound', async () => {
    expect(await frames(frame('x'.repeat(1_000)))).toHaveLength(1)
    expect(await frames(frame('x'.repeat(1_001)))).toEqual(['message_too_large'])
  })

  it('keeps a copy of what came, and nothing of the blocks that it came in', async () => {
    const block = Buffer.alloc(1)
    async function* reused(bytes: Uint8Array) {
      for (const byte of bytes) {
        block[0] = byte
        yield block
      }
    }
    const text = 'MSH|'.repeat(5_000)
    const all: Frame[] = []
    for await (const one of readFrames(reused(frame(text)), bounds(20_000))) all.push(one)
    expect(all.map((one) => ('fault' in one ? one.fault : Buffer.from(one.message).toString()))).toEqual([text])
  })

  it('waits for the end of a message no longer than the bound, and for the next one as long as it takes', async () => {
    let now = 0
    async function* slow() {
      yield frame('a')
      now += 100_000
      yield frame('b').subarray(0, 2)
      now += 60_000
      yield frame('b').subarray(2)
      yield frame('c').subarray(0, 2)
      now += 60_001
      yield frame('c').subarray(2)
    }
    const all: string[] = []
    for await (const one of readFrames(slow(), { ...bounds(50), now: () => now }))
      all.push('fault' in one ? one.fault : Buffer.from(one.message).toString())
    expect(all).toEqual(['a', 'b', 'message_too_slow'])
  })

  it('ends, with messages and at most one fault, whatever comes', async () => {
    const byte = fc.oneof(fc.constantFrom(0x0b, 0x1c, 0x0d, 0x0a), fc.integer({ min: 0, max: 255 }))
    const bytes = fc.array(byte, { maxLength: 200 }).map((each) => Uint8Array.from(each))
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (came, pieces) => {
        const all: Frame[] = []
        for await (const one of readFrames(cut(came, pieces), bounds(50))) all.push(one)
        expect(all.slice(0, -1).filter((one) => 'fault' in one)).toEqual([])
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })
})
