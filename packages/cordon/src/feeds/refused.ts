import { type Every, everyInterval } from '../audit/every.ts'
import type { Journal } from '../audit/journal.ts'
import { MINUTE } from '../kernel/clock.ts'
import type { FaultCode } from './fault.ts'

/** Counts messages that leave nothing else behind: a stranger's, and what nobody has a use for. */
export interface RefusedCounts {
  /** One entry a minute holds how many there were by code, so that strangers cannot fill the disk. */
  readonly add: (code: FaultCode) => void
  /** Writes what is counted so far, and stops counting by the minute. */
  readonly close: () => Promise<void>
}

export function createRefusedCounts(deps: {
  journal: Pick<Journal, 'append'>
  tenant: string
  every?: Every
}): RefusedCounts {
  let counts = new Map<FaultCode, number>()
  const join = (code: FaultCode, more: number) => void counts.set(code, (counts.get(code) ?? 0) + more)
  const cancel = (deps.every ?? everyInterval)(MINUTE, write)

  async function write(): Promise<void> {
    const taken = counts
    counts = new Map()
    if (taken.size === 0) return
    const entry = { class: 'ingest', v: 1, principal: 'feed adt', source: 'HL7 v2' } as const
    try {
      await deps.journal.append(deps.tenant, { ...entry, kept: {}, skipped: Object.fromEntries(taken) })
    } catch {
      // The journal takes nothing now: the count goes into the entry of a later minute.
      for (const [code, count] of taken) join(code, count)
    }
  }

  return {
    add: (code) => join(code, 1),
    close: () => {
      cancel()
      return write()
    },
  }
}
