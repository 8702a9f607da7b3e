import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { startWithVendors, type WithVendors } from '../support/vendors.ts'
import { type Dialect, PATHS } from './places.ts'
import { argumentsIn, textIn } from './said.ts'

/**
 * Requests as clients send them, with an identifier at every place at once: bare in JSON, glued to other letters, in a history
 * with calls and results. The matrix tries each place alone.
 */

let world: WithVendors
beforeAll(async () => {
  world = await startWithVendors(['lookup'])
}, 120_000)
afterAll(() => world.close())

const id = (n: number) => `900-11-22${String(n).padStart(2, '0')}`
const IDENTIFIER = /900-?11-?22\d\d/

const chat = {
  user: `pt-${id(8)}`,
  metadata: { ssn: id(9) },
  tools: [
    {
      type: 'function',
      function: {
        name: 'lookup',
        description: `Example SSN ${id(10)}`,
        parameters: { type: 'object', properties: { ssn: { type: 'string' } } },
      },
    },
  ],
  messages: [
    { role: 'system', content: `Context: SSN ${id(1)}.` },
    { role: 'user', name: `n${id(11)}`, content: `First turn SSN ${id(2)}.` },
    {
      role: 'assistant',
      content: `I see SSN ${id(3)}.`,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'lookup', arguments: JSON.stringify({ ssn: id(4) }) } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: JSON.stringify({ found: id(5) }) },
    {
      role: 'user',
      content: [
        { type: 'text', text: `Last turn SSN ${id(6)}.` },
        { type: 'text', text: `Part two SSN ${id(7)}.` },
      ],
    },
  ],
}
const messages = {
  max_tokens: 50,
  system: `ctx ${id(21)}`,
  tools: [{ name: 'lookup', input_schema: { type: 'object' } }],
  messages: [
    { role: 'user', content: `first ${id(22)}` },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'lookup', input: { ssn: id(23) } }] },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't1', content: `found ${id(24)}` },
        { type: 'text', text: `last ${id(25)}` },
      ],
    },
  ],
}
const responses = {
  instructions: `ctx ${id(26)}`,
  input: `hello ${id(27)}`,
  tools: [{ type: 'function', name: 'lookup', parameters: {} }],
}

/** Each with what the vendor reads, and so can say back. */
const BODIES: readonly { dialect: Dialect; body: object; back: readonly number[] }[] = [
  { dialect: 'chat', body: chat, back: [1, 2, 3, 4, 5, 6, 7] },
  { dialect: 'messages', body: messages, back: [21, 22, 23, 24, 25] },
  { dialect: 'responses', body: responses, back: [26, 27] },
]
const PACES = [{ stream: false, of: '' }, ...[1, 3, 8].map((size) => ({ stream: true, of: `-k${size}` }))]

describe.each(BODIES)('$dialect, with an identifier at every place', ({ dialect, body, back }) => {
  const tell = (model: string, stream: boolean) => {
    world.upstream.reset()
    return ask(world.boundary, { path: PATHS[dialect], body: { ...body, model, stream } })
  }

  it.each(PACES)('leaks none, and gives back all that was read$of', async ({ stream, of }) => {
    const { status, text } = await tell(`echo${of}`, stream)
    expect(status).toBe(200)
    expect(world.upstream.received).toHaveLength(1)
    expect(world.upstream.text()).not.toMatch(IDENTIFIER)
    const read = stream ? textIn(dialect, text) : text
    expect(back.filter((n) => !read.includes(id(n)))).toEqual([])
  })

  it.each(PACES)('gives all of them back in the arguments of a tool$of', async ({ stream, of }) => {
    const { status, text } = await tell(`tool${of}`, stream)
    expect(status).toBe(200)
    expect(world.upstream.text()).not.toMatch(IDENTIFIER)
    const { query } = JSON.parse(argumentsIn(dialect, text)) as { query: string }
    expect(back.filter((n) => !query.includes(id(n)))).toEqual([])
  })
})

describe('other endpoints', () => {
  it('embeddings leak none; completions are not offered, so nothing is sent', async () => {
    world.upstream.reset()
    const embedded = await ask(world.boundary, {
      path: PATHS.embeddings,
      body: { model: 'm', input: [`chunk ${id(28)}`] },
    })
    expect(embedded.status).toBe(200)
    const completed = await ask(world.boundary, {
      path: '/v1/completions',
      body: { model: 'm', prompt: `complete ${id(29)}` },
    })
    expect(completed).toMatchObject({ status: 404, code: 'endpoint_not_offered' })
    expect(world.upstream.received).toHaveLength(1)
    expect(world.upstream.text()).not.toMatch(IDENTIFIER)
  })
})
