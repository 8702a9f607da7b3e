import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { writeError } from './output.ts'

describe('a fault that nobody foresaw', () => {
  const written = (error: unknown, json: boolean): string => {
    const err = new PassThrough({ encoding: 'utf8' })
    expect(writeError(error, err, json)).toBe(1)
    return err.read()
  }
  const fault = Object.assign(new SyntaxError('Unexpected token Q in Ada Quill', { cause: new Error('Ada Quill') }), {
    code: 'EBAD',
  })

  it.each([false, true])('is told by its class and its place, never by its words (json: %s)', (json) => {
    const text = written(fault, json)
    expect(text).toContain('internal')
    expect(text).toMatch(/SyntaxError EBAD output\.test\.ts:\d+/)
    expect(text).not.toContain('Quill')
  })

  it('is told of what is no error too', () => {
    expect(written('Ada Quill', false)).toBe(
      'cordon: internal: An internal error (string)\n  A fault of Cordon: report it.\n',
    )
  })
})
