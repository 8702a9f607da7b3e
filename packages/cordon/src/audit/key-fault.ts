import type { Clock } from '../kernel/clock.ts'
import { MINUTE } from '../kernel/clock.ts'
import type { Journal } from './journal.ts'

/**
 * Writes that a key service failed, and how: once a minute for each way, however often it is asked meanwhile. The
 * operator's own key is open while the journal is, so this needs nothing of the service that failed.
 */
export function createKeyFaultNote(deps: {
  journal: Pick<Journal, 'append'>
  tenant: string
  now: Clock
}): (service: string, fault: string) => void {
  const told = new Map<string, number>()
  return (service, fault) => {
    const at = deps.now()
    const way = `${service} ${fault}`
    if (at - (told.get(way) ?? Number.NEGATIVE_INFINITY) < MINUTE) return
    told.set(way, at)
    const entry = { class: 'lifecycle', v: 1, event: 'key service failed', detail: { service, fault } } as const
    // A journal that takes nothing tells so itself; the next fault tries again.
    deps.journal.append(deps.tenant, entry).catch(() => told.delete(way))
  }
}
