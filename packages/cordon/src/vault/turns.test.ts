import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

function createGate() {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('turns', () => {
  it('let one in at a time per key, in order', async () => {
    const inTurn = createTurns(10)
    const seen: string[] = []
    const visit = (name: string) => async () => {
      seen.push(`${name} in`)
      await setImmediate()
      seen.push(`${name} out`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => inTurn('one', visit(name))))
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
  })
  it('do not hold up another key', async () => {
    const inTurn = createTurns(10)
    const gate = createGate()
    const slow = inTurn('one', () => gate.opened)
    expect(await inTurn('two', async () => 'done')).toBe('done')
    gate.open()
    await slow
  })
  it('go on after one that threw', async () => {
    const inTurn = createTurns(10)
    const failing = inTurn('one', () => Promise.reject(new Error('mine')))
    const next = inTurn('one', async () => 'done')
    await expect(failing).rejects.toThrow('mine')
    expect(await next).toBe('done')
  })
  it('refuse the one too many, and take it again later', async () => {
    const inTurn = createTurns(2)
    const gate = createGate()
    const taken = [1, 2, 3].map(() => inTurn('one', () => gate.opened))
    await expect(inTurn('one', async () => 'done')).rejects.toMatchObject({ code: 'overloaded' })
    gate.open()
    await Promise.all(taken)
    expect(await inTurn('one', async () => 'done')).toBe('done')
  })
})
