import { CordonError } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { type Change, change } from '../identity/change.ts'
import type { Clock } from '../kernel/clock.ts'
import { patientPseudonym } from '../policy/patients.ts'
import type { Store } from '../store/store.ts'
import { insertHold, lockTenant, markLifted, selectHolds } from './hold.queries.ts'

/** A duty to preserve: while it stands, nothing of the patient, or of the tenant, is destroyed. */
export interface Hold {
  readonly id: string
  /** The patient's pseudonym; absent: everything of the tenant. */
  readonly patient: string | undefined
  /** The matter's reference. */
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly liftedBy: string | undefined
  readonly liftedAt: number | undefined
}

export interface Holds {
  add(tenant: string, by: string, hold: { patient?: string | undefined; reason: string }): Promise<Held>
  list(tenant: string): Promise<Hold[]>
  /** Throws `not_found` when there is no such hold in force. */
  lift(tenant: string, by: string, id: string): Promise<Change>
}

interface Held {
  readonly id: string
  readonly change: Change
}

export function createHolds(deps: { store: Store; keyring: Keyring; now: Clock; newId: () => string }): Holds {
  const { store, keyring, now, newId } = deps
  return {
    async add(tenant, by, { patient, reason }) {
      const names = await keyring.tenant(tenant)
      const row = {
        tenant,
        id: newId(),
        patient: patient === undefined ? null : patientPseudonym(names, patient),
        reason,
        placed_by: by,
        placed_at: new Date(now()),
      }
      await store.within(tenant, async (tx) => {
        await lockTenant(tx, tenant)
        await insertHold(tx, row)
      })
      return { id: row.id, change: change('hold.add', row.id, { patient: row.patient, reason }) }
    },
    async list(tenant) {
      const rows = await store.within(tenant, (tx) => selectHolds(tx, tenant))
      return rows.map((row) => ({
        id: row.id,
        patient: row.patient ?? undefined,
        reason: row.reason,
        by: row.placed_by,
        at: row.placed_at.getTime(),
        liftedBy: row.lifted_by ?? undefined,
        liftedAt: row.lifted_at?.getTime(),
      }))
    },
    async lift(tenant, by, id) {
      const lifted = await store.within(tenant, (tx) => markLifted(tx, tenant, id, by, new Date(now())))
      if (!lifted) throw new CordonError('not_found', { at: 'hold' })
      return change('hold.lift', id)
    },
  }
}
