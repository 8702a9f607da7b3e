import { describe, expect, it } from 'vitest'
import { findingsOf } from './doctor-servers.ts'

describe('what doctor says of other MCP servers', () => {
  it('is nothing where there are none', () => expect(findingsOf([])).toEqual([]))

  it('is well where every tool was reviewed, and a warning for each server where one waits', () => {
    const done = { id: 'a', waiting: [] }
    expect(findingsOf([done])).toMatchObject([{ status: 'ok', found: '1 registered, every tool reviewed' }])
    expect(findingsOf([done, { id: 'b', waiting: ['x', 'y'] }])).toEqual([
      {
        check: 'mcp servers',
        status: 'warn',
        found: 'b: 2 tools wait for a review, and are closed',
        mend: 'cordon server look b, then cordon server review',
      },
    ])
  })
})
