import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkJson, type JsonBounds } from './json-bounds.ts'

const check = (text: string, bounds?: Partial<JsonBounds>) => () => checkJson(text, JSON.parse(text), bounds)

describe('a JSON body', () => {
  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice, far inside', '[{"b":[{"c":{"d":1, "e":2, "d" : 3}}]}]'],
    ['a key twice, once escaped', String.raw`{"a":1,"\u0061":2}`],
    ['a key twice, after strings that look like keys', String.raw`{"a":"\"b\":","c\\":1,"c\\":2}`],
    ['a number that JSON cannot say again', '{"a":1e999}'],
  ])('with %s is malformed', (_, text) => {
    expect(check(text)).toThrow(expect.objectContaining({ code: 'body_malformed' }))
  })

  it.each([
    ['deeper', { jsonDepthMax: 3 }, '[[[[[1]]]]]', 'limits.jsonDepthMax'],
    ['of more values', { jsonLeavesMax: 3 }, '[1,2,3,4]', 'limits.jsonLeavesMax'],
  ])('%s than the bound is refused by the bound’s name', (_, bounds, text, at) => {
    expect(check(text, bounds)).toThrow(expect.objectContaining({ code: 'body_too_large', at }))
  })

  it('deeper than any stack is looked through', () => {
    const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`
    expect(check(deep)).not.toThrow()
    expect(check(deep, { jsonDepthMax: 32 })).toThrow(expect.objectContaining({ code: 'body_too_large' }))
  })

  it('passes whatever stands in it, when each key stands once', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, spaces) => {
        expect(check(JSON.stringify(value, null, spaces))).not.toThrow()
      }),
    )
  })

  it('is refused with any key repeated', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (key, one, other) => {
        const [name, a, b] = [key, one, other].map((part) => JSON.stringify(part))
        expect(check(`{${name}:${a}, ${name} :${b}}`)).toThrow(expect.objectContaining({ code: 'body_malformed' }))
      }),
    )
  })
})
