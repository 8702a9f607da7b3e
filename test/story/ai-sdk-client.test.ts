import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import {
  APICallError,
  embedMany,
  generateObject,
  generateText,
  type LanguageModel,
  stepCountIs,
  streamObject,
  streamText,
  tool,
} from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { IDENTIFIERS, SAID, startWithVendors, type WithVendors } from '../support/vendors.ts'

let world: WithVendors
beforeAll(async () => {
  // The Anthropic provider asks for an object by a tool of this name.
  world = await startWithVendors(['lookup', 'json'])
}, 120_000)
beforeEach(() => world.upstream.reset())
afterAll(() => world.close())

const settings = (key = world.boundary.key) => ({
  baseURL: `${world.boundary.url}/v1`,
  apiKey: key,
  headers: { 'X-Cordon-Patient': world.boundary.world.patient },
})

interface Api {
  readonly name: string
  readonly path: string
  readonly of: (model: string, key?: string) => LanguageModel
}

const APIS: readonly Api[] = [
  {
    name: 'OpenAI, as it comes: Responses',
    path: '/v1/responses',
    of: (model, key) => createOpenAI(settings(key))(model),
  },
  {
    name: 'OpenAI: Chat Completions',
    path: '/v1/chat/completions',
    of: (model, key) => createOpenAI(settings(key)).chat(model),
  },
  { name: 'Anthropic', path: '/v1/messages', of: (model, key) => createAnthropic(settings(key))(model) },
]

const schema = z.object({ query: z.string() })

async function textOf({
  textStream,
  text,
}: {
  textStream: AsyncIterable<string>
  text: PromiseLike<string>
}): Promise<string> {
  for await (const _ of textStream);
  return text
}

/** The object is whole once its stream was read. */
async function lastOf<T>({
  partialObjectStream,
  object,
}: {
  partialObjectStream: AsyncIterable<unknown>
  object: Promise<T>
}): Promise<T> {
  for await (const _ of partialObjectStream);
  return object
}

function nothingLeft(requests: number): void {
  expect(world.upstream.received).toHaveLength(requests)
  for (const identifier of IDENTIFIERS) expect(world.upstream.text()).not.toContain(identifier)
}

describe.each(APIS)('the AI SDK’s provider of $name, with only its base URL changed', ({ of, path }) => {
  it('completes', async () => {
    const { text, usage } = await generateText({
      model: of('echo'),
      system: `About ${SAID}`,
      prompt: SAID,
      maxRetries: 0,
    })
    expect(text).toBe(`About ${SAID}\n${SAID}`)
    expect(usage.inputTokens).toBe(120)
    expect(world.upstream.received[0]?.path).toBe(path)
    nothingLeft(1)
  })

  it.each([1, 3, 8])('streams in pieces of %i characters, whole', async (size) => {
    const { textStream } = streamText({ model: of(`echo-k${size}`), prompt: SAID, maxRetries: 0 })
    let text = ''
    for await (const piece of textStream) text += piece
    expect(text).toBe(SAID)
    nothingLeft(1)
  })

  it.each([false, true])(
    'calls a tool with real values, and goes on with what it answered; streamed %s',
    async (streamed) => {
      const called: string[] = []
      const lookup = tool({
        description: `Looks up ${SAID}`,
        inputSchema: schema,
        execute: ({ query }) => {
          called.push(query)
          return { found: `The row of ${query}` }
        },
      })
      const asked = { model: of('agent-k3'), prompt: SAID, tools: { lookup }, stopWhen: stepCountIs(3), maxRetries: 0 }
      const text = streamed ? await textOf(streamText(asked)) : (await generateText(asked)).text
      expect(called).toHaveLength(1)
      expect(called[0]).toContain(SAID)
      expect(text).toContain(`The row of ${SAID}`)
      nothingLeft(2)
    },
  )

  it.each([false, true])('answers with an object of a schema; streamed %s', async (streamed) => {
    // Where a vendor has no formats, the provider asks for a call of a tool.
    const model = of(path === '/v1/messages' ? 'tool-k3' : 'object-k3')
    const asked = { model, schema, prompt: SAID, maxRetries: 0 }
    const object = streamed ? await lastOf(streamObject(asked)) : (await generateObject(asked)).object
    expect(schema.parse(object).query).toContain(SAID)
    nothingLeft(1)
  })

  it('goes on in a conversation: earlier turns come back as the same bytes', async () => {
    // Responses: the provider takes for granted that answers are stored at the vendor, unless it is told that they are not.
    const options = { model: of('echo'), maxRetries: 0, providerOptions: { openai: { store: false } } }
    const first = await generateText({ ...options, prompt: SAID })
    const turns = [{ role: 'user' as const, content: SAID }, ...first.response.messages]
    await generateText({ ...options, messages: [...turns, { role: 'user', content: 'Go on.' }] })
    nothingLeft(2)
    const code = /\[NAME-\w{6}\]/.exec(world.upstream.received[0]?.body ?? '')?.[0] ?? 'no code'
    expect(world.upstream.received[1]?.body.split(code)).toHaveLength(3)
  })

  it('reads who may not: its error, with the stable code', async () => {
    const refused = await generateText({
      model: of('echo', world.boundary.strangerKey),
      prompt: SAID,
      maxRetries: 0,
    }).catch((error: unknown) => error)
    expect(APICallError.isInstance(refused)).toBe(true)
    expect(refused).toMatchObject({
      statusCode: 403,
      isRetryable: false,
      data: { error: { type: 'permission_error' } },
    })
    expect((refused as APICallError).responseBody).toContain('"patient_refused"')
    expect((refused as APICallError).message).toBe(
      'No permitted record for this patient. A treatment relationship is needed: care team, general practitioner, episode of care, an encounter within 30 days, an appointment within 7.',
    )
    nothingLeft(0)
  })

  it('hears nothing of a vendor’s refusal but its status', async () => {
    const refused = await generateText({ model: of('refuse'), prompt: SAID, maxRetries: 0 }).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ statusCode: 502 })
    expect((refused as APICallError).responseBody).not.toContain('[NAME-')
    nothingLeft(1)
  })
})

describe('the AI SDK’s embeddings', () => {
  it('are of codes', async () => {
    const model = createOpenAI(settings()).embedding('m')
    const { embeddings } = await embedMany({ model, values: [SAID, 'Nobody.'], maxRetries: 0 })
    expect(embeddings).toHaveLength(2)
    nothingLeft(1)
  })
})

describe('what the AI SDK takes for granted of Responses', () => {
  it('a reference to an answer that was stored at the vendor is refused by its place: nothing is stored', async () => {
    const model = createOpenAI(settings())('echo')
    const first = await generateText({ model, prompt: SAID, maxRetries: 0 })
    const turns = [{ role: 'user' as const, content: SAID }, ...first.response.messages]
    const refused = generateText({ model, messages: [...turns, { role: 'user', content: 'Go on.' }], maxRetries: 0 })
    await expect(refused).rejects.toMatchObject({
      data: { error: { code: 'feature_refused', param: 'input[1].type' } },
    })
    nothingLeft(1)
  })
})
