import type { TenantKeys } from '../crypto/keyring.ts'
import { patientLinks } from '../policy/patients/patients.queries.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import { contradictions, samePatient } from '../policy/patients/same-patient.ts'
import type { Tx } from '../store/store.ts'
import { FeedFault } from './fault.ts'

/** What one message says of two records: that one replaced the other (A40), or that they are two after all (A37). */
export interface MergeEvent {
  readonly at: number
  readonly control: string
  readonly change: 'merge' | 'unmerge'
  /** Of a merge: the record that went, and the one that stays; `Patient?identifier=…`. */
  readonly name: string
  readonly of: string
}

/** What holds after everything that was said of two records; both directions at once contradict each other. */
export function mergesOf(events: readonly MergeEvent[]): { name: string; of: string }[] {
  const edges = new Map<string, { name: string; of: string }>()
  for (const { change, name, of } of events) {
    if (change === 'unmerge') edges.clear()
    else edges.set(`${name}\n${of}`, { name, of })
  }
  return [...edges.values()]
}

/**
 * Two are parted by the names that a merge brought together, and by no others: after a→b→c that a and c are two says nothing of
 * where a belongs, and under another authority's numbers it would part nobody. Throws `merge_unknown`.
 */
export function refuseIfNeverOne({ change }: MergeEvent, known: readonly { change: string }[]): void {
  if (change === 'unmerge' && !known.some((each) => each.change === 'merge'))
    throw new FeedFault('merge_unknown', 'PID-3')
}

/** Two that something else still holds together would share a chart, and their sender believe that they do not. Throws `unmerge_incomplete`. */
export async function refuseIfStillOne(
  tx: Tx,
  tenant: string,
  names: TenantKeys,
  events: readonly MergeEvent[],
): Promise<void> {
  const survivor = async (name: string) => {
    const ref = patientPseudonym(names, name)
    return samePatient(ref, await patientLinks(tx, tenant, ref)).survivor
  }
  for (const { change, name, of } of events)
    if (change === 'unmerge' && (await survivor(name)) === (await survivor(of)))
      throw new FeedFault('unmerge_incomplete', 'PID-3')
}

/** Merges that contradict another: they are kept and listed, and bring nothing together. */
export async function contradicted(
  tx: Tx,
  tenant: string,
  names: TenantKeys,
  events: readonly MergeEvent[],
): Promise<number> {
  let found = 0
  for (const { name } of events) {
    const ref = patientPseudonym(names, name)
    if (contradictions(await patientLinks(tx, tenant, ref)).includes(ref)) found += 1
  }
  return found
}
