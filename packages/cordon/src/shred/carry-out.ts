import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import type { NoteSigner } from '@cordon/ledger'
import type { Disk } from '../audit/disk.ts'
import type { Journal } from '../audit/journal.ts'
import { emptyShelf } from '../audit/reading/projection.queries.ts'
import type { KeyCare } from '../crypto/key-care.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { type Change, change } from '../identity/change.ts'
import type { SecondPerson } from '../identity/second-person.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import { signCertificate } from './certificate.ts'
import { holdsOn, lockTenant } from './hold.queries.ts'
import { ofNames, refuseChanged } from './names.ts'
import { proveShredded } from './prove.ts'
import {
  type Doomed,
  deleteSealedBy,
  findDoomed,
  findShred,
  forgetDigests,
  moveShred,
  type OfNames,
  SEALED_COLUMNS,
  type ShredRow,
} from './shred.queries.ts'

export interface ShredDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly care: KeyCare
  readonly secondPerson: Pick<SecondPerson, 'require' | 'stillAsks'>
  readonly journal: Pick<Journal, 'append'>
  readonly journalFolder: string
  readonly disk: Disk
  readonly node: string
  /** The log's own key. */
  readonly signer: NoteSigner
  readonly now: Clock
  readonly newId: () => string
}

/** From where it stands to where it cannot go further now. Every step is safe to take again. */
export async function carryOut(deps: ShredDeps, tenant: string, row: ShredRow): Promise<ShredRow> {
  const { store, care } = deps
  const { id } = row
  const doomed = await store.within(tenant, (tx) => findDoomed(tx, tenant, id))
  if (doomed === undefined) throw new CordonError('internal', { at: 'a confirmed shred without keys' })
  if (row.state === 'confirmed') {
    await store.within(tenant, async (tx) => {
      await refuseHeld(tx, tenant, row)
      await refuseChanged(tx, tenant, row)
      // Inside the lock: a hold that comes now waits, and is too late only for what is gone.
      await care.destroy(tenant, doomed)
      await forgetDigests(tx, tenant, ofNames(row))
      await moveShred(tx, { tenant, id, from: 'confirmed', to: 'destroyed' })
      // Last, before the commit: a crash between the two destroys the same keys again, and says so again.
      await record(deps, tenant, row.confirmed_by ?? '', change('shred.destroyed', id, doomed.keys))
    })
  }
  if (await care.confirmed(tenant)) await certify(deps, tenant, row, doomed)
  return found(await store.within(tenant, (tx) => findShred(tx, tenant, id)))
}

async function certify(deps: ShredDeps, tenant: string, row: ShredRow, doomed: Doomed): Promise<void> {
  const proof = await proveShredded(deps, tenant, doomed)
  if (proof.opened > 0) throw new CordonError('internal', { at: `shred: ${proof.opened} of ${proof.total} still open` })
  const certificate = await signCertificate(
    {
      id: row.id,
      node: deps.node,
      tenant,
      patient: row.patient ?? undefined,
      names: ofNames(row) ?? [],
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
  await deps.store.within(
    tenant,
    async (tx) => {
      for (const column of SEALED_COLUMNS) await deleteSealedBy(tx, column, tenant, ids)
      // What the journal is asked by was read out of its bodies; those nobody can read any more.
      if (doomed.whole) await emptyShelf(tx, tenant, deps.node)
      await moveShred(tx, { tenant, id: row.id, from: 'destroyed', to: 'done' }, { certificate })
    },
    'all',
  )
}

/** 45 CFR 164.316(b)(2), FRCP 37(e): what somebody has a duty to preserve is not destroyed. */
export async function refuseHeld(tx: Tx, tenant: string, of: OfNames): Promise<void> {
  await lockTenant(tx, tenant)
  const [hold] = await holdsOn(tx, tenant, ofNames(of))
  if (hold !== undefined) throw new CordonError('legal_hold', { at: `hold ${hold}` })
}

export async function record(
  { journal }: Pick<ShredDeps, 'journal'>,
  tenant: string,
  principal: string,
  made: Change,
): Promise<void> {
  await journal.append(tenant, { class: 'configuration', v: 1, principal, ...made })
}

export function found(row: ShredRow | undefined): ShredRow {
  if (row !== undefined) return row
  throw new CordonError('not_found', { at: 'shred' })
}
