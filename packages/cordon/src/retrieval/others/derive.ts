import { setImmediate } from 'node:timers/promises'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Clock, DAY } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { open } from '../../policy/patients/chart-row.ts'
import { lockTenant } from '../../shred/hold.queries.ts'
import type { Store, Tx } from '../../store/store.ts'
import { digestsOf } from './digests.ts'
import { addDigests, digestedPatients, patientsNotDoomed } from './others.queries.ts'

export interface DeriveDeps {
  readonly store: Pick<Store, 'within'>
  readonly keyring: Keyring
  readonly now: Clock
  readonly log: Log
}

/** How far one went through the patients of a tenant. */
interface Walk {
  /** Pseudonym of the last one. */
  readonly after: string
  readonly derived: number
  readonly unopened: number
}

const BEGIN: Walk = { after: '', derived: 0, unopened: 0 }

/**
 * A job that goes through all patients of a tenant, after a start and once a day, and derives from their sealed records what answers
 * are looked through by where there is nothing: they were taken in by a version that did not derive it. One call reads
 * `OPENED_MAX` records or `PAGES_MAX` pages at most; the next goes on from there. A record that does not open costs itself.
 */
export function createDeriving({ store, keyring, now, log }: DeriveDeps): (tenant: string) => Promise<void> {
  const walks = new Map<string, Walk>()
  const nextAt = new Map<string, number>()

  async function walkOn(tenant: string): Promise<void> {
    let walk = walks.get(tenant) ?? BEGIN
    const most = walk.derived + walk.unopened + OPENED_MAX
    for (let page = 0; page < PAGES_MAX && walk.derived + walk.unopened < most; page++) {
      const next = await store.within(tenant, (tx) => derivePage(tx, keyring, tenant, walk))
      if (next === undefined) {
        walks.delete(tenant)
        nextAt.set(tenant, now() + DAY)
        tell(log, walk)
        return
      }
      walk = next
      walks.set(tenant, walk)
    }
  }

  return async (tenant) => {
    if (now() >= (nextAt.get(tenant) ?? 0)) await walkOn(tenant)
  }
}

const PAGE_ROWS = 500
const PAGES_MAX = 200
/** Records: a second or so of the processor's. */
const OPENED_MAX = 5_000
/** Of records: a few milliseconds. */
const OPENED_PER_TURN = 25

/** Undefined: there are no more patients. */
async function derivePage(tx: Tx, keyring: Keyring, tenant: string, walk: Walk): Promise<Walk | undefined> {
  const page = await digestedPatients(tx, tenant, walk.after, PAGE_ROWS)
  const last = page.at(-1)
  if (last === undefined) return undefined
  const without = page.filter(({ has }) => !has).map(({ ref }) => ref)
  if (without.length === 0) return { ...walk, after: last.ref }
  // Whose key is destroyed now is either not read, or their digests are deleted after these are written.
  await lockTenant(tx, tenant)
  const rows = await patientsNotDoomed(tx, tenant, without)
  const digests = await digestsOfRows(keyring, tenant, rows)
  if (digests.length > 0) await addDigests(tx, tenant, digests)
  const unopened = walk.unopened + rows.length - digests.length
  return { after: last.ref, derived: walk.derived + digests.length, unopened }
}

async function digestsOfRows(keyring: Keyring, tenant: string, rows: readonly { ref: string; sealed: Buffer }[]) {
  const names = await keyring.tenant(tenant)
  const once: Pick<Keyring, 'opening'> = { opening: (of, sealed) => keyring.opening(of, sealed, false) }
  const digests: { tenant: string; patient: string; digest: Buffer }[] = []
  for (const [n, { ref, sealed }] of rows.entries()) {
    if (n % OPENED_PER_TURN === 0) await setImmediate()
    const opened = await open(once, { tenant, table: 'patient', ref, patient: ref }, sealed).catch(() => undefined)
    if (typeof opened?.body === 'object' && opened.body !== null)
      digests.push({ tenant, patient: ref, digest: digestsOf(names, opened.body) })
  }
  return digests
}

function tell(log: Log, { derived, unopened }: Walk): void {
  if (derived > 0) log.info('identifiers of patients were derived', { count: derived })
  if (unopened > 0) log.warn('identifiers of patients could not be derived', { count: unopened })
}
