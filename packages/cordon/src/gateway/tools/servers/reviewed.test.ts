import { describe, expect, it } from 'vitest'
import { hashOfTool, readTool } from './reviewed.ts'

const tool = (over: object) => ({
  name: 'look_up',
  description: 'Looks up.',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
  ...over,
})
const taking = (query: unknown) => tool({ inputSchema: { type: 'object', properties: { query } } })

describe('what another server says of a tool', () => {
  it.each([
    ['another description', tool({ description: 'Looks up. ' })],
    ['another title', tool({ title: 'x' })],
    ['a hint', tool({ annotations: { readOnlyHint: true } })],
    ['another type', taking({ type: 'number' })],
    ['a description of a property', taking({ type: 'string', description: 'x' })],
    ['a schema of its answer', tool({ outputSchema: { type: 'object' } })],
  ])('is something else with %s', (_, changed) => {
    expect(hashOfTool(changed)).not.toBe(hashOfTool(tool({})))
  })

  it('is the same in another order, and whatever an answer says beside it', () => {
    const { name, ...rest } = tool({ _meta: { at: 1 } })
    expect(hashOfTool({ ...rest, name })).toBe(hashOfTool(tool({})))
  })

  it('is shown as a person sees it: nothing hidden, every object closed', () => {
    const hidden = 'Looks\u200b up.\u202e\u{E0041}\u{E0042}\n\u0007'
    expect(readTool(tool({ description: hidden }))).toEqual({
      name: 'look_up',
      description: 'Looks up.\n',
      inputSchema: { type: 'object', properties: { query: { type: 'string' } }, additionalProperties: false },
    })
  })

  it('drops what a host would have to run, and reads a list of types as a choice', () => {
    const { inputSchema } = readTool(taking({ type: ['string', 'null'], pattern: '(a+)+$', default: 'x' }))
    expect(inputSchema.properties?.query).toEqual({ anyOf: [{ type: 'string' }, { type: 'null' }] })
  })

  it.each<[string, unknown, string]>([
    ['a reference', { $ref: '#/$defs/x' }, 'inputSchema.query.$ref'],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, 'inputSchema.query.additionalProperties'],
    ['patterns of names', { type: 'object', patternProperties: {} }, 'inputSchema.query.patternProperties'],
    ['a header that repeats it', { type: 'string', 'x-mcp-header': 'Query' }, 'inputSchema.query.x-mcp-header'],
    ['no type', {}, 'inputSchema.query (no type)'],
    ['a hidden word', { enum: ['a\u200b'] }, 'inputSchema.query.enum'],
    ['a long description', { type: 'string', description: 'x'.repeat(4_097) }, 'inputSchema.query.description'],
    ['too many alternatives', { anyOf: Array(17).fill({ type: 'string' }) }, 'inputSchema.query.anyOf'],
    ['too many types', { type: Array(8).fill('string') }, 'inputSchema.query.type'],
    ['a type that is none', { type: 'file' }, 'inputSchema.query.type'],
  ])('is not understood with %s, by its place', (_, query, at) => {
    const place = at.replace('inputSchema.query', 'inputSchema.properties.query')
    expect(() => readTool(taking(query))).toThrow(expect.objectContaining({ code: 'resource_invalid', at: place }))
  })

  it('is not understood nested beyond its bound, or under a name that is none', () => {
    let deep: object = { type: 'string' }
    for (let level = 0; level < 40; level += 1) deep = { type: 'object', properties: { x: deep } }
    expect(() => readTool(taking(deep))).toThrow(expect.objectContaining({ code: 'resource_invalid' }))
    const named = { type: 'object', properties: JSON.parse('{"__proto__":{"type":"string"}}') as object }
    expect(() => readTool(taking(named))).toThrow(expect.objectContaining({ code: 'resource_invalid' }))
  })

  it('is not understood when it is more schemas than its text seems to be', () => {
    let wide: object = { type: 'string' }
    for (let level = 0; level < 4; level++)
      wide = { type: ['object', 'array', 'null', 'string', 'number', 'integer', 'boolean'], properties: { x: wide } }
    expect(() => readTool(taking(wide))).toThrow(expect.objectContaining({ code: 'resource_invalid' }))
  })
})
