/**
 * At most so many pieces of work at once; the others wait in their order. Senders wait for their answer, so no more wait than
 * there are connections.
 */
export function createTurns(atOnceMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // Whoever waits takes the place; without anybody it is free.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
