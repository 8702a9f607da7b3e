import { createHash } from 'node:crypto'
import { CordonError, type Principal } from '@cordon/contract'
import type { NoteSigner } from '@cordon/ledger'
import type { Disk } from '../audit/disk.ts'
import type { Journal } from '../audit/journal.ts'
import { emptyShelf } from '../audit/reading/projection.queries.ts'
import type { KeyCare } from '../crypto/key-care.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { type Change, change } from '../identity/change.ts'
import type { Clock } from '../kernel/clock.ts'
import { patientPseudonym } from '../policy/patients.ts'
import type { Store, Tx } from '../store/store.ts'
import { signCertificate } from './certificate.ts'
import { holdsOn, lockTenant } from './hold.queries.ts'
import { type Proof, proveShredded } from './prove.ts'
import {
  type Doomed,
  deleteSealedBy,
  findDoomed,
  findShred,
  insertShred,
  moveShred,
  SEALED_TABLES,
  type SealedTable,
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

interface Deps {
  readonly store: Store
  readonly keyring: Keyring
  readonly care: KeyCare
  readonly journal: Pick<Journal, 'append'>
  readonly journalFolder: string
  readonly disk: Disk
  readonly node: string
  /** The log's own key. */
  readonly signer: NoteSigner
  readonly now: Clock
  readonly newId: () => string
}

export function createShreds(deps: Deps): Shreds {
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
      await store.within(tenant, async (tx) => {
        await refuseHeld(tx, tenant, patient)
        await insertShred(tx, row)
      })
      await record(deps, tenant, by.id, change('shred.propose', row.id, { patient, reason }))
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
        const moved = await store.within(tenant, (tx) =>
          moveShred(tx, { tenant, id, from: 'proposed', to: 'withdrawn' }),
        )
        if (!moved) throw new CordonError('not_found', { at: 'shred' })
        await record(deps, tenant, by.id, change('shred.withdraw', id))
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

/** From where it stands to where it cannot go further now. Every step is safe to take again. */
async function carryOut(deps: Deps, tenant: string, row: ShredRow): Promise<ShredRow> {
  const { store, care } = deps
  const { id, patient } = row
  const doomed = await store.within(tenant, (tx) => findDoomed(tx, tenant, id))
  if (doomed === undefined) throw new CordonError('internal', { at: 'a confirmed shred without keys' })
  if (row.state === 'confirmed') {
    await store.within(tenant, async (tx) => {
      await refuseHeld(tx, tenant, patient)
      // Inside the lock: a hold that comes now waits, and is too late only for what is gone.
      await care.destroy(tenant, doomed)
      await moveShred(tx, { tenant, id, from: 'confirmed', to: 'destroyed' })
    })
    await record(deps, tenant, row.confirmed_by ?? '', change('shred.destroyed', id, doomed.keys))
  }
  if (await care.confirmed(tenant)) await certify(deps, tenant, row, doomed)
  return found(await store.within(tenant, (tx) => findShred(tx, tenant, id)))
}

async function certify(deps: Deps, tenant: string, row: ShredRow, doomed: Doomed): Promise<void> {
  const proof: Proof = await proveShredded(deps, tenant, doomed)
  if (proof.opened > 0) throw new CordonError('internal', { at: `shred: ${proof.opened} of ${proof.total} still open` })
  const certificate = await signCertificate(
    {
      id: row.id,
      node: deps.node,
      tenant,
      patient: row.patient ?? undefined,
      reason: row.reason,
      proposedBy: row.proposed_by,
      proposedAt: row.proposed_at.toISOString(),
      confirmedBy: row.confirmed_by ?? '',
      confirmedAt: row.confirmed_at?.toISOString() ?? '',
      certifiedAt: new Date(deps.now()).toISOString(),
      keys: doomed.keys,
      proof,
    },
    deps.signer,
  )
  const hash = createHash('sha256').update(certificate).digest('hex')
  await record(deps, tenant, row.confirmed_by ?? '', { action: 'shred.done', subject: row.id, hash })
  const ids = doomed.keys.map(({ id }) => Buffer.from(id, 'base64url').toString('hex'))
  await deps.store.within(tenant, async (tx) => {
    for (const table of Object.keys(SEALED_TABLES) as SealedTable[]) await deleteSealedBy(tx, table, tenant, ids)
    // What the journal is asked by was read out of its bodies; those nobody can read any more.
    if (doomed.whole) await emptyShelf(tx, tenant, deps.node)
    await moveShred(tx, { tenant, id: row.id, from: 'destroyed', to: 'done' }, { certificate })
  })
}

async function doomedNow({ keyring, care }: Deps, tenant: string, patient: string | null): Promise<Doomed> {
  const pseudonym = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)
  return { pseudonym, ...(await care.doomed(tenant, patient ?? undefined)) }
}

/** 45 CFR 164.316(b)(2), FRCP 37(e): what somebody has a duty to preserve is not destroyed. */
async function refuseHeld(tx: Tx, tenant: string, patient: string | null): Promise<void> {
  await lockTenant(tx, tenant)
  const [hold] = await holdsOn(tx, tenant, patient)
  if (hold !== undefined) throw new CordonError('legal_hold', { at: `hold ${hold}` })
}

/** A program approves nothing. */
function requirePerson({ kind }: Principal): void {
  if (kind !== 'user') throw new CordonError('right_missing')
}

async function record({ journal }: Deps, tenant: string, principal: string, made: Change): Promise<void> {
  await journal.append(tenant, { class: 'configuration', v: 1, principal, ...made })
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

function found(row: ShredRow | undefined): ShredRow {
  if (row !== undefined) return row
  throw new CordonError('not_found', { at: 'shred' })
}

function createQueue() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
