import { Agreement, CordonError, Vendor } from '@cordon/contract'
import { type Change, change } from '../identity/change.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import {
  appendVersion,
  lockAgreement,
  newestVersion,
  putVendor,
  selectAgreements,
  selectVendors,
} from './agreements.queries.ts'
import { serviceOf } from './service.ts'

/** Vendors and the agreements with them: the facts that the gate compares. Every change is a value to journal. */
export interface Agreements {
  /** Adds or replaces. A replaced address needs an agreement that names it. `resource_invalid` for a base URL of another kind. */
  addVendor(tenant: string, vendor: Vendor): Promise<Change>
  listVendors(tenant: string): Promise<Vendor[]>
  /**
   * Appends a version; the one before stays on record. Throws `not_found` for an unknown vendor, `resource_invalid` when it ends
   * before it begins, or when the id was terminated: a new contract is a new id.
   */
  addAgreement(tenant: string, agreement: Agreement): Promise<{ version: number; change: Change }>
  /** The newest version of each. */
  listAgreements(tenant: string): Promise<Agreement[]>
  /** From `at` (milliseconds; now when absent) nothing more is disclosed under it. An earlier termination stands. */
  terminate(tenant: string, id: string, at?: number): Promise<{ version: number; change: Change }>
  /** For a decision: these vendors, and the newest version of each agreement with them. Read afresh, never cached. */
  factsOf(tenant: string, vendors: readonly string[]): Promise<{ vendors: Vendor[]; agreements: Agreement[] }>
}

export function createAgreements({ store, now }: { store: Store; now: Clock }): Agreements {
  const append = async (tx: Tx, tenant: string, definition: Agreement, after: number): Promise<number> => {
    const row = { tenant, id: definition.id, version: after + 1, definition: JSON.stringify(definition) }
    await appendVersion(tx, { ...row, createdAt: new Date(now()) })
    return row.version
  }

  return {
    async addVendor(tenant, vendor) {
      const known = vendor.kind === 'local-extract' ? vendor.baseUrl === 'local://extract' : serviceOf(vendor).host
      if (!known) throw new CordonError('resource_invalid', { at: 'baseUrl' })
      await store.within(tenant, (tx) => putVendor(tx, tenant, vendor.id, JSON.stringify(vendor)))
      return change('vendor.add', vendor.id, vendor)
    },

    async listVendors(tenant) {
      const definitions = await store.within(tenant, (tx) => selectVendors(tx, tenant))
      return definitions.map((definition) => Vendor.parse(definition))
    },

    async addAgreement(tenant, agreement) {
      const ends = Date.parse(agreement.expires) > Date.parse(agreement.effective)
      if (!ends) throw new CordonError('resource_invalid', { at: 'expires' })
      const version = await store.within(tenant, async (tx) => {
        await lockAgreement(tx, tenant, agreement.id)
        const [vendor] = await selectVendors(tx, tenant, [agreement.vendor])
        if (vendor === undefined) throw new CordonError('not_found', { at: 'vendor' })
        const newest = await newestVersion(tx, tenant, agreement.id)
        if (newest !== undefined && Agreement.parse(newest.definition).terminated !== undefined)
          throw new CordonError('resource_invalid', { at: 'id' })
        return append(tx, tenant, agreement, newest?.version ?? 0)
      })
      return { version, change: change('agreement.add', agreement.id, agreement) }
    },

    async listAgreements(tenant) {
      const definitions = await store.within(tenant, (tx) => selectAgreements(tx, tenant))
      return definitions.map((definition) => Agreement.parse(definition))
    },

    async terminate(tenant, id, at = now()) {
      const { version, definition } = await store.within(tenant, async (tx) => {
        await lockAgreement(tx, tenant, id)
        const newest = await newestVersion(tx, tenant, id)
        if (newest === undefined) throw new CordonError('not_found', { at: 'agreement' })
        const terminated = endOf(Agreement.parse(newest.definition), at)
        return { version: await append(tx, tenant, terminated, newest.version), definition: terminated }
      })
      return { version, change: change('agreement.terminate', id, definition) }
    },

    async factsOf(tenant, ids) {
      if (ids.length === 0) return { vendors: [], agreements: [] }
      return store.within(tenant, async (tx) => {
        const vendors = await selectVendors(tx, tenant, ids)
        const agreements = await selectAgreements(tx, tenant, ids)
        return {
          vendors: vendors.map((definition) => Vendor.parse(definition)),
          agreements: agreements.map((definition) => Agreement.parse(definition)),
        }
      })
    },
  }
}

/** The same agreement, ended at the given moment or when it already was, whichever is earlier. */
function endOf(agreement: Agreement, at: number): Agreement {
  const before = agreement.terminated === undefined ? at : Date.parse(agreement.terminated)
  return { ...agreement, terminated: new Date(Math.min(at, before)).toISOString() }
}
