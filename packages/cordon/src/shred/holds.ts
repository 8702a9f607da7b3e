import { CordonError, type Principal } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { type Change, change } from '../identity/change.ts'
import type { SecondPerson } from '../identity/second-person.ts'
import type { Clock } from '../kernel/clock.ts'
import { hasRight } from '../policy/decision/roles.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import type { Store, Tx } from '../store/store.ts'
import { type HoldRow, insertHold, lockTenant, markLiftAsked, markLifted, selectHolds } from './hold.queries.ts'
import { namesOf } from './names.ts'

/** A duty to preserve: while it stands, nothing of the patient, by whatever name, or of the tenant, is destroyed. */
export interface Hold {
  readonly id: string
  /** The patient's pseudonym; absent: everything of the tenant. */
  readonly patient: string | undefined
  /** The matter's reference. */
  readonly reason: string
  readonly by: string
  readonly at: number
  /** Who asked for it to be lifted; a second person has to agree. */
  readonly liftAskedBy: string | undefined
  readonly liftedBy: string | undefined
  readonly liftedAt: number | undefined
}

export interface Holds {
  add(tenant: string, by: Principal, hold: { patient?: string | undefined; reason: string }): Promise<{ id: string }>
  list(tenant: string): Promise<Hold[]>
  /**
   * Lifting takes two people, as destroying does: the first asks, another agrees. An ask whose person left, or that lapsed, is
   * asked anew by whoever comes. One that a restore placed has nobody behind it, and takes one. Throws `not_found` when there is
   * no such hold in force, `right_missing` for a service, `second_person_required` for one who is none beside the first.
   */
  lift(tenant: string, by: Principal, id: string): Promise<{ id: string; lifted: boolean }>
}

export interface HoldsDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly secondPerson: Pick<SecondPerson, 'require' | 'stillAsks'>
  /** Durable when it resolves: the change counts only after. */
  readonly record: (tenant: string, by: string, made: Change) => Promise<void>
  readonly now: Clock
  readonly newId: () => string
}

/**
 * Each change is recorded inside its transaction, last of all: a crash, or a journal that takes nothing, leaves at most a
 * record of what did not come about, never a hold that came or went unrecorded.
 */
export function createHolds({ store, keyring, secondPerson, record, now, newId }: HoldsDeps): Holds {
  /** Whether somebody else asked before, and still does. */
  const isAgreed = async (tx: Tx, tenant: string, hold: HoldRow, by: string): Promise<boolean> => {
    const { lift_asked_by: first, lift_asked_at: at } = hold
    if (first === null || at === null || first === by) return false
    const asked = { by: first, at, may: (principal: Principal) => hasRight(principal, 'destroy') }
    if (!(await secondPerson.stillAsks(tx, tenant, asked))) return false
    await secondPerson.require(tx, tenant, first, by)
    return true
  }

  return {
    async add(tenant, by, { patient, reason }) {
      const names = await keyring.tenant(tenant)
      const id = newId()
      const whose = patient === undefined ? null : patientPseudonym(names, patient)
      await store.within(tenant, async (tx) => {
        await lockTenant(tx, tenant)
        const theirs = whose === null ? [] : [...(await namesOf(tx, tenant, whose))]
        const row = { tenant, id, patient: whose, names: theirs, reason, placed_by: by.id, placed_at: new Date(now()) }
        await insertHold(tx, row)
        await record(tenant, by.id, change('hold.add', id, { patient: whose, reason }))
      })
      return { id }
    },

    list: async (tenant) => (await store.within(tenant, (tx) => selectHolds(tx, tenant))).map(shown),

    lift: async (tenant, by, id) => {
      if (by.kind !== 'user') throw new CordonError('right_missing')
      return store.within(tenant, async (tx) => {
        // One at a time: two who ask in the same moment are two people.
        await lockTenant(tx, tenant)
        const hold = (await selectHolds(tx, tenant)).find((each) => each.id === id && each.lifted_at === null)
        if (hold === undefined) throw new CordonError('not_found', { at: 'hold' })
        const at = { tenant, id, by: by.id, at: new Date(now()) }
        const lifted = hold.restored || (await isAgreed(tx, tenant, hold, by.id))
        if (lifted) await markLifted(tx, at)
        else await markLiftAsked(tx, at)
        await record(tenant, by.id, change(lifted ? 'hold.lift' : 'hold.lift-ask', id))
        return { id, lifted }
      })
    },
  }
}

function shown(row: HoldRow): Hold {
  return {
    id: row.id,
    patient: row.patient ?? undefined,
    reason: row.reason,
    by: row.placed_by,
    at: row.placed_at.getTime(),
    liftAskedBy: row.lift_asked_by ?? undefined,
    liftedBy: row.lifted_by ?? undefined,
    liftedAt: row.lifted_at?.getTime(),
  }
}
