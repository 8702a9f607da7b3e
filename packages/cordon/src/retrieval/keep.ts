import { createHash } from 'node:crypto'
import type { Keyring, TenantKeys } from '../crypto/keyring.ts'
import { LABELLER } from '../policy/labels/record.ts'
import { open } from '../policy/patients/chart-row.ts'
import type { Store } from '../store/store.ts'
import type { Draft } from './interpret.ts'
import { type Existing, existing, type Refs, type Rows, write } from './keep.queries.ts'
import { type Named, ownerOf, seal, sealsFor, takeBack } from './seal.ts'

/** Grows when chunks, facts or links are made differently: the next ingest of the same data then makes them anew. */
const DERIVATION = 4

export type Outcome = 'kept' | 'unchanged' | 'withdrawn'

/**
 * Writes a batch in one transaction: every resource with all that hangs on it, or none of the batch. What has not
 * changed since an earlier ingest is not written again. `given` holds no reference twice.
 */
export async function keep(
  deps: { store: Store; keyring: Keyring },
  tenant: string,
  given: readonly Named[],
): Promise<Outcome[]> {
  const old = await deps.store.within(tenant, (tx) => existing(tx, tenant, refsOf(given)), 'all')
  const patients = await digestsOf(deps.keyring, tenant, old)
  const batch = given.map((named) => ownedAsBefore(named, old))
  const outcomes = batch.map((named) => outcome(named, old, patients))
  const rows = emptyRows()
  const changed = batch.filter((_, i) => outcomes[i] === 'kept')
  const seals = await sealsFor(deps.keyring, tenant, changed)
  for (const named of changed) seal(rows, named, old, seals)
  for (const [i, named] of batch.entries()) if (outcomes[i] === 'withdrawn') withdraw(rows, named)
  if (outcomes.some((each) => each !== 'unchanged'))
    await deps.store.within(tenant, (tx) => write(tx, tenant, rows), 'all')
  return outcomes
}

/** A record that names no patient any more is still of the one whose it was; without one there is nothing to keep. */
function ownedAsBefore(named: Named, old: Existing): Named {
  if (named.draft.table !== 'resource' || named.owner !== undefined) return named
  const owner = old.resources.get(named.ref)?.patient
  return owner === undefined ? { ...named, draft: { ...named.draft, withdrawn: true } } : { ...named, owner }
}

/** The pseudonyms of a draft. The digest is keyed, because a bare hash of a short fact could be guessed. */
export function name(names: TenantKeys, draft: Draft): Named {
  const { table, type, reference, patient, body, links, members, names: stated, forms, labels, encounters } = draft
  const content = JSON.stringify([
    DERIVATION,
    LABELLER,
    table,
    type,
    patient,
    body,
    links,
    members,
    stated,
    forms,
    labels,
    encounters,
  ])
  const digest = names.pseudonym('resource', `digest ${createHash('sha256').update(content).digest('base64')}`)
  const owner = ownerOf(names, draft)
  if (table === 'patient' && owner !== undefined) return { draft, ref: owner, owner, digest }
  const ref = names.pseudonym(table === 'document' ? 'document' : 'resource', reference)
  return { draft, ref, digest, ...(owner === undefined ? {} : { owner }) }
}

function refsOf(batch: readonly Named[]): Refs {
  const of = (table: Draft['table']) => batch.filter(({ draft }) => draft.table === table).map(({ ref }) => ref)
  return {
    patients: of('patient'),
    documents: of('document'),
    resources: of('resource'),
    practitioners: of('practitioner'),
    statements: of('statement'),
  }
}

/** The patient table has no digest column: it is inside, beside the identity. */
async function digestsOf(keyring: Keyring, tenant: string, old: Existing): Promise<Map<string, string>> {
  const digests = new Map<string, string>()
  for (const [ref, sealed] of old.patients) {
    const { digest } = await open(keyring, { tenant, table: 'patient', ref, patient: ref }, sealed)
    if (digest !== undefined) digests.set(ref, digest)
  }
  return digests
}

function outcome({ draft, ref, digest }: Named, old: Existing, patients: ReadonlyMap<string, string>): Outcome {
  if (draft.withdrawn) return 'withdrawn'
  const before: Record<Draft['table'], string | undefined> = {
    patient: patients.get(ref),
    practitioner: old.practitioners.get(ref)?.digest,
    document: old.documents.get(ref)?.digest,
    resource: old.resources.get(ref)?.digest,
    statement: old.statements.get(ref)?.digest,
  }
  return before[draft.table] === digest ? 'unchanged' : 'kept'
}

function withdraw(rows: Rows, named: Named): void {
  if (named.draft.table === 'document') rows.gone.documents.push(named.ref)
  if (named.draft.table === 'resource') rows.gone.resources.push(named.ref)
  takeBack(rows, named)
}

function emptyRows(): Rows {
  return {
    patients: [],
    documents: [],
    resources: [],
    relationships: [],
    practitioners: [],
    statements: [],
    memberships: [],
    patientLinks: [],
    encounterNames: [],
    classes: new Map(),
    gone: { documents: [], resources: [], practitioners: [], stated: [] },
  }
}
