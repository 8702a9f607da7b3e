import type { Keyring } from '../crypto/keyring.ts'
import type { Store } from '../store/store.ts'
import type { Draft } from './interpret.ts'
import { beforeOf, type Judged, judge } from './judge.ts'
import { type Existing, existing, type Refs, type Rows, write } from './keep.queries.ts'
import { type Named, type Seals, seal, sealLeft, sealStamp, sealsFor, takeBack } from './seal.ts'

/**
 * Writes a batch in one transaction: every resource with all that hangs on it, or none of the batch. What has not
 * changed since an earlier ingest is not written again. `given` holds no reference twice.
 */
export async function keep(
  { store, keyring }: { store: Store; keyring: Keyring },
  tenant: string,
  given: readonly Named[],
): Promise<Judged[]> {
  const old = await store.within(tenant, (tx) => existing(tx, tenant, refsOf(given)), 'all')
  const before = await beforeOf(keyring, tenant, given, old)
  const names = await keyring.tenant(tenant)
  const batch = given.map((named) => judge(names, ownedAsBefore(named, old), before.get(named.ref)))
  const rows = emptyRows()
  const seals = await sealsFor(
    keyring,
    tenant,
    batch.filter(isKept).map(({ named }) => named),
  )
  for (const judged of batch) {
    if (judged.outcome === 'kept') seal(rows, judged.named, old, seals)
    if (judged.outcome === 'withdrawn') withdraw(rows, judged.named)
    await stay(rows, judged, { keyring, seals })
    sealStamp(rows, judged, before.get(judged.named.ref)?.version, seals)
  }
  if (rows.versions.length > 0 || batch.some(({ outcome }) => outcome === 'kept' || outcome === 'withdrawn'))
    await store.within(tenant, (tx) => write(tx, tenant, rows), 'all')
  return batch
}

const isKept = ({ outcome }: Judged): boolean => outcome === 'kept' || outcome === 'unchanged'

/** What a consent denied to the patient whose it was stays, under a name of its own, until it is theirs again and newer. */
async function stay(
  rows: Rows,
  { named: { ref, owner, draft }, left, isNewer }: Judged,
  { keyring, seals }: { keyring: Keyring; seals: Seals },
): Promise<void> {
  if (draft.type !== 'Consent') return
  const leftRef = (patient: string) => seals.names.pseudonym('resource', `left ${ref} ${patient}`)
  if (isNewer && owner !== undefined) rows.gone.resources.push(leftRef(owner))
  if (left === undefined) return
  const key = await keyring.sealing({ tenant: seals.tenant, purpose: 'patient', patient: left.patient })
  sealLeft(rows, { ref: leftRef(left.patient), left, key }, seals)
}

/** A record that names no patient any more is still of the one whose it was; without one there is nothing to keep. */
function ownedAsBefore(named: Named, old: Existing): Named {
  if (named.draft.table !== 'resource' || named.owner !== undefined) return named
  const owner = old.resources.get(named.ref)?.patient
  return owner === undefined ? { ...named, draft: { ...named.draft, withdrawn: true } } : { ...named, owner }
}

function refsOf(batch: readonly Named[]): Refs {
  const of = (table: Draft['table']) => batch.filter(({ draft }) => draft.table === table).map(({ ref }) => ref)
  return {
    patients: of('patient'),
    documents: of('document'),
    resources: of('resource'),
    practitioners: of('practitioner'),
    statements: of('statement'),
    consents: batch.filter(({ draft }) => draft.type === 'Consent').map(({ ref }) => ref),
    all: batch.map(({ ref }) => ref),
  }
}

function withdraw(rows: Rows, named: Named): void {
  if (named.draft.table === 'document') rows.gone.documents.push(named.ref)
  if (named.draft.table === 'resource') rows.gone.resources.push(named.ref)
  takeBack(rows, named)
}

function emptyRows(): Rows {
  return {
    patients: [],
    digests: [],
    documents: [],
    resources: [],
    relationships: [],
    practitioners: [],
    statements: [],
    memberships: [],
    patientLinks: [],
    encounterNames: [],
    versions: [],
    classes: new Map(),
    gone: { documents: [], resources: [], practitioners: [], stated: [] },
  }
}
