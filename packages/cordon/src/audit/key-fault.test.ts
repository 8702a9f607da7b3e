import type { EntryBody } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../kernel/clock.ts'
import { createKeyFaultNote } from './key-fault.ts'

describe('a fault of a key service', () => {
  it('is written once a minute for each way in which it fails, and again when the journal took nothing', async () => {
    const written: EntryBody[] = []
    let takes = false
    let nowMs = 0
    const append = async (_: string, body: EntryBody) => {
      if (!takes) throw new Error('full')
      written.push(body)
      return { index: written.length, seq: written.length }
    }
    const note = createKeyFaultNote({ journal: { append }, tenant: 'home', now: () => nowMs })
    note('aws-kms', 'slow')
    await new Promise((resolve) => setImmediate(resolve))
    takes = true
    for (let n = 0; n < 1_000; n++) note('aws-kms', 'slow')
    note('aws-kms', 'refused')
    nowMs += MINUTE
    note('aws-kms', 'slow')
    await new Promise((resolve) => setImmediate(resolve))
    expect(written.map((body) => (body.class === 'lifecycle' ? body.detail.fault : ''))).toEqual([
      'slow',
      'refused',
      'slow',
    ])
  })
})
