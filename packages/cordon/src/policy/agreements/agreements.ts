import { Agreement, CordonError, Vendor } from '@cordon/contract'
import { type Change, change, type RecordChange } from '../../identity/change.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store, Tx } from '../../store/store.ts'
import {
  appendVersion,
  lockAgreement,
  newestVersion,
  putVendor,
  selectAgreements,
  selectVendors,
} from './agreements.queries.ts'
import { serviceOf } from './service.ts'

/** Vendors and the agreements with them: the facts that the gate compares. Every change is recorded in the transaction that makes it. */
export interface Agreements {
  /** Adds or replaces. A replaced address needs an agreement that names it. `resource_invalid` for a base URL of another kind. */
  addVendor(tenant: string, vendor: Vendor, record: RecordChange): Promise<Change>
  listVendors(tenant: string): Promise<Vendor[]>
  /**
   * Appends a version; the one before stays on record. Throws `not_found` for an unknown vendor, `resource_invalid` when it ends
   * before it begins, or when the id was terminated: a new contract is a new id.
   */
  addAgreement(tenant: string, agreement: Agreement, record: RecordChange): Promise<Versioned>
  /** The newest version of each. */
  listAgreements(tenant: string): Promise<Agreement[]>
  /** From `at` (milliseconds) nothing more is disclosed under it. An earlier termination stands. */
  terminate(tenant: string, id: string, at: number, record: RecordChange): Promise<Versioned>
  /** For a decision: these vendors, and the newest version of each agreement with them. Read afresh, never cached. */
  factsOf(tenant: string, vendors: readonly string[]): Promise<{ vendors: Vendor[]; agreements: Agreement[] }>
}

interface Versioned {
  readonly version: number
  readonly change: Change
}

export function createAgreements({ store, now }: { store: Store; now: Clock }): Agreements {
  const append = async (tx: Tx, tenant: string, definition: Agreement, after: number): Promise<number> => {
    const row = { tenant, id: definition.id, version: after + 1, definition: JSON.stringify(definition) }
    await appendVersion(tx, { ...row, createdAt: new Date(now()) })
    return row.version
  }

  return {
    async addVendor(tenant, vendor, record) {
      const known = vendor.kind === 'local-extract' ? vendor.baseUrl === 'local://extract' : serviceOf(vendor).host
      if (!known) throw new CordonError('resource_invalid', { at: 'baseUrl' })
      const made = change('vendor.add', vendor.id, vendor)
      await store.within(tenant, async (tx) => {
        await putVendor(tx, tenant, vendor.id, JSON.stringify(vendor))
        await record(made)
      })
      return made
    },

    async listVendors(tenant) {
      const definitions = await store.within(tenant, (tx) => selectVendors(tx, tenant))
      return definitions.map((definition) => Vendor.parse(definition))
    },

    async addAgreement(tenant, agreement, record) {
      const ends = Date.parse(agreement.expires) > Date.parse(agreement.effective)
      if (!ends) throw new CordonError('resource_invalid', { at: 'expires' })
      const made = change('agreement.add', agreement.id, agreement)
      return store.within(tenant, async (tx) => {
        await lockAgreement(tx, tenant, agreement.id)
        const [vendor] = await selectVendors(tx, tenant, [agreement.vendor])
        if (vendor === undefined) throw new CordonError('not_found', { at: 'vendor' })
        const newest = await newestVersion(tx, tenant, agreement.id)
        if (newest !== undefined && Agreement.parse(newest.definition).terminated !== undefined)
          throw new CordonError('resource_invalid', { at: 'id' })
        const version = await append(tx, tenant, agreement, newest?.version ?? 0)
        await record(made)
        return { version, change: made }
      })
    },

    async listAgreements(tenant) {
      const definitions = await store.within(tenant, (tx) => selectAgreements(tx, tenant))
      return definitions.map((definition) => Agreement.parse(definition))
    },

    terminate: (tenant, id, at, record) =>
      store.within(tenant, async (tx) => {
        await lockAgreement(tx, tenant, id)
        const newest = await newestVersion(tx, tenant, id)
        if (newest === undefined) throw new CordonError('not_found', { at: 'agreement' })
        const terminated = endOf(Agreement.parse(newest.definition), at)
        const made = change('agreement.terminate', id, terminated)
        const version = await append(tx, tenant, terminated, newest.version)
        await record(made)
        return { version, change: made }
      }),

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
