import type { Log } from '../kernel/log.ts'

export interface ExpireDeps {
  readonly tenant: string
  /** Each deletes what has expired and answers how many rows it deleted. */
  readonly expire: readonly ((tenant: string) => Promise<number>)[]
  readonly log: Log
}

/** Deletes conversations and bodies past their time: what is not kept cannot leak. */
export function createExpiry({ tenant, expire, log }: ExpireDeps): () => Promise<void> {
  return async () => {
    let count = 0
    for (const one of expire) count += await one(tenant)
    if (count > 0) log.info('expired rows deleted', { count })
  }
}
