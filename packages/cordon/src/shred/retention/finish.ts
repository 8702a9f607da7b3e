import { CordonError } from '@cordon/contract'
import type { Journal } from '../../audit/journal.ts'
import { expiryNotes } from '../../audit/lifecycle.ts'
import type { Projection } from '../../audit/reading/projection.ts'
import { type JournalLabel, parseJournalLabel } from '../../crypto/journal-label.ts'
import type { JournalKeys, KeyCare } from '../../crypto/key-care.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Store } from '../../store/store.ts'
import { proveShredded } from '../prove.ts'
import { nameOf, spanOf } from './due.ts'
import type { SurveyDeps } from './survey.ts'

export interface FinishDeps extends SurveyDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly care: KeyCare
  readonly journal: Pick<Journal, 'append'>
  readonly projection: Pick<Projection, 'renew' | 'tells'>
}

/**
 * What remains to be done once the keys are gone here: the copies in every place, the proof that nothing opens, and the
 * entry that says so.
 */
export async function finish(deps: FinishDeps, tenant: string): Promise<'done' | 'waiting'> {
  const { care, keyring, journalFolder } = deps
  const { expired } = await care.journalKeys(tenant)
  const untold = expired.filter(({ told }) => !told)
  if (untold.length === 0) return 'done'
  if (!(await care.confirmed(tenant))) return 'waiting'
  const pseudonym = (await keyring.tenant(tenant)).pseudonym('tenant', tenant)
  const keys = untold.map(({ id }) => ({ id, purpose: 'journal' as const, sha256: '' }))
  const proof = await proveShredded({ ...deps, journalFolder }, tenant, { whole: false, shreds: 0, keys, pseudonym })
  if (proof.opened > 0)
    throw new CordonError('internal', { at: `expiry: ${proof.opened} of ${proof.total} still open` })
  const copies = proof.places.reduce((sum, place) => sum + place.copies, 0)
  for (const { label, entries, keys: count } of over(untold)) {
    const about = { class: nameOf(label), month: label.month, entries, keys: count }
    await deps.journal.append(tenant, expiryNotes.expired({ ...about, opened: 0, copies }))
  }
  await care.toldExpired(
    tenant,
    untold.map(({ id }) => id),
  )
  return 'done'
}

/** A database that was restored from a snapshot of before, or a kill, leaves rows that tell what expired entries said. */
export async function forgetRows({ projection, care }: FinishDeps, tenant: string): Promise<void> {
  const { expired, live: keys } = await care.journalKeys(tenant)
  const live = keys.flatMap(({ of }) => parseJournalLabel(of) ?? [])
  for (const { label } of over(expired)) {
    // Where another key still opens entries of that class and month, their rows tell what they should.
    const others = live.some(({ month, class: kind }) => {
      return month === label.month && (kind === undefined || label.class === undefined || kind === label.class)
    })
    if (others) continue
    if (await projection.tells(tenant, { class: label.class, ...spanOf(label) })) return projection.renew(tenant)
  }
}

/** Expired keys by class and month. */
export function over(expired: JournalKeys['expired']) {
  const found = new Map<string, { label: JournalLabel; entries: number; keys: number; at: number }>()
  for (const { of, entries, at } of expired) {
    const label = parseJournalLabel(of)
    if (label === undefined) continue
    const before = found.get(of) ?? { entries: 0, keys: 0 }
    found.set(of, { label, at, entries: before.entries + entries, keys: before.keys + 1 })
  }
  return [...found.values()]
}
