import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Story } from '../../packages/cordon/src/cli/demo/story.ts'

const run = promisify(execFile)
const BIN = fileURLToPath(new URL('../../packages/cordon/bin/cordon.js', import.meta.url))

let story: Story
beforeAll(async () => {
  const { stdout } = await run(process.execPath, [BIN, 'demo', '--once', '--json'])
  story = JSON.parse(stdout) as Story
})

/** Three characters or longer, as a whole word, in any case. */
function occursIn(text: string, identifier: string): boolean {
  const escaped = identifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return identifier.length >= 3 && new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text)
}

describe('cordon demo --once --json', () => {
  it('lets no identifier leave, and brings each that was sent back', () => {
    const { identifiers, sent, left, returned } = story
    expect(identifiers.length).toBeGreaterThan(20)
    expect(identifiers.filter((identifier) => occursIn(left, identifier))).toEqual([])
    const asked = identifiers.filter((identifier) => occursIn(sent, identifier))
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(asked.filter((identifier) => !occursIn(returned, identifier))).toEqual([])
  })

  it('really asked about the chart: passages left, as codes, and the answer cites them', () => {
    expect(story.left).toMatch(/\[1\] .*\[DATE-/)
    expect(story.left).toMatch(/\[NAME-[0-9A-Z]+\]/)
    expect(story.returned).toMatch(/ \[\d\]/)
  })

  it('gives the decision with its reasons, both refusals, and a receipt that verifies', () => {
    expect(story.decision.reasons.map(({ policy }) => policy)).toContain('agreement.in-force')
    expect(story.refusals.map(({ code }) => code)).toEqual(['patient_refused', 'agreement_missing'])
    expect(story.receipt).toMatchObject({ verified: true })
    expect(story.receipt.index).toBeLessThan(story.receipt.size)
  })
})
