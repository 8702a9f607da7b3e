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

/** One event of the message that is looked at, with all that was ever said of its two records, itself among them. */
export interface SaidOfTwo {
  readonly event: MergeEvent
  readonly all: readonly MergeEvent[]
}

/** What was ever said of pairs under these patients' names, each pair by itself; undefined: of more than are looked through. */
export type PairsUnder = (tx: Tx, patients: readonly string[]) => Promise<(readonly MergeEvent[])[] | undefined>

/**
 * What a person has to know of a message about merges, once all of it is written: it is remembered whatever this says, so that the
 * order of arrival makes no difference. Undefined: nothing. Codes that are answered AE tell the sender that what it meant is not so.
 */
export async function doubtOf(
  tx: Tx,
  { tenant, names, pairsUnder }: { tenant: string; names: TenantKeys; pairsUnder: PairsUnder },
  said: readonly SaidOfTwo[],
): Promise<FeedFault | undefined> {
  const linksOf = async (name: string) => {
    const ref = patientPseudonym(names, name)
    return { ref, links: await patientLinks(tx, tenant, ref) }
  }
  const same = async (name: string) => {
    const { ref, links } = await linksOf(name)
    return samePatient(ref, links)
  }
  const areOne = async ({ name, of }: Pick<MergeEvent, 'name' | 'of'>) =>
    (await same(name)).survivor === (await same(of)).survivor

  for (const { event, all } of said) {
    const standing = mergesOf(all)
    if (event.change === 'unmerge') {
      // Two are parted by the names that a merge brought together: after a→b→c that a and c are two says nothing of where b belongs.
      if (!all.some(({ change }) => change === 'merge')) return new FeedFault('merge_unknown', 'PID-3')
      // The sender would believe that they share no chart.
      if (standing.length === 0 && (await areOne(event))) return new FeedFault('unmerge_incomplete', 'PID-3')
      if (standing.length > 0) return new FeedFault('merge_again', 'PID-3')
      continue
    }
    const { ref, links } = await linksOf(event.name)
    if (contradictions(links).includes(ref)) return new FeedFault('merge_contradictory', 'MRG-1')
    if (!mergesOf(all).some(({ name, of }) => name === event.name && of === event.of)) continue
    const parted = await pairsUnder(tx, samePatient(ref, links).names)
    if (all.some(isEarlierUnmerge(event)) || parted === undefined) return new FeedFault('merge_again', 'MRG-1')
    for (const pair of parted.filter((each) => each.at(-1)?.change === 'unmerge'))
      if (pair[0] !== undefined && (await areOne(pair[0]))) return new FeedFault('merge_again', 'MRG-1')
  }
  return undefined
}

const isEarlierUnmerge =
  ({ at }: MergeEvent) =>
  (other: MergeEvent): boolean =>
    other.change === 'unmerge' && other.at < at
