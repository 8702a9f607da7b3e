import type { Agreement, Vendor } from '@cordon/contract'
import type { BackupPlace } from '../../config/backup.ts'
import { isOwnAddress } from './catalogue/eligibility.ts'
import { inForce, type Known } from './in-force.ts'
import { serviceOf } from './service.ts'

/** Somebody outside who holds what is sent, even as ciphertext, and what is lacking. */
export interface Uncovered {
  /** `s3:bucket`, as the configuration has it. */
  readonly place: string
  readonly why: string
}

/**
 * The backup places in a cloud that no agreement covers. 160.103: whoever maintains health information for a covered entity is
 * a business associate, whether or not it can read it (HHS, guidance on cloud computing, 2016). Each is registered as a vendor
 * of the kind `store`, with the store's host and region, and an agreement that permits operations (HOPERAT). Pure.
 */
export function uncoveredPlaces(
  places: readonly BackupPlace[],
  vendors: readonly Vendor[],
  agreements: readonly Agreement[],
  known: Known,
  now: number,
): Uncovered[] {
  return places.flatMap((place) => {
    const at = storeOf(place)
    if (at === undefined) return []
    const registered = vendors.filter((vendor) => isStore(vendor, at))
    const standings = registered.map((vendor) =>
      inForce(agreements, { vendor, model: '*', purpose: 'HOPERAT', deidPolicy: 'safe-harbor', now }, known),
    )
    if (standings.some((standing) => 'agreement' in standing)) return []
    const why = standings[0]?.why ?? `no vendor of the kind store is registered at ${at.host} in ${at.region}`
    return [{ place: at.place, why }]
  })
}

interface Store {
  readonly place: string
  readonly host: string
  readonly region: string
}

/** Undefined: no cloud's. A folder, or a store at an address of the operator's own, is the operator's to look after. */
function storeOf(place: BackupPlace): Store | undefined {
  if (place.kind === 'directory') return undefined
  const url = place.endpoint ?? `https://s3.${place.region}.amazonaws.com`
  const probe = { kind: 'store', baseUrl: url } as Vendor
  if (isOwnAddress(probe)) return undefined
  return { place: `s3:${place.bucket}`, host: new URL(url).host, region: place.region }
}

function isStore(vendor: Vendor, { host, region }: Store): boolean {
  return vendor.kind === 'store' && serviceOf(vendor).host === host && vendor.region === region
}
