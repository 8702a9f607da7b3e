import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Vendor } from '@cordon/contract'
import { DAY } from '../../kernel/clock.ts'
import { isOwnAddress, serviceAt } from '../../policy/agreements/catalogue/eligibility.ts'
import { readCatalogue } from '../../policy/agreements/catalogue/read-catalogue.ts'

/**
 * The catalogue that lets the demo ask an endpoint on the internet: its patients are synthetic, so whoever typed `--upstream`
 * may say so. Undefined for an address of this machine or its network, of which no catalogue knows.
 */
export function demoCatalogue(vendor: Vendor, rootFile: string, now: number): string | undefined {
  if (isOwnAddress(vendor)) return undefined
  const known = serviceAt(readCatalogue(), vendor)
  const service = known?.id ?? 'demo-upstream'
  const { hostname, origin } = new URL(vendor.baseUrl)
  const row = {
    id: 'demo-upstream-text',
    service,
    tiers: [vendor.tier],
    features: ['text', 'stream', 'tools', 'structured-output', 'reasoning'],
    eligible: 'yes',
    why: 'synthetic patients of the demo',
    source: origin,
    seenOn: dayOf(now),
    expiresOn: dayOf(now + 30 * DAY),
  }
  const services = known === undefined ? [{ id: service, hosts: [hostname], kinds: [vendor.kind] }] : []
  const file = join(dirname(rootFile), 'demo-catalogue.yaml')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, JSON.stringify({ services, rows: [row] }))
  return file
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
