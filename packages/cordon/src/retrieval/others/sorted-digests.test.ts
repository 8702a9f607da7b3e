import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sortDigests, wordsOf } from './sorted-digests.ts'

const VALUES = 200_000
const pagesOf = (bytes: Buffer, pages: number): Uint32Array[] =>
  Array.from({ length: pages }, (_, n) => {
    const each = bytes.length / pages
    return wordsOf([bytes.subarray(n * each, n * each + 8), bytes.subarray(n * each + 8, (n + 1) * each)])
  })

describe('digests', () => {
  it('are put in order, whatever pages they came in', async () => {
    const bytes = randomBytes(8 * VALUES)
    bytes.copy(bytes, 8, 0, 8)
    const expected = new BigUint64Array(wordsOf([bytes]).buffer).sort()
    const pages = pagesOf(bytes, 50)
    expect(new BigUint64Array((await sortDigests(pages)).buffer)).toEqual(expected)
    expect(pages).toEqual([])
    expect(await sortDigests([])).toHaveLength(0)
  })

  it('leave whatever else the process does its turn meanwhile', async () => {
    let turns = 0
    let isOver = false
    const count = (): void => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    await sortDigests(pagesOf(randomBytes(8 * VALUES), 1))
    isOver = true
    expect(turns).toBeGreaterThanOrEqual(VALUES / 20_000)
  })
})
