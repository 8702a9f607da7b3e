import { HumanMessage, SystemMessage, type ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { IDENTIFIERS, SAID, startWithVendors, type WithVendors } from '../support/vendors.ts'

let world: WithVendors
beforeAll(async () => {
  world = await startWithVendors(['lookup', 'extract'])
}, 120_000)
beforeEach(() => world.upstream.reset())
afterAll(() => world.close())

const settings = (key = world.boundary.key) => ({
  apiKey: key,
  maxRetries: 0,
  configuration: {
    baseURL: `${world.boundary.url}/v1`,
    defaultHeaders: { 'X-Cordon-Patient': world.boundary.world.patient },
  },
})

const schema = z.object({ query: z.string() })

function nothingLeft(requests: number): void {
  expect(world.upstream.received).toHaveLength(requests)
  for (const identifier of IDENTIFIERS) expect(world.upstream.text()).not.toContain(identifier)
}

describe.each([false, true])(
  'LangChain’s ChatOpenAI, with only its base URL changed; Responses %s',
  (useResponsesApi) => {
    const chat = (model: string, key?: string) => new ChatOpenAI({ ...settings(key), model, useResponsesApi })

    it('completes', async () => {
      const answer = await chat('echo').invoke([new SystemMessage(`About ${SAID}`), new HumanMessage(SAID)])
      expect(answer.text).toBe(`About ${SAID}\n${SAID}`)
      expect(answer).toMatchObject({ usage_metadata: { input_tokens: 120 } })
      expect(world.upstream.received[0]?.path).toBe(useResponsesApi ? '/v1/responses' : '/v1/chat/completions')
      nothingLeft(1)
    })

    it.each([1, 3, 8])('streams in pieces of %i characters, whole', async (size) => {
      let text = ''
      for await (const piece of await chat(`echo-k${size}`).stream(SAID)) text += piece.text
      expect(text).toBe(SAID)
      nothingLeft(1)
    })

    it('calls a tool with real values, and goes on with what it answered', async () => {
      const lookup = tool(({ query }) => `The row of ${query}`, {
        name: 'lookup',
        description: `Looks up ${SAID}`,
        schema,
      })
      const model = chat('agent').bindTools([lookup])
      const first = await model.invoke(SAID)
      const [call] = first.tool_calls ?? []
      expect(call).toMatchObject({ name: 'lookup', args: { query: SAID } })
      const result = (await lookup.invoke(call as never)) as ToolMessage
      const { text } = await model.invoke([new HumanMessage(SAID), first, result])
      expect(text).toContain(`The row of ${SAID}`)
      nothingLeft(2)
    })

    it('streams a tool’s arguments, restored', async () => {
      const lookup = tool(() => '', { name: 'lookup', description: 'Looks up', schema })
      let whole = undefined as Awaited<ReturnType<ChatOpenAI['invoke']>> | undefined
      for await (const piece of await chat('agent-k3').bindTools([lookup]).stream(SAID))
        whole = whole === undefined ? piece : whole.concat(piece)
      expect(whole?.tool_calls?.[0]).toMatchObject({ name: 'lookup', args: { query: SAID } })
      nothingLeft(1)
    })

    it.each(['jsonSchema', 'functionCalling', 'jsonMode'] as const)(
      'answers with an object of a schema, by %s',
      async (method) => {
        const model = chat(method === 'functionCalling' ? 'tool' : 'object')
        const { query } = await model.withStructuredOutput(schema, { method, name: 'extract' }).invoke(SAID)
        expect(query).toContain(SAID)
        nothingLeft(1)
      },
    )

    it('reads who may not: its error, with the stable code', async () => {
      const refused = chat('echo', world.boundary.strangerKey).invoke(SAID)
      await expect(refused).rejects.toMatchObject({ status: 403, code: 'patient_refused', type: 'permission_error' })
      nothingLeft(0)
    })
  },
)

describe('LangChain’s OpenAIEmbeddings', () => {
  it('embed documents and a query, of codes', async () => {
    const embeddings = new OpenAIEmbeddings({ ...settings(), model: 'm' })
    expect(await embeddings.embedDocuments([SAID, 'Nobody.'])).toHaveLength(2)
    expect(await embeddings.embedQuery(SAID)).toHaveLength(4)
    nothingLeft(2)
  })
})
