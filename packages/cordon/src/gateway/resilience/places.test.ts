import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlaces } from './places.ts'

const never = new AbortController().signal

/** Time that moves when it is told to. */
function clock() {
  const timers = new Set<() => void>()
  const after = (_: number, late: () => void) => {
    timers.add(late)
    return () => void timers.delete(late)
  }
  const late = () => {
    for (const timer of timers) timer()
  }
  return { after, late }
}

describe('places at a vendor', () => {
  it('are so many, and go on to whoever waited longest', async () => {
    const places = createPlaces(1, clock().after)
    const leave = await places.enter(0, never)
    expect(await places.enter(0, never)).toBeUndefined()
    const order: string[] = []
    const inLine = async (name: string) => {
      const left = await places.enter(9, never)
      order.push(name)
      return left
    }
    const first = inLine('first')
    const second = inLine('second')
    leave?.()
    ;(await first)?.()
    ;(await second)?.()
    expect(order).toEqual(['first', 'second'])
    expect(await places.enter(0, never)).toBeDefined()
  })

  it('are not waited for longer than was said, nor by somebody who has gone', async () => {
    const { after, late } = clock()
    const places = createPlaces(1, after)
    const leave = await places.enter(0, never)
    const impatient = places.enter(9, never)
    late()
    expect(await impatient).toBeUndefined()
    const hungUp = new AbortController()
    const gone = places.enter(9, hungUp.signal)
    hungUp.abort()
    expect(await gone).toBeUndefined()
    leave?.()
    expect(await places.enter(0, never)).toBeDefined()
  })

  it('never are more than there are, and none is lost, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(fc.nat(5), { maxLength: 40 }), async (max, steps) => {
        const { after, late } = clock()
        const places = createPlaces(max, after)
        const held: (() => void)[] = []
        const take = (waitMs: number) =>
          void places.enter(waitMs, never).then((leave) => leave !== undefined && held.push(leave))
        for (const step of steps) {
          if (step === 0) late()
          else if (step === 1) held.shift()?.()
          else if (step === 2) {
            const leave = held.shift()
            leave?.()
            leave?.()
          } else take(step === 3 ? 0 : 9)
          await new Promise((resolve) => setImmediate(resolve))
          expect(held.length).toBeLessThanOrEqual(max)
        }
        late()
        for (const leave of held.splice(0)) leave()
        await new Promise((resolve) => setImmediate(resolve))
        for (const leave of held.splice(0)) leave()
        const all = await Promise.all(Array.from({ length: max + 1 }, () => places.enter(0, never)))
        expect(all.filter((leave) => leave !== undefined)).toHaveLength(max)
      }),
      { numRuns: 60 },
    )
  })
})
