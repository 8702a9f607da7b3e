import { CordonError } from '@cordon/contract'
import { type Change, change, type RecordChange } from '../../identity/change.ts'
import type { SecondPerson } from '../../identity/second-person.ts'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Compiled } from '../cedar/compile.ts'
import { createDefaultPolicySet, DEFAULT_NAME, policySetOf, type ServingSet } from '../cedar/create-policy-set.ts'
import type { Problem } from '../cedar/problem.ts'
import { PolicyTexts, readDefaultPack } from '../cedar/texts.ts'
import type { PolicySet } from '../decision/access.ts'
import type { Drafts } from './drafts.ts'
import {
  appendPublication,
  appendSet,
  lockPolicies,
  newestPublication,
  selectPublications,
  selectSet,
  selectSets,
} from './policies.queries.ts'
import { warm } from './warm.ts'

/** The policies that decide now. */
export interface PoliciesInForce {
  /**
   * The set in force for a tenant: what was published last, else the one that ships. Never older than 5 s. A request keeps the
   * one it was given; a newer set is for the next. Throws `store_unavailable` where nobody can say, `policy_failed` for a
   * published set that this Cordon cannot read.
   */
  current(tenant: string): Promise<PolicySet>
}

export interface Policies extends PoliciesInForce {
  /** Where drafts are read and tried: never on the thread that serves. */
  readonly drafts: Drafts
  /**
   * Keeps a set that validates, under the next number. A set that does not is not kept: its problems are the answer.
   * Recorded in the transaction that keeps it; what `record` throws is thrown, and nothing is kept. So is `publish`.
   */
  add(
    tenant: string,
    texts: PolicyTexts,
    by: string,
    record: RecordChange,
  ): Promise<Added | { readonly problems: readonly Problem[] }>
  /**
   * From now on this set decides: here at once, on every node within 5 s. Throws `not_found`, and
   * `second_publisher_required` for whoever added it and `second_person_required` for who is none
   * beside them, where the site asks for two people.
   */
  publish(
    tenant: string,
    version: number,
    by: string,
    record: RecordChange,
  ): Promise<{ name: string; hash: string; change: Change }>
  list(tenant: string): Promise<Listed[]>
  /** `in-force`, `default`, or a version. Throws `not_found`. */
  show(tenant: string, which: string): Promise<{ name: string; hash: string; texts: PolicyTexts }>
  /** Looks whether something newer was published, for every tenant that was asked about: requests need not. */
  refresh(): Promise<void>
}

interface Added {
  readonly version: number
  readonly hash: string
  readonly warnings: readonly Problem[]
  readonly change: Change
}

interface Listed {
  readonly version: number
  readonly hash: string
  readonly addedBy: string
  readonly addedAt: number
  readonly inForce: boolean
  readonly publishedBy?: string
  readonly publishedAt?: number
}

interface Newest {
  readonly version: number
  readonly hash: string
}

interface Held {
  readonly seq: number
  /** Undefined: nobody can tell what it says, and every question is refused until another is published. */
  readonly set: ServingSet | undefined
  readonly checkedAt: number
}

/** How old the knowledge of what is in force may be. */
const FRESH_MS = 5 * SECOND
/** What could not be read is tried again after so long: its thread may have been late. */
const UNREADABLE_MS = 30 * SECOND
const TENANTS_MAX = 1_000

export function createPolicies(deps: {
  store: Store
  now: Clock
  drafts: Drafts
  /** Who adds a set may not publish it. */
  publishByTwo: boolean
  secondPerson: Pick<SecondPerson, 'require'>
  /** A policy of this set could not be evaluated; what was asked is refused already. */
  onFault: (set: string) => void
  /** Another set is in force here from now on. */
  onChange?: (set: string) => void
}): Policies {
  const { store, now, drafts, publishByTwo, secondPerson, onFault } = deps
  const held = new Map<string, Held>()
  const looking = new Map<string, Promise<ServingSet>>()
  let packSet: ServingSet | undefined

  /** Compiled once, whoever asks. */
  function shipped(): ServingSet {
    packSet ??= createDefaultPolicySet()
    return packSet
  }

  /** One look at a time for each tenant: whoever comes meanwhile waits for the same. */
  function look(tenant: string): Promise<ServingSet> {
    const running = looking.get(tenant) ?? lookOnce(tenant).finally(() => looking.delete(tenant))
    looking.set(tenant, running)
    return running
  }

  async function lookOnce(tenant: string): Promise<ServingSet> {
    const checkedAt = now() // Before the question: what is published while it is under way is seen next time.
    const newest = await store.within(tenant, (tx) => newestPublication(tx, tenant))
    const seq = newest?.seq ?? 0
    const known = held.get(tenant)
    const same = known?.seq === seq && (known.set !== undefined || checkedAt - known.checkedAt < UNREADABLE_MS)
    if (same && known.set === undefined) throw unreadable(newest)
    const set = same ? known.set : await takenUp(tenant, newest, known).catch(unlessStore)
    if (set !== undefined && known !== undefined && known.seq !== seq) deps.onChange?.(set.name)
    if (held.size >= TENANTS_MAX && known === undefined) held.delete(held.keys().next().value ?? '')
    held.set(tenant, { seq, set, checkedAt })
    if (set === undefined) {
      onFault(nameOf(newest ?? { version: 0 }))
      throw unreadable(newest)
    }
    return set
  }

  /** Asked what the set before it was asked, before it decides: the one that was in force goes on meanwhile. */
  async function takenUp(tenant: string, newest: Newest | undefined, before: Held | undefined): Promise<ServingSet> {
    const set = newest === undefined ? shipped() : await load(tenant, newest)
    await warm(set, before?.set?.remembered() ?? [], now)
    return alarmed(set, onFault)
  }

  async function load(tenant: string, newest: Newest): Promise<ServingSet> {
    const row = await store.within(tenant, (tx) => selectSet(tx, tenant, newest.version))
    return policySetOf(nameOf(newest), await compiledAsKept(nameOf(newest), row))
  }

  /** Throws `policy_failed`: written for another schema, lost, or changed where it lies. Nobody guesses what it would have said. */
  async function compiledAsKept(
    name: string,
    row: { definition: unknown; hash: string } | undefined,
  ): Promise<Compiled> {
    const texts = PolicyTexts.safeParse(row?.definition)
    if (row === undefined || !texts.success) throw new CordonError('policy_failed', { at: name })
    const compiled = await drafts.compile({ texts: texts.data, validated: row.hash })
    if (!compiled.valid || compiled.hash !== row.hash) throw new CordonError('policy_failed', { at: name })
    return compiled
  }

  async function current(tenant: string): Promise<ServingSet> {
    const known = held.get(tenant)
    const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.checkedAt
    return known?.set !== undefined && age >= 0 && age < FRESH_MS ? known.set : look(tenant)
  }

  async function refresh(): Promise<void> {
    const tenants = Array.from(held.keys()) // As they are now: a look adds and moves entries.
    for (const tenant of tenants) await look(tenant).catch(unlessStore) // One that is unreadable was told of.
  }

  async function add(tenant: string, texts: PolicyTexts, by: string, record: RecordChange) {
    await using draft = await drafts.open([{ texts }])
    const [compiled] = draft.compiled
    if (compiled?.valid !== true) return { problems: compiled?.problems ?? [] }
    const { hash, warnings } = compiled
    const made = await store.within(tenant, async (tx) => {
      await lockPolicies(tx, tenant)
      const version = ((await selectSets(tx, tenant))[0]?.version ?? 0) + 1
      const definition = JSON.stringify(texts)
      await appendSet(tx, { tenant, version, hash, definition, by, at: new Date(now()) })
      const added = change('policy.add', nameOf({ version }), texts)
      await record(added)
      return { version, change: added }
    })
    return { ...made, hash, warnings }
  }

  async function publish(tenant: string, version: number, by: string, record: RecordChange) {
    const name = nameOf({ version })
    const row = await store.within(tenant, (tx) => selectSet(tx, tenant, version)) // It is never changed.
    if (row === undefined) throw new CordonError('not_found', { at: name })
    if (publishByTwo && row.added_by === by) throw new CordonError('second_publisher_required')
    await compiledAsKept(name, row)
    const made = await store.within(tenant, async (tx) => {
      await lockPolicies(tx, tenant)
      if (publishByTwo) await secondPerson.require(tx, tenant, row.added_by, by)
      const seq = ((await newestPublication(tx, tenant))?.seq ?? 0) + 1
      await appendPublication(tx, { tenant, seq, version, by, at: new Date(now()) })
      const published = { action: 'policy.publish', subject: name, hash: row.hash } as const
      await record(published)
      return published
    })
    await look(tenant).catch(() => undefined) // A look that was under way before may not have seen it:
    await look(tenant)
    return { name, hash: made.hash, change: made }
  }

  async function list(tenant: string): Promise<Listed[]> {
    const { sets, publications } = await store.within(tenant, async (tx) => ({
      sets: await selectSets(tx, tenant),
      publications: await selectPublications(tx, tenant),
    }))
    const inForce = publications[0]?.version
    return sets.map(({ version, hash, added_by: addedBy, added_at }) => {
      const last = publications.find((each) => each.version === version)
      const published =
        last === undefined ? {} : { publishedBy: last.published_by, publishedAt: last.published_at.getTime() }
      return { version, hash, addedBy, addedAt: added_at.getTime(), inForce: version === inForce, ...published }
    })
  }

  async function show(tenant: string, which: string) {
    const version = which === 'in-force' ? await newestVersion(tenant) : numberOf(which)
    if (version === undefined) {
      return { name: DEFAULT_NAME, hash: shipped().hash, texts: readDefaultPack() }
    }
    const row = await store.within(tenant, (tx) => selectSet(tx, tenant, version))
    if (row === undefined) throw new CordonError('not_found', { at: nameOf({ version }) })
    const texts = PolicyTexts.safeParse(row.definition)
    if (!texts.success) throw new CordonError('policy_failed', { at: nameOf(row) })
    return { name: nameOf(row), hash: row.hash, texts: texts.data }
  }

  async function newestVersion(tenant: string): Promise<number | undefined> {
    return (await store.within(tenant, (tx) => newestPublication(tx, tenant)))?.version
  }

  return { drafts, current, refresh, add, publish, list, show }
}

const unreadable = (newest: Newest | undefined): CordonError =>
  new CordonError('policy_failed', newest === undefined ? {} : { at: nameOf(newest) })

/** Undefined for a set that cannot be read; a store that cannot be asked is another matter. */
function unlessStore(error: unknown): undefined {
  if (error instanceof CordonError && error.code !== 'store_unavailable') return undefined
  throw error
}

/** @example 'site/3' */
const nameOf = ({ version }: { version: number }): string => `site/${version}`

/** Undefined: the set that ships. */
function numberOf(which: string): number | undefined {
  if (which === 'default' || which === DEFAULT_NAME) return undefined
  const version = Number(which.replace(/^site\//, ''))
  if (!Number.isSafeInteger(version) || version < 1 || version > 2_147_483_647)
    throw new CordonError('not_found', { at: 'policy set' })
  return version
}

/** The same set, telling somebody when a policy cannot be evaluated. */
function alarmed(set: ServingSet, onFault: (set: string) => void): ServingSet {
  return {
    ...set,
    evaluate(request) {
      const answer = set.evaluate(request)
      if (answer.faulty) onFault(set.name)
      return answer
    },
  }
}
