import type { Journal } from '../audit/journal.ts'
import { lifecycle } from '../audit/lifecycle.ts'
import type { Witnessing } from '../audit/witness/witnessing.ts'
import type { Log } from '../kernel/log.ts'

/**
 * A round of the witnesses. One that remembers another history of this log never stops a running boundary, whose requests
 * it knows nothing of; it is said once, in the log and in the journal that whoever reviews it reads.
 */
export function createRounds(deps: {
  witnessing: Pick<Witnessing, 'round' | 'contradiction'>
  journal: Pick<Journal, 'append'>
  operator: string
  log: Log
}): () => Promise<void> {
  const { witnessing, journal, operator, log } = deps
  let told = ''
  return async () => {
    await witnessing.round()
    const found = witnessing.contradiction()
    const now = found === undefined ? '' : `${found.witness} ${found.kind}`
    if (found !== undefined && now !== told) {
      log.error('a witness contradicts the journal', { event: found.kind, count: found.size })
      await journal.append(operator, lifecycle.contradicted({ ...found }))
    }
    told = now
  }
}
