import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import {
  APICallError,
  embedMany,
  generateObject,
  generateText,
  type LanguageModel,
  type ModelMessage,
  stepCountIs,
  streamObject,
  streamText,
  tool,
} from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ask } from '../support/ask.ts'
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
    const options = { model: of('echo'), maxRetries: 0 }
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

describe('what the AI SDK takes for granted of Responses: that answers were stored', () => {
  const model = (name: string, key?: string) => createOpenAI(settings(key))(name)
  const sent = (n: number) => JSON.parse(world.upstream.received[n]?.body ?? '{}') as { input: never; store: boolean }
  const asked = (n: number) => world.upstream.received[n]?.body ?? ''

  it.each([false, true])('an answer that it only names comes back as the same bytes; streamed %s', async (streamed) => {
    const ask = async (messages: ModelMessage[]) => {
      const given = { model: model('echo-k3'), messages, maxRetries: 0 }
      if (!streamed) return generateText(given)
      const stream = streamText(given)
      return { text: await textOf(stream), response: await stream.response }
    }
    const turns: ModelMessage[] = [{ role: 'user', content: SAID }]
    for (const more of ['Go on.', 'And on.', 'Still.']) {
      const { response } = await ask(turns)
      turns.push(...response.messages, { role: 'user', content: more })
    }
    expect(await ask(turns)).toMatchObject({ text: expect.stringContaining(SAID) as string })
    nothingLeft(4)
    expect(asked(3)).not.toContain('item_reference')
    const code = /\[NAME-\w{6}\]/.exec(asked(0))?.[0] ?? 'no code'
    expect(asked(1).split(code)).toHaveLength(3)
    expect(sent(3).store).toBe(false)
  })

  it.each([false, true])(
    'reasoning goes on with its encrypted text, which nobody had to ask for; streamed %s',
    async (streamed) => {
      const name = 'gpt-5-think-k3'
      const ask = async (messages: ModelMessage[]) => {
        const given = { model: model(name), messages, maxRetries: 0 }
        if (!streamed) return (await generateText(given)).response.messages
        const stream = streamText(given)
        await textOf(stream)
        return (await stream.response).messages
      }
      const first: ModelMessage[] = [{ role: 'user', content: SAID }]
      const answer = await ask(first)
      await ask([...first, ...answer, { role: 'user', content: 'Go on.' }])
      nothingLeft(2)
      expect(sent(0)).toMatchObject({ include: ['reasoning.encrypted_content'] })
      const types = (sent(1).input as { type?: string; encrypted_content?: string }[]).map((item) => [
        item.type ?? 'message',
        typeof item.encrypted_content,
      ])
      expect(types).toEqual([
        ['message', 'undefined'],
        ['reasoning', 'string'],
        ['message', 'undefined'],
        ['message', 'undefined'],
      ])
    },
  )

  it('reasoning without its text is left out: nobody could read it', async () => {
    const first = await generateText({ model: model('echo'), prompt: SAID, maxRetries: 0 })
    const kept = await generateText({
      model: model('gpt-5-echo'),
      messages: [{ role: 'user', content: SAID }, ...first.response.messages, { role: 'user', content: 'Go on.' }],
      maxRetries: 0,
    })
    expect(kept.text).toContain(SAID)
    nothingLeft(2)
  })

  it.each([false, true])('several steps with tools, whole and streamed %s', async (streamed) => {
    const lookup = tool({ inputSchema: schema, execute: ({ query }) => ({ found: `The row of ${query}` }) })
    const given = { model: model('agent-k3'), tools: { lookup }, stopWhen: stepCountIs(4), maxRetries: 0 }
    const turns: ModelMessage[] = [{ role: 'user', content: SAID }]
    for (const more of ['Once more.', 'The end.']) {
      if (streamed) {
        const stream = streamText({ ...given, messages: turns })
        expect(await textOf(stream)).toContain(`The row of ${SAID}`)
        turns.push(...(await stream.response).messages, { role: 'user', content: more })
      } else {
        const answer = await generateText({ ...given, messages: turns })
        expect(answer.text).toContain(`The row of ${SAID}`)
        turns.push(...answer.response.messages, { role: 'user', content: more })
      }
    }
    nothingLeft(3)
  })

  const reference = (id: string) => ({
    model: 'echo',
    input: [
      { role: 'user', content: SAID },
      { type: 'item_reference', id },
    ],
  })
  const path = '/v1/responses'
  /** Another patient of the same person's. */
  const otherPatient = () => {
    const { hospital, patient, related } = world.boundary.world
    const other = hospital.patients.find(
      ({ id, practitioners }) =>
        `Patient/${id}` !== patient && practitioners.some((one) => related.practitioner === `Practitioner/${one}`),
    )
    return `Patient/${other?.id}`
  }
  const idOfAnswer = async (headers: Record<string, string> = {}) => {
    const { text } = await ask(world.boundary, { path, headers, body: { model: 'echo', input: SAID } })
    return (JSON.parse(text) as { output: { id: string }[] }).output[0]?.id ?? 'none'
  }

  it.each([
    ['nobody’s', async () => 'msg_68af1b2c3d4e5f60718293a4b5c6d7e8', () => ({})],
    ['another session’s', () => idOfAnswer({ 'x-cordon-session': 's-one' }), () => ({ 'x-cordon-session': 's-two' })],
    [
      'another patient’s',
      () => idOfAnswer({ 'x-cordon-session': 's-three' }),
      () => ({ 'x-cordon-patient': otherPatient() }),
    ],
  ])('an item that is %s is refused by its place, all alike', async (_, idOf, headersOf) => {
    const id = await idOf()
    world.upstream.reset()
    const told = await ask(world.boundary, {
      path,
      headers: { 'x-cordon-session': 's-three', ...headersOf() },
      body: reference(id),
    })
    expect(told).toMatchObject({ status: 422, code: 'feature_refused' })
    expect(JSON.parse(told.text)).toMatchObject({ error: { param: 'input[1].id' } })
    expect(world.upstream.received).toHaveLength(0)
  })

  it('an item that is named twice is refused: it costs what the request did not', async () => {
    const id = await idOfAnswer()
    const body = reference(id)
    const told = await ask(world.boundary, { path, body: { ...body, input: [...body.input, ...body.input.slice(1)] } })
    expect(JSON.parse(told.text)).toMatchObject({ error: { code: 'feature_refused', param: 'input[2].id' } })
  })

  it('is not kept for who says that nothing is stored', async () => {
    const headers = { 'x-cordon-session': 's-none' }
    const { text } = await ask(world.boundary, { path, headers, body: { model: 'echo', input: SAID, store: false } })
    const { output } = JSON.parse(text) as { output: { id: string }[] }
    const told = await ask(world.boundary, { path, headers, body: reference(output[0]?.id ?? 'none') })
    expect(told.code).toBe('feature_refused')
  })

  it('whoever has no relationship hears the refusal of the patient, whatever was named', async () => {
    const id = await idOfAnswer()
    world.upstream.reset()
    const stranger = { ...world.boundary, key: world.boundary.strangerKey }
    const told = await Promise.all([reference(id), reference('msg_0')].map((body) => ask(stranger, { path, body })))
    expect(told.map(({ status, code }) => [status, code])).toEqual([
      [403, 'patient_refused'],
      [403, 'patient_refused'],
    ])
    expect(world.upstream.received).toHaveLength(0)
  })
})
