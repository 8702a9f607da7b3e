import { CordonError, type Principal } from '@cordon/contract'
import { change } from '../identity/change.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import { carryOut, found, record, refuseHeld, type ShredDeps } from './carry-out.ts'
import { createQueue } from './queue.ts'
import {
  type Doomed,
  findShred,
  insertShred,
  moveShred,
  type ShredRow,
  type ShredState,
  selectShreds,
} from './shred.queries.ts'

/** A destruction of keys, from its proposal to its certificate. */
export interface Shred {
  readonly id: string
  readonly state: ShredState
  readonly patient: string | undefined
  readonly reason: string
  readonly proposedBy: string
  readonly confirmedBy: string | undefined
  /** A C2SP signed note; there once every place confirmed and nothing opens any more. */
  readonly certificate: string | undefined
}

export interface Shreds {
  /** Throws `legal_hold`, and `not_found` where there is no key to destroy. */
  propose(tenant: string, by: Principal, of: { patient?: string | undefined; reason: string }): Promise<Shred>
  /**
   * Destroys. Throws `second_approver_required` for the person who proposed, and `legal_hold`. Resolves with `destroyed`
   * while a place has not confirmed yet: `proceed` finishes it later.
   */
  confirm(tenant: string, by: Principal, id: string): Promise<Shred>
  withdraw(tenant: string, by: Principal, id: string): Promise<Shred>
  list(tenant: string): Promise<Shred[]>
  /** Takes up what was confirmed and is not done: after a kill, or when a place answers again. */
  proceed(tenant: string): Promise<void>
}

export function createShreds(deps: ShredDeps): Shreds {
  const { store, keyring, care, now, newId } = deps
  const oneAtATime = createQueue()
  const find = async (tenant: string, id: string): Promise<ShredRow> =>
    found(await store.within(tenant, (tx) => findShred(tx, tenant, id)))

  return {
    async propose(tenant, by, { patient: reference, reason }) {
      requirePerson(by)
      const names = await keyring.tenant(tenant)
      const patient = reference === undefined ? null : patientPseudonym(names, reference)
      // What no key seals needs no destroying; a mistyped patient ends here, not in a certificate about nobody.
      const { keys } = await care.doomed(tenant, patient ?? undefined)
      if (keys.length === 0) throw new CordonError('not_found', { at: 'key' })
      const row = { tenant, id: newId(), patient, reason, proposed_by: by.id, proposed_at: new Date(now()) }
      await store.within(tenant, (tx) => refuseHeld(tx, tenant, patient))
      await record(deps, tenant, by.id, change('shred.propose', row.id, { patient, reason }))
      await store.within(tenant, (tx) => insertShred(tx, row))
      return shown(await find(tenant, row.id))
    },

    confirm: (tenant, by, id) =>
      oneAtATime(async () => {
        requirePerson(by)
        const { patient, proposed_by, state } = await find(tenant, id)
        if (state !== 'proposed') throw new CordonError('not_found', { at: `shred (it is ${state})` })
        if (proposed_by === by.id) throw new CordonError('second_approver_required')
        await store.within(tenant, (tx) => refuseHeld(tx, tenant, patient))
        const doomed = await doomedNow(deps, tenant, patient)
        await record(deps, tenant, by.id, change('shred.confirm', id, doomed.keys))
        await store.within(tenant, async (tx) => {
          await refuseHeld(tx, tenant, patient)
          const set = { confirmed_by: by.id, confirmed_at: new Date(now()), doomed }
          if (!(await moveShred(tx, { tenant, id, from: 'proposed', to: 'confirmed' }, set)))
            throw new CordonError('not_found', { at: 'shred' })
        })
        return shown(await carryOut(deps, tenant, await find(tenant, id)))
      }),

    withdraw: (tenant, by, id) =>
      oneAtATime(async () => {
        await store.within(tenant, async (tx) => {
          const moved = await moveShred(tx, { tenant, id, from: 'proposed', to: 'withdrawn' })
          if (!moved) throw new CordonError('not_found', { at: 'shred' })
          // Last: what is not recorded does not come about.
          await record(deps, tenant, by.id, change('shred.withdraw', id))
        })
        return shown(await find(tenant, id))
      }),

    list: async (tenant) => (await store.within(tenant, (tx) => selectShreds(tx, tenant))).map(shown),

    proceed: (tenant) =>
      oneAtATime(async () => {
        const rows = await store.within(tenant, (tx) => selectShreds(tx, tenant))
        // A hold that came between confirming and destroying: it waits until somebody lifts it.
        for (const row of rows.filter(({ state }) => state === 'confirmed' || state === 'destroyed'))
          await carryOut(deps, tenant, row).catch(unless('legal_hold'))
      }),
  }
}

async function doomedNow({ keyring, care }: ShredDeps, tenant: string, patient: string | null): Promise<Doomed> {
  const pseudonym = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)
  return { pseudonym, ...(await care.doomed(tenant, patient ?? undefined)) }
}

/** A program approves nothing. */
function requirePerson({ kind }: Principal): void {
  if (kind !== 'user') throw new CordonError('right_missing')
}

function shown(row: ShredRow): Shred {
  return {
    id: row.id,
    state: row.state,
    patient: row.patient ?? undefined,
    reason: row.reason,
    proposedBy: row.proposed_by,
    confirmedBy: row.confirmed_by ?? undefined,
    certificate: row.certificate ?? undefined,
  }
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof CordonError && error.code === code)) throw error
  }
}
