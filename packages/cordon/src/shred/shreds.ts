import { CordonError, type ErrorCode, type Principal } from '@cordon/contract'
import { change } from '../identity/change.ts'
import { hasRight } from '../policy/decision/roles.ts'
import { patientPseudonym } from '../policy/patients/patients.ts'
import type { Tx } from '../store/store.ts'
import { carryOut, found, record, refuseHeld, type ShredDeps } from './carry-out.ts'
import { namesOf, ofNames, recordsOf, refuseChanged } from './names.ts'
import { createQueue } from './queue.ts'
import {
  type Doomed,
  findShred,
  insertShred,
  moveShred,
  type OfNames,
  type ShredRow,
  type ShredState,
  selectShreds,
} from './shred.queries.ts'

/** A destruction of keys, from its proposal to its certificate. */
export interface Shred {
  readonly id: string
  readonly state: ShredState
  readonly patient: string | undefined
  /** Under how many names of the patient (merged records, identifiers) what is kept goes. */
  readonly names: number
  /** While it is proposed: the records among them, by the operator's own references. */
  readonly records: readonly string[]
  readonly reason: string
  readonly proposedBy: string
  readonly confirmedBy: string | undefined
  /** A C2SP signed note; there once every place confirmed and nothing opens any more. */
  readonly certificate: string | undefined
}

export interface Shreds {
  /**
   * Of a patient by every name: what is destroyed under one and stays under another is neither. Throws `legal_hold`, and
   * `not_found` where there is no key to destroy.
   */
  propose(tenant: string, by: Principal, of: { patient?: string | undefined; reason: string }): Promise<Shred>
  /**
   * Destroys. Throws `second_approver_required` for the person who proposed, `second_person_required` for one who is none
   * beside them, `approval_lapsed` when they left or long ago proposed, `legal_hold`, and
   * `shred_changed` when the patient's names are others than those proposed. Resolves with `destroyed`
   * while a place has not confirmed yet: `proceed` finishes it later.
   */
  confirm(tenant: string, by: Principal, id: string): Promise<Shred>
  withdraw(tenant: string, by: Principal, id: string): Promise<Shred>
  list(tenant: string): Promise<Shred[]>
  /** Takes up what was confirmed and is not done: after a kill, or when a place answers again. */
  proceed(tenant: string): Promise<void>
}

export function createShreds(deps: ShredDeps): Shreds {
  const { store, keyring, care, secondPerson, now, newId } = deps
  const oneAtATime = createQueue()
  const find = async (tenant: string, id: string): Promise<ShredRow> =>
    found(await store.within(tenant, (tx) => findShred(tx, tenant, id)))
  /** Who proposes and who confirms see which records go with the one that was named. */
  const show = async (tenant: string, row: ShredRow): Promise<Shred> => {
    const names = row.state === 'proposed' ? ofNames(row) : null
    const of = names === null ? [] : store.within(tenant, (tx) => recordsOf(keyring, tx, tenant, names))
    return shown(row, await of)
  }

  return {
    async propose(tenant, by, { patient: reference, reason }) {
      requirePerson(by)
      const patient = reference === undefined ? null : patientPseudonym(await keyring.tenant(tenant), reference)
      const names = patient === null ? [] : [...(await store.within(tenant, (tx) => namesOf(tx, tenant, patient)))]
      // What no key seals needs no destroying; a mistyped patient ends here, not in a certificate about nobody.
      const { keys } = await care.doomed(tenant, ofNames({ patient, names }) ?? undefined)
      if (keys.length === 0) throw new CordonError('not_found', { at: 'key' })
      const row = { tenant, id: newId(), patient, names, reason, proposed_by: by.id, proposed_at: new Date(now()) }
      await store.within(tenant, (tx) => refuseHeld(tx, tenant, row))
      await record(deps, tenant, by.id, change('shred.propose', row.id, { patient, names, reason }))
      await store.within(tenant, (tx) => insertShred(tx, row))
      return show(tenant, await find(tenant, row.id))
    },

    confirm: (tenant, by, id) =>
      oneAtATime(async () => {
        requirePerson(by)
        const row = await find(tenant, id)
        const { proposed_by, state } = row
        if (state !== 'proposed') throw new CordonError('not_found', { at: `shred (it is ${state})` })
        if (proposed_by === by.id) throw new CordonError('second_approver_required')
        const asked = { by: proposed_by, at: row.proposed_at, may: mayDestroy }
        const refuse = async (tx: Tx) => {
          if (!(await secondPerson.stillAsks(tx, tenant, asked))) throw new CordonError('approval_lapsed')
          await secondPerson.require(tx, tenant, proposed_by, by.id)
          await refuseHeld(tx, tenant, row)
          await refuseChanged(tx, tenant, row)
        }
        await store.within(tenant, refuse)
        const doomed = await doomedNow(deps, tenant, row)
        await record(deps, tenant, by.id, change('shred.confirm', id, doomed.keys))
        await store.within(tenant, async (tx) => {
          await refuse(tx)
          const set = { confirmed_by: by.id, confirmed_at: new Date(now()), doomed }
          if (!(await moveShred(tx, { tenant, id, from: 'proposed', to: 'confirmed' }, set)))
            throw new CordonError('not_found', { at: 'shred' })
        })
        return show(tenant, await carryOut(deps, tenant, await find(tenant, id)))
      }),

    withdraw: (tenant, by, id) =>
      oneAtATime(async () => {
        await store.within(tenant, async (tx) => {
          const moved = await moveShred(tx, { tenant, id, from: 'proposed', to: 'withdrawn' })
          if (!moved) throw new CordonError('not_found', { at: 'shred' })
          // Last: what is not recorded does not come about.
          await record(deps, tenant, by.id, change('shred.withdraw', id))
        })
        return show(tenant, await find(tenant, id))
      }),

    async list(tenant) {
      const shreds: Shred[] = []
      for (const row of await store.within(tenant, (tx) => selectShreds(tx, tenant)))
        shreds.push(await show(tenant, row))
      return shreds
    },

    proceed: (tenant) =>
      oneAtATime(async () => {
        const rows = await store.within(tenant, (tx) => selectShreds(tx, tenant))
        // A hold that came between confirming and destroying, or other names: it waits until that has ended.
        for (const row of rows.filter(({ state }) => state === 'confirmed' || state === 'destroyed'))
          await carryOut(deps, tenant, row).catch(unless(['legal_hold', 'shred_changed']))
      }),
  }
}

async function doomedNow({ keyring, care }: ShredDeps, tenant: string, row: OfNames): Promise<Doomed> {
  const pseudonym = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)
  return { pseudonym, ...(await care.doomed(tenant, ofNames(row) ?? undefined)) }
}

const mayDestroy = (principal: Principal): boolean => hasRight(principal, 'destroy')

/** A program approves nothing. */
function requirePerson({ kind }: Principal): void {
  if (kind !== 'user') throw new CordonError('right_missing')
}

function shown(row: ShredRow, records: readonly string[]): Shred {
  return {
    id: row.id,
    state: row.state,
    patient: row.patient ?? undefined,
    names: ofNames(row)?.length ?? 0,
    records,
    reason: row.reason,
    proposedBy: row.proposed_by,
    confirmedBy: row.confirmed_by ?? undefined,
    certificate: row.certificate ?? undefined,
  }
}

function unless(codes: readonly ErrorCode[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof CordonError && codes.includes(error.code))) throw error
  }
}
