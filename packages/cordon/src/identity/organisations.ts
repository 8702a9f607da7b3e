import { CordonError } from '@cordon/contract'
import { type Clock, SECOND } from '../kernel/clock.ts'
import type { Store } from '../store/store.ts'
import { type Change, change } from './change.ts'
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
  add(of: { id: string; name: string }): Promise<Change>
  /** From now on its applications are refused; who audits and destroys there still comes in. Throws `not_found`. */
  close(id: string): Promise<Change>
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
    async add({ id, name }) {
      const row = { tenant: operator, id, name, added_at: new Date(now()) }
      if (id === operator || !(await store.within(operator, (tx) => insertOrganisation(tx, row))))
        throw new CordonError('resource_invalid', { at: 'id' })
      return change('tenant.add', id, { id, name })
    },
    async close(id) {
      const closed = await store.within(operator, (tx) => closeOrganisation(tx, operator, id, new Date(now())))
      remembered.delete(id)
      if (!closed) throw new CordonError('not_found', { at: 'tenant' })
      return change('tenant.close', id)
    },
  }
}

function listed({ id, name, added_at, closed_at }: OrganisationRow): Listed {
  return { id, name, addedAt: added_at.getTime(), closedAt: closed_at?.getTime() }
}
