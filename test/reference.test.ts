import { describe, expect, it } from 'vitest'
import { pages, read } from '../docs/generate.mjs'

describe('docs/reference', () => {
  it.each(Object.entries(pages()))('%s says what the source says (npm run docs)', (name, text) => {
    expect(read(name)).toBe(text)
  })
})
