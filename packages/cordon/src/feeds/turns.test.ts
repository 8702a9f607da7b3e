import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

describe('turns', () => {
  it('lets so many work at once and no more, in their order, also after a failure', async () => {
    const turns = createTurns(2)
    const order: number[] = []
    let [running, most] = [0, 0]
    const work = (n: number) =>
      turns(async () => {
        running += 1
        most = Math.max(most, running)
        order.push(n)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        if (n % 3 === 0) throw new Error('failed')
        return n
      })
    const done = await Promise.allSettled(Array.from({ length: 9 }, (_, n) => work(n)))
    expect(done.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(3)
    expect([most, running]).toEqual([2, 0])
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(await work(10)).toBe(10)
  })
})
