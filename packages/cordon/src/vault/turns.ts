import { CordonError } from '@cordon/contract'

/** Lets one at a time in per key, first come first served. Others are not held up. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>

/**
 * Waiting here costs a promise; waiting for a row lock costs a database connection, and the pool is everybody's. At most
 * `waitingMax` wait for one key; the next is refused with `overloaded`.
 */
export function createTurns(waitingMax: number): InTurn {
  const lines = new Map<string, { last: Promise<unknown>; waiting: number }>()

  return async (key, work) => {
    const line = lines.get(key) ?? { last: Promise.resolve(), waiting: 0 }
    if (line.waiting > waitingMax) throw new CordonError('overloaded')
    lines.set(key, line)
    line.waiting += 1
    const mine = line.last.then(work)
    line.last = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      line.waiting -= 1
      if (line.waiting === 0) lines.delete(key)
    }
  }
}
