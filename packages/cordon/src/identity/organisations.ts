import { CordonError } from '@cordon/contract'
import { type Clock, SECOND } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import { type Change, change, type RecordChange } from './change.ts'
import {
  closeOrganisation,
  findOrganisation,
  insertOrganisation,
  type OrganisationRow,
  selectOrganisations,
} from './organisations.queries.ts'

export interface Listed {
  readonly id: string
  readonly name: string
  readonly addedAt: number
  readonly closedAt: number | undefined
}

/** How a tenant stands: `unknown` is refused like a key that is none. */
export type Standing = 'operator' | 'open' | 'closed' | 'unknown'

/**
 * Which organisations share this deployment. The operator's own is the one that `cordon.yaml` names; what concerns all
 * of them (backups, the root key, organisations themselves) is for its administrators alone.
 */
export interface Organisations {
  list(): Promise<Listed[]>
  /** All of them, the operator first, closed ones too: what expires there expires still. */
  tenants(): Promise<string[]>
  /** A change made on another node is felt within five seconds. Throws `store_unavailable`. */
  standing(tenant: string): Promise<Standing>
  /** Throws `resource_invalid` when the name is taken, the operator's and closed ones included. */
  requireFree(id: string): Promise<void>
  /**
   * From now on it is a tenant: its first administrator was added before, so that what fails on the way leaves the name
   * free. Throws as `requireFree` does, and what `record` throws: then it is none.
   */
  add(of: { id: string; name: string }, record: RecordChange): Promise<Change>
  /** From now on its applications are refused; who audits and destroys there still comes in. Throws `not_found`. */
  close(id: string, record: RecordChange): Promise<Change>
}

const REMEMBERED_MS = 5 * SECOND

export function createOrganisations(deps: { store: Store; operator: string; now: Clock }): Organisations {
  const { store, operator, now } = deps
  const remembered = new Map<string, { standing: Standing; at: number }>()

  async function look(tenant: string): Promise<Standing> {
    const row = await store.within(operator, (tx) => findOrganisation(tx, operator, tenant))
    const standing = row === undefined ? 'unknown' : row.closed_at === null ? 'open' : 'closed'
    // Only what is registered is remembered, so that no stranger can fill this.
    if (standing !== 'unknown') remembered.set(tenant, { standing, at: now() })
    return standing
  }

  return {
    list: async () => (await store.within(operator, (tx) => selectOrganisations(tx, operator))).map(listed),
    async tenants() {
      const rows = await store.within(operator, (tx) => selectOrganisations(tx, operator))
      return [operator, ...rows.map(({ id }) => id)]
    },
    async standing(tenant) {
      if (tenant === operator) return 'operator'
      const known = remembered.get(tenant)
      return known !== undefined && now() - known.at < REMEMBERED_MS ? known.standing : look(tenant)
    },
    async requireFree(id) {
      if (id === operator || (await look(id)) !== 'unknown') throw taken()
    },
    async add({ id, name }, record) {
      if (id === operator) throw taken()
      const made = change('tenant.add', id, { id, name })
      const row = { tenant: operator, id, name, added_at: new Date(now()) }
      await store.within(operator, async (tx) => {
        if (!(await insertOrganisation(tx, row))) throw taken()
        await record(made)
      })
      return made
    },
    async close(id, record) {
      const made = change('tenant.close', id)
      const work = async (tx: Tx): Promise<void> => {
        const closed = await closeOrganisation(tx, operator, id, new Date(now()))
        if (!closed) throw new CordonError('not_found', { at: 'tenant' })
        await record(made)
      }
      await store.within(operator, work).finally(() => remembered.delete(id))
      return made
    },
  }
}

const taken = (): CordonError => new CordonError('resource_invalid', { at: 'id' })

function listed({ id, name, added_at, closed_at }: OrganisationRow): Listed {
  return { id, name, addedAt: added_at.getTime(), closedAt: closed_at?.getTime() }
}
