import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

let upstream: RecordingUpstream
let boundary: TestBoundary

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl })
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

const QUESTION = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024; her MRN is TR-0090-8374.'
const IDENTIFIERS = ['Marguerite', 'Okonkwo', 'Bright', '555-0187', '3/14/2024', '0090-8374']

const ask = (content = QUESTION, model = 'echo') => ({ model, messages: [{ role: 'user' as const, content }] })

describe('the official openai client, with only its base URL changed', () => {
  it('completes: no identifier leaves, every one comes back', async () => {
    upstream.reset()
    const answer = await boundary.client().chat.completions.create(ask())
    expect(answer.choices[0]?.message.content).toBe(QUESTION)
    expect(upstream.requests).toHaveLength(1)
    for (const identifier of IDENTIFIERS) expect(upstream.text()).not.toContain(identifier)
  })

  it.each([1, 3, 8])('streams in pieces of %i characters, whole and in order', async (size) => {
    const stream = await boundary.client().chat.completions.create({ ...ask(QUESTION, `echo-k${size}`), stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe(QUESTION)
  })

  it('hears who may not: a readable error of the right class, with the stable code', async () => {
    const stranger = boundary.client(boundary.strangerKey)
    await expect(stranger.chat.completions.create(ask())).rejects.toMatchObject({
      status: 403,
      code: 'patient_refused',
    })
    await expect(stranger.chat.completions.create(ask())).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError)
    await expect(boundary.client('ck_nobody').chat.completions.create(ask())).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    )
  })

  it('lists only the models that the key may use, and answers 404 for another', async () => {
    const models = await boundary.client().models.list()
    expect(models.data.map(({ id }) => id)).toEqual(['local/extract'])
    await expect(boundary.client().models.retrieve('gpt-nowhere')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('carries the decision, the counts and the receipt in headers', async () => {
    const { response } = await boundary.client().chat.completions.create(ask()).withResponse()
    expect(response.headers.get('x-cordon-decision')).toBe('permit')
    expect(response.headers.get('x-cordon-redactions')).toMatch(/NAME=\d/)
    expect(response.headers.get('x-cordon-receipt')).toMatch(/^origin=cordon\/test index=\d+ size=\d+ root=\S+$/)
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9A-Z]{26}$/)
  })

  it('calls tools: arguments go out as codes and come back restored, because the registration has them inside', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: { name: 'lookup', parameters: { type: 'object', properties: { query: { type: 'string' } } } },
      },
    ]
    const answer = await boundary.client().chat.completions.create({ ...ask(QUESTION, 'tool'), tools })
    const call = answer.choices[0]?.message.tool_calls?.[0]
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ query: QUESTION })
  })

  it('answers from the chart when passages are asked for', async () => {
    const { data, response } = await boundary
      .client(boundary.key, { 'X-Cordon-Retrieve': 'notes' })
      .chat.completions.create(ask('Which medicines were changed, and why?', 'local/extract'))
      .withResponse()
    expect(data.choices[0]?.message.content).toMatch(/ \[\d\]/)
    expect(response.headers.get('x-cordon-sources')).toMatch(/DocumentReference\//)
  })
})

describe('a conversation', () => {
  it('sends byte-identical bytes for old turns when the client resends its restored history, over five turns', async () => {
    const client = boundary.client(boundary.key, { 'X-Cordon-Session': 'five-turns' })
    const history: OpenAI.Chat.ChatCompletionMessageParam[] = []
    const before: string[] = []
    for (let turn = 1; turn <= 5; turn++) {
      upstream.reset()
      history.push({
        role: 'user',
        content: `Turn ${turn}: ${QUESTION} Also seen by Dr. Hassan Swan on ${turn}/${turn + 1}/2023.`,
      })
      const answer = await client.chat.completions.create({ model: 'echo', messages: history })
      history.push({ role: 'assistant', content: answer.choices[0]?.message.content ?? '' })
      const { messages } = JSON.parse(upstream.requests[0]?.body.toString() ?? '{}') as { messages: unknown[] }
      const sent = messages.map((message) => JSON.stringify(message))
      expect(sent.slice(0, before.length)).toEqual(before)
      before.splice(0, before.length, ...sent)
    }
  })

  it('changes an old turn only when a later one revealed an identifier in it', async () => {
    const client = boundary.client(boundary.key, { 'X-Cordon-Session': 'revelation' })
    const first = 'Zork was in today and tolerated it well.'
    await client.chat.completions.create(ask(first))
    upstream.reset()
    await client.chat.completions.create({
      model: 'echo',
      messages: [
        { role: 'user', content: first },
        { role: 'assistant', content: first },
        { role: 'user', content: 'Patient: Zork, Ludmila. Name of the patient is Ludmila Zork.' },
      ],
    })
    expect(upstream.text()).not.toMatch(/zork|ludmila/i)
  })

  it('never restores another conversation’s code', async () => {
    upstream.reset()
    await boundary.client(boundary.key, { 'X-Cordon-Session': 'one' }).chat.completions.create(ask())
    const code = /\[NAME-[0-9A-Z]+\]/.exec(upstream.text())?.[0] ?? ''
    expect(code).not.toBe('')
    const answer = await boundary
      .client(boundary.key, { 'X-Cordon-Session': 'two' })
      .chat.completions.create(ask(`What is ${code}?`))
    expect(answer.choices[0]?.message.content).toBe(`What is ${code}?`)
  })
})
