import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createMessages } from './messages.ts'

/** Names are ours: letters and digits. A text of SQL has no zero. */
const name = fc.stringMatching(/^[a-z][0-9]{0,3}$/)
const text = fc.string({ unit: 'binary', maxLength: 3_000 }).map((value) => value.replaceAll('\0', ''))
const bytes = fc.uint8Array({ maxLength: 9_000 }).map((value) => Buffer.from(value))
const values = fc.array(fc.oneof(text, bytes, fc.constant(null)), { maxLength: 8 })

describe('messages of the extended query protocol', () => {
  it('are those of the driver, byte for byte', () => {
    const property = fc.property(fc.array(fc.record({ name, text, values }), { maxLength: 6 }), (statements) => {
      const stream = new PassThrough()
      const driver = new pg.Connection({ stream: () => stream })
      const ours = createMessages()
      for (const { name, text, values } of statements) {
        driver.close({ type: 'S', name }, true)
        driver.parse({ name, text, types: [] }, true)
        driver.bind({ statement: name, values }, true)
        driver.describe({ type: 'P', name: '' }, true)
        driver.execute(null, true)
        ours.close(name)
        ours.parse(name, text)
        ours.bind(name, values)
        ours.describe()
        ours.execute()
      }
      driver.sync()
      ours.sync()
      expect(ours.bytes().equals(stream.read())).toBe(true)
    })
    fc.assert(property, { numRuns: 300 })
  })
})
