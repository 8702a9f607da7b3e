import { describe, expect, it } from 'vitest'
import { featuresOf } from './features.ts'

const ephemeral = { cache_control: { type: 'ephemeral' } }
const schema = { type: 'json_schema', schema: {} }

describe('what a request uses of a vendor’s service', () => {
  it.each([
    ['nothing', { messages: [{ role: 'user', content: 'x' }], cache_control: null }, []],
    ['a cache, of the whole prompt', ephemeral, ['prompt-caching']],
    ['a cache, of a block', { system: [{ type: 'text', text: 'x', ...ephemeral }] }, ['prompt-caching']],
    ['a cache, of a tool', { tools: [{ name: 'f', ...ephemeral }] }, ['tools', 'prompt-caching']],
    ['no tool', { tools: [] }, []],
    ['a format of Chat Completions', { response_format: schema }, ['structured-output']],
    ['a format of Responses', { text: { format: schema } }, ['structured-output']],
    ['a format of Messages', { output_config: { format: schema } }, ['structured-output']],
    ['a strict tool', { tools: [{ function: { name: 'f', strict: true } }] }, ['tools', 'structured-output']],
    ['thinking', { thinking: { type: 'adaptive' } }, ['reasoning']],
  ])('%s', (_, body, features) => {
    expect(featuresOf(body)).toEqual(features)
  })
})
