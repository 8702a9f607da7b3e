import { CordonError } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import { type Clock, DAY } from '../kernel/clock.ts'
import { createLabeller, type LabelRecord } from '../policy/labels/record.ts'
import { patientLinks } from '../policy/patients/patients.queries.ts'
import { contradictions } from '../policy/patients/same-patient.ts'
import type { Store } from '../store/store.ts'
import { UNREADABLE } from './consent.ts'
import { firstInstant } from './instant.ts'
import { type Draft, type Interpreted, interpret } from './interpret.ts'
import type { Judged } from './judge.ts'
import { patientsAmong } from './keep.queries.ts'
import { keep } from './keep.ts'
import { INGEST_LIMITS, type IngestLimits } from './limits.ts'
import { name } from './name.ts'
import { standInFor, unreadable } from './not-kept.ts'
import { createReport, type ReportKeeper } from './report.ts'
import type { IngestReport } from './retrieval.ts'
import type { Named } from './seal.ts'
import { later, stampOf, type Version, versionOf } from './version.ts'

/** One thing read from outside. `at` is `file:line` or `file: entry[n]`; whoever reads need not understand it. */
export type IngestItem =
  | { readonly at: string; readonly json: string }
  | { readonly at: string; readonly resource: unknown }
  /** Understood already. */
  | { readonly at: string; readonly draft: Draft }
  /** Deleted at its source: its type and id, and when. */
  | { readonly at: string; readonly deleted: object }
  /** Could not be read: named in the report. */
  | { readonly at: string; readonly bad: string }
  /** Read and of no use here, for example a licence beside the data: counted. */
  | { readonly at: string; readonly skipped: string }

export interface IngestProgress {
  readonly at: string
  readonly read: number
  readonly kept: number
}

/**
 * Keeps what it is given, sealed, batch by batch, and reports what it did not keep and why. One bad resource costs
 * itself and nothing else. Running it again over the same data changes nothing. Throws `store_unavailable` and
 * `keys_unavailable`; batches before that stay whole.
 */
export type Ingest = (
  items: AsyncIterable<IngestItem>,
  options: { tenant: string; onProgress?: (progress: IngestProgress) => void },
) => Promise<IngestReport>

export interface IngestDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly now: Clock
  readonly limits?: Partial<IngestLimits>
  /** Absent: no organisation is a Part 2 programme. */
  readonly label?: LabelRecord
}

export function createIngest(deps: IngestDeps): Ingest {
  const limits = { ...INGEST_LIMITS, ...deps.limits }
  const label = deps.label ?? createLabeller({ part2Programmes: [] })
  return async (items, { tenant, onProgress }) => {
    const run = createRun({ ...deps, label }, limits, tenant, await deps.keyring.tenant(tenant))
    for await (const item of items) {
      if (await run.take(item)) onProgress?.({ at: item.at, ...run.counts() })
    }
    await run.finish()
    onProgress?.({ at: 'done', ...run.counts() })
    return run.report()
  }
}

interface Placed {
  readonly at: string
  readonly named: Named
  /** In the place of a resource that is not kept, and counted already. */
  readonly isStandIn: boolean
}

interface Understood {
  readonly draft: Draft
  readonly isStandIn: boolean
  /** As it was read. */
  readonly value?: unknown
}

/** One ingest: its batch, its report, and the ids it has seen. */
function createRun(
  deps: IngestDeps & { readonly label: LabelRecord },
  limits: IngestLimits,
  tenant: string,
  names: Awaited<ReturnType<Keyring['tenant']>>,
) {
  const report = createReport(limits.badMax)
  const seen = new Map<string, Version>()
  const subjects = new Map<string, { at: string; waiting: number }>()
  const merged = new Map<string, string>()
  let batch: Placed[] = []
  let characters = 0

  /** Resolves true when a batch was written. */
  async function take(item: IngestItem): Promise<boolean> {
    report.read()
    const it = understood(item)
    const named = it && versioned(item.at, it, name(names, it.draft, stampOf(it.value, isOver(it), deps.now())))
    if (!it || !named) return false
    // A consent that moves to another patient is looked at beside what it denied to the first (`judge`).
    if (batch.some((each) => each.named.ref === named.ref && isMoved(each.named, named))) await flush()
    const held = batch.findIndex((each) => each.named.ref === named.ref)
    // A batch holds no reference twice.
    if (held >= 0) batch.splice(held, 1)
    batch.push({ at: item.at, named, isStandIn: it.isStandIn })
    characters += sizeOf(named.draft)
    const full = batch.length >= limits.batchResourcesMax || characters >= limits.batchCharactersMax
    if (full) await flush()
    return full
  }

  function understood(item: IngestItem): Understood | undefined {
    if ('deleted' in item) return deleted(item)
    const read = 'json' in item ? parsed(item.json) : item
    const made = 'resource' in read ? inTime(interpret(read.resource, limits, deps.label), deps.now()) : read
    const value = 'resource' in read ? read.resource : undefined
    if ('draft' in made) return { draft: made.draft, isStandIn: false, value }
    if ('bad' in made) report.bad(item.at, made.bad)
    else report.skip(made.skipped)
    const draft = standInFor(value, 'bad' in made ? 'bad' : 'skipped')
    return draft && { draft, isStandIn: true, value }
  }

  /** Taken back as if it had been entered in error; who people are is still known, so that de-identification finds them. */
  function deleted({ at, deleted: value }: { at: string; deleted: object }): Understood | undefined {
    const draft = standInFor(value, 'skipped')
    if (draft === undefined) report.bad(at, 'a deletion that is not followed: what it deletes names people')
    else report.skip('deleted at its source')
    return draft && { draft, isStandIn: true, value: { ...value, status: 'entered-in-error' } }
  }

  /** The version that counts of what came under one reference. Undefined: what came before does. */
  function versioned(at: string, { draft, isStandIn }: Understood, named: Named): Named | undefined {
    const next = versionOf(named.digest, draft, named.stamp)
    const before = seen.get(named.ref)
    if (before === undefined && seen.size >= limits.resourcesMax) return named
    const counts = before === undefined ? 'next' : before.digest === named.digest ? 'same' : later(before, next)
    if (counts === 'same') report.skip('repeated in this ingest')
    else if (before !== undefined && !isStandIn) report.bad(at, TWICE[next.says === 'denies' ? 'consent' : 'any'])
    if (counts === 'both') return noted(name(names, unreadable(draft), named.stamp), next)
    if (counts !== 'next') return undefined
    if (draft.patient !== undefined || before?.patient === undefined) return noted(named, next)
    const { patient } = before
    return noted(name(names, { ...draft, patient }, named.stamp), { ...next, patient })
  }

  function noted(named: Named, version: Version): Named {
    seen.set(named.ref, { ...version, digest: named.digest })
    return named
  }

  async function flush(): Promise<void> {
    const full = batch
    batch = []
    characters = 0
    await keepAll(full)
  }

  /** The batch at once; when that fails, each alone, so that the one at fault is named. */
  async function keepAll(placed: readonly Placed[]): Promise<void> {
    if (placed.length === 0) return
    try {
      const outcomes = await keep(
        deps,
        tenant,
        placed.map(({ named }) => named),
      )
      for (const [i, outcome] of outcomes.entries()) if (placed[i]) settle(placed[i], outcome)
    } catch (fault) {
      if (stops(fault)) throw fault
      const [only] = placed
      if (only && placed.length === 1) report.bad(only.at, 'could not be stored')
      else for (const one of placed) await keepAll([one])
    }
  }

  function settle({ at, isStandIn }: Placed, { named: { ref, draft, owner }, outcome, why }: Judged): void {
    if (why !== undefined && (isStandIn || outcome !== 'older')) report.note(at, why)
    else if (why !== undefined) report.bad(at, why)
    if (outcome === 'older') return
    if (isStandIn) {
      if (draft.type === 'Consent' && outcome !== 'withdrawn') report.note(at, UNREADABLE)
      return
    }
    if (outcome === 'kept') report.keep(draft.type)
    else
      report.skip(outcome === 'unchanged' ? 'unchanged since the last ingest' : 'entered in error, refuted or not done')
    for (const why of draft.loose) report.note(at, why)
    if (draft.names.some(({ kind }) => kind === 'merge') && merged.size < limits.badMax) merged.set(ref, at)
    // An identifier is a name of a patient, and no patient of the store.
    if (owner === undefined || draft.table === 'patient' || draft.patient?.includes('?')) return
    const subject = subjects.get(owner)
    if (subject) subject.waiting += 1
    else subjects.set(owner, { at, waiting: 1 })
  }

  async function finish(): Promise<void> {
    await flush()
    await nameDangling(deps.store, tenant, subjects, report)
    await nameContradictions(deps.store, tenant, merged, report)
  }

  return { take, finish, report: report.whole, counts: report.counts }
}

const TWICE = {
  any: 'id used twice with other content; the later is kept',
  consent: 'id used twice with other content; the later is kept, in doubt the one that denies',
}

/** In the place of what could not be read, a withdrawal says nothing of the source. */
const isOver = ({ draft, isStandIn }: Understood): boolean => draft.withdrawn && !isStandIn

const isMoved = (one: Named, other: Named): boolean => one.draft.type === 'Consent' && one.owner !== other.owner

function parsed(json: string): { resource: unknown } | { bad: string } {
  try {
    return { resource: JSON.parse(json) as unknown }
  } catch {
    return { bad: 'not valid JSON' }
  }
}

/** A chart cannot hold what has not happened: it would be "the latest" for years. A day is left for time zones. */
function inTime(made: Interpreted, now: number): Interpreted {
  const date = 'draft' in made ? made.draft.date : undefined
  return date !== undefined && firstInstant(date) > now + DAY ? { bad: 'date is in the future' } : made
}

function sizeOf({ body }: Draft): number {
  return 'text' in body && typeof body.text === 'string' ? body.text.length : 1_000
}

/** The store or the keys are gone: every further resource would fail alike. */
function stops(fault: unknown): boolean {
  return fault instanceof CordonError && (fault.code === 'store_unavailable' || fault.code === 'keys_unavailable')
}

/** Resources may come before their patient; those whose patient never came are kept, unreachable, and named. */
async function nameDangling(
  store: Store,
  tenant: string,
  subjects: ReadonlyMap<string, { at: string; waiting: number }>,
  report: ReportKeeper,
): Promise<void> {
  const refs = [...subjects.keys()]
  for (let from = 0; from < refs.length; from += 1_000) {
    const some = refs.slice(from, from + 1_000)
    const held = await store.within(tenant, (tx) => patientsAmong(tx, tenant, some))
    for (const ref of some.filter((each) => !held.has(each))) {
      const { at = '', waiting = 0 } = subjects.get(ref) ?? {}
      report.note(at, `subject is not in the store; ${waiting} kept until it is`)
    }
  }
}

/** Records that were said to be several people's, or each other's: nothing of them is brought together. */
async function nameContradictions(
  store: Store,
  tenant: string,
  merged: ReadonlyMap<string, string>,
  report: ReportKeeper,
): Promise<void> {
  for (const [ref, at] of merged) {
    const links = await store.within(tenant, (tx) => patientLinks(tx, tenant, ref))
    if (contradictions(links).length > 0) report.note(at, 'a merge contradicts another: nothing is brought together')
  }
}
