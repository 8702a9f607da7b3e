import { Phi } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { parseChat } from './chat/request.ts'
import { parseMessages } from './messages/request.ts'
import { parseResponses } from './responses/request.ts'

const schema = { type: 'object', properties: {}, additionalProperties: false }
const asked = [{ role: 'user', content: 'Which dose?' }]
const chatTool = { type: 'function', function: { name: 'look', parameters: schema } }
const named = { name: 'x', schema }

describe('what a request uses of a vendor', () => {
  it.each([
    ['nothing but text', {}, []],
    ['tools', { tools: [chatTool] }, ['tools']],
    ['no tools', { tools: [] }, []],
    [
      'a strict tool',
      { tools: [{ ...chatTool, function: { ...chatTool.function, strict: true } }] },
      ['tools', 'structured-output'],
    ],
    [
      'a schema for the answer',
      { response_format: { type: 'json_schema', json_schema: named } },
      ['structured-output'],
    ],
    ['JSON without a schema', { response_format: { type: 'json_object' } }, []],
    ['reasoning', { reasoning_effort: 'low' }, ['reasoning']],
  ])('of Chat Completions: %s', (_what, more, expected) =>
    expect(parseChat(new Phi({ model: 'm', messages: asked, ...more }), []).features).toEqual(expected),
  )

  it.each([
    ['nothing but text', {}, []],
    ['tools', { tools: [{ type: 'function', name: 'look', parameters: schema }] }, ['tools']],
    ['a schema for the answer', { text: { format: { type: 'json_schema', ...named } } }, ['structured-output']],
    ['reasoning', { reasoning: { effort: 'low' } }, ['reasoning']],
  ])('of Responses: %s', (_what, more, expected) =>
    expect(parseResponses(new Phi({ model: 'm', input: 'Which dose?', ...more }), []).features).toEqual(expected),
  )

  it.each([
    ['nothing but text', {}, []],
    ['tools', { tools: [{ name: 'look', input_schema: schema }] }, ['tools']],
    ['thinking', { thinking: { type: 'enabled', budget_tokens: 1_024 } }, ['reasoning']],
    [
      'a cached prompt',
      { system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] },
      ['prompt-caching'],
    ],
  ])('of Messages: %s', (_what, more, expected) =>
    expect(parseMessages(new Phi({ model: 'm', max_tokens: 10, messages: asked, ...more }), []).features).toEqual(
      expected,
    ),
  )
})
