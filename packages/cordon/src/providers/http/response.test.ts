import { CordonError } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import type { EgressAnswer } from '../../kernel/egress.ts'
import { wholeOf } from './response.ts'
import { CHAT } from './wire.ts'

function answerOf(body: string | Uint8Array, type: string | string[] = 'application/json'): EgressAnswer {
  async function* chunks() {
    const bytes = Buffer.from(body)
    yield bytes.subarray(0, 5)
    yield bytes.subarray(5)
  }
  return { status: 200, headers: { 'content-type': type }, body: chunks(), tls: 'TLSv1.3', close: () => undefined }
}

describe('a whole answer', () => {
  it('is JSON with choices, whatever the parameters of its content type', async () => {
    const json = { choices: [{ message: { content: 'für 日本' } }] }
    const reply = await wholeOf(answerOf(JSON.stringify(json), 'Application/JSON; charset=utf-8'), CHAT)
    expect(reply).toEqual({ kind: 'whole', json, tls: 'TLSv1.3' })
  })

  it('is a refusal when it holds an error, also beside choices', async () => {
    for (const body of ['{"error":{"message":"x"}}', '{"error":"x","choices":[]}'])
      expect(await wholeOf(answerOf(body), CHAT)).toEqual({ kind: 'refused', status: 200, tls: 'TLSv1.3' })
  })

  it.each([
    ['nothing', ''],
    ['half', '{"choices":['],
    ['a string', '"Jane"'],
    ['null', 'null'],
    ['an array', '[{"choices":[]}]'],
    ['an object without choices', '{"text":"Jane"}'],
    ['choices that are no list', '{"choices":"Jane"}'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from('{"choices":["'), Uint8Array.of(0xff), Buffer.from('"]}')]),
    ],
  ])('is refused when it is %s', async (_, body) => {
    const error: unknown = await wholeOf(answerOf(body), CHAT).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CordonError)
    expect(error).toMatchObject({ code: 'upstream_invalid', at: 'body' })
    expect(error).not.toHaveProperty('cause')
  })

  it.each(['text/html', 'text/event-stream', '', 'application/jsonx'])('is refused as %j', async (type) => {
    await expect(wholeOf(answerOf('{"choices":[]}', type), CHAT)).rejects.toMatchObject({ code: 'upstream_invalid' })
  })

  it('is refused when it states two content types', async () => {
    const two = answerOf('{"choices":[]}', ['application/json', 'text/html'])
    await expect(wholeOf(two, CHAT)).rejects.toMatchObject({ at: 'content-type' })
  })
})
