/** Everything that must be closed again, last opened first; closing goes on when one of them fails. */
export interface Lifetime {
  onClose(close: () => Promise<void>): void
  /** Throws the first failure, after everything was closed. */
  close(): Promise<void>
}

export function createLifetime(): Lifetime {
  const closers: (() => Promise<void>)[] = []
  return {
    onClose: (close) => void closers.push(close),
    async close() {
      const failures: unknown[] = []
      for (const close of closers.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}
