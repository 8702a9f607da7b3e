import type { Known } from '@cordon/deid'
import type { Keyring } from '../crypto/keyring.ts'
import { type Clock, MINUTE } from '../kernel/clock.ts'
import type { Store } from '../store/store.ts'
import type { Practitioner } from './fhir-types.ts'
import { displayParts, distinct, nameParts, type PlaceOfHouse, placeParts, withoutThose } from './identity.ts'
import { openClinician } from './seal.ts'
import { staffRows } from './search.queries.ts'

/** How long the names of a house's staff are kept in memory; somebody new is known by name a minute later at most. */
const KEPT_MS = MINUTE

/**
 * The names of everybody in the directory and of the house's places: a nurse who signed one note stands in no
 * relationship, and is known all the same. These are no patients, so they may stay in memory for a while. Bounded by
 * `STAFF_MAX`. The list is the same object until it says something else: detectors keep what they make of it.
 */
export function createStaff(deps: { store: Store; keyring: Keyring; now: Clock }): (tenant: string) => Promise<House> {
  const kept = new Map<string, { until: number; names: Promise<House> }>()
  return (tenant) => {
    const held = kept.get(tenant)
    if (held !== undefined && deps.now() < held.until) return held.names
    const names = readNames(deps, tenant).then((list) => sameOrNew(list, held?.names))
    kept.set(tenant, { until: deps.now() + KEPT_MS, names })
    names.catch(() => kept.delete(tenant))
    return names
  }
}

/** The names of a house, and what of a chart's they leave to be said. */
export interface House {
  readonly list: readonly Known[]
  readonly others: (known: readonly Known[]) => Known[]
}

async function sameOrNew(list: readonly Known[], before: Promise<House> | undefined): Promise<House> {
  const held = await before
  const isSame = held !== undefined && held.list.length === list.length && held.others(list).length === 0
  return isSame ? held : { list, others: withoutThose(list) }
}

async function readNames({ store, keyring }: { store: Store; keyring: Keyring }, tenant: string): Promise<Known[]> {
  const rows = await store.within(tenant, (tx) => staffRows(tx, tenant))
  const found: Known[] = []
  for (const row of rows) {
    const { name = [], place } = (await openClinician(keyring, tenant, row)) as Pick<Practitioner, 'name'> & {
      place?: PlaceOfHouse
    }
    if (place !== undefined) found.push(...placeParts(place))
    found.push(...name.flatMap((each) => [...nameParts(each), ...displayParts(each.text)]))
  }
  return distinct(found)
}
