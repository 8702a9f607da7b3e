import type { Agreement, Vendor } from '@cordon/contract'
import type { BackupPlace } from '../../config/backup.ts'
import type { Config } from '../../config/schema.ts'
import { isOwnAddress } from './catalogue/eligibility.ts'
import { inForce, type Known } from './in-force.ts'
import { serviceOf } from './service.ts'

/** Somebody outside who holds what is sent, even as ciphertext, and what is lacking. */
export interface Uncovered {
  /** `s3:bucket`, `otlp:host`, as the configuration has it. */
  readonly place: string
  readonly why: string
}

/** One that holds what this deployment sends by itself. */
export interface Holder {
  readonly place: string
  readonly host: string
  /** Absent: it has none of its own. */
  readonly region?: string
}

/**
 * Everybody outside who is sent something by configuration: backup places in a cloud, and a collector of traces unless the
 * operator states that they carry no health information. A folder, or an address of the operator's own, is the operator's to
 * look after; keys that a key service wraps are no health information.
 */
export function holdersOf({ backup, telemetry: { otlp } }: Pick<Config, 'backup' | 'telemetry'>): Holder[] {
  const places = (backup?.places ?? []).flatMap((place) => storeOf(place) ?? [])
  return otlp === undefined || otlp.carries === 'no-phi' ? places : [...places, ...collectorOf(otlp.url)]
}

/** As `uncoveredHolders` names it; nothing for an address of the operator's own. */
function collectorOf(url: string): Holder[] {
  const { origin, host } = new URL(url)
  return isOwnAddress(probeOf(origin)) ? [] : [{ place: collectorName(url), host }]
}

export const collectorName = (url: string): string => `otlp:${new URL(url).host}`.slice(0, 200)

/**
 * Those whom no agreement covers. 160.103: whoever maintains health information for a covered entity is
 * a business associate, whether or not it can read it (HHS, guidance on cloud computing, 2016). Each is registered as a vendor
 * of the kind `store`, with the host and region, and an agreement that permits operations (HOPERAT). Pure.
 */
export function uncoveredHolders(
  holders: readonly Holder[],
  vendors: readonly Vendor[],
  agreements: readonly Agreement[],
  known: Known,
  now: number,
): Uncovered[] {
  return holders.flatMap((at) => {
    const registered = vendors.filter((vendor) => isStore(vendor, at))
    const standings = registered.map((vendor) =>
      inForce(agreements, { vendor, model: '*', purpose: 'HOPERAT', deidPolicy: 'safe-harbor', now }, known),
    )
    if (standings.some((standing) => 'agreement' in standing)) return []
    const where = at.region === undefined ? at.host : `${at.host} in ${at.region}`
    return [{ place: at.place, why: standings[0]?.why ?? `no vendor of the kind store is registered at ${where}` }]
  })
}

function storeOf(place: BackupPlace): Holder | undefined {
  if (place.kind === 'directory') return undefined
  const url = place.endpoint ?? `https://s3.${place.region}.amazonaws.com`
  if (isOwnAddress(probeOf(url))) return undefined
  return { place: `s3:${place.bucket}`, host: new URL(url).host, region: place.region }
}

const probeOf = (baseUrl: string) => ({ kind: 'store', baseUrl }) as Vendor

function isStore(vendor: Vendor, { host, region }: Holder): boolean {
  return (
    vendor.kind === 'store' && serviceOf(vendor).host === host && (region === undefined || vendor.region === region)
  )
}
