import { CordonError, type Purpose } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import { both, type Reading, reading, type Store } from '../../store/store.ts'
import type { RecordClass } from '../decision/access.ts'
import type { ReadClass } from '../decision/decide.ts'
import type { Asking, ClassesOf, ConsentOf, ReadChart } from '../decision/facts.ts'
import { classOf, classRef, readClasses } from '../patients/chart-class.ts'
import { open } from '../patients/chart-row.ts'
import type { Link } from '../patients/patients.queries.ts'
import { callerAmong, readLinks } from './caller.ts'
import { boundedNames, CONSENTS_MAX, type ConsentFound, consentsUnder, namesNear } from './consent.queries.ts'
import type { Consent } from './consent.ts'
import { type ConsentAsk, evaluateConsent, type Verdict } from './evaluate.ts'
import { isResearch } from './words.ts'

export interface ConsentSettings {
  /** What holds where a patient said nothing: `permit` leaves it to the policies, `deny` asks for a consent. */
  readonly unstated: 'permit' | 'deny'
  /** References that mean this organisation, `Organization/1`. */
  readonly organizations: readonly string[]
}

export interface ChartsDeps {
  readonly store: Store
  readonly keyring: Keyring
  readonly now: Clock
  readonly settings: ConsentSettings
}

/** Whose chart is looked into, and for whom. */
export interface ChartAsk {
  /** Every certain name of the patient, and what else may be one (`readNear`). */
  readonly names: readonly string[]
  readonly near: readonly string[] | undefined
  /** Around the caller in the clinicians' directory. */
  readonly links: readonly Link[]
  /** Nothing is looked at of the chart unless one of them has a part in it; absent: nothing of it is wanted. */
  readonly actors: readonly string[] | 'anybody' | undefined
}

export interface Charts {
  /** The classes of a chart, each with what the patient's consents say of it for this caller and purpose. */
  readonly classesOf: ClassesOf
  /** The same, in one wait for the database with something else that is asked beside it. */
  chartOf<Beside>(
    tenant: string,
    of: ChartAsk,
    asking: Asking,
    beside: Reading<Beside>,
  ): Promise<readonly [ReadChart, Beside]>
  /** What they say of the question as a whole, without a look at the chart. */
  readonly consentOf: ConsentOf
  readonly consentsOf: ConsentsOf
}

/** Read afresh for every request: a consent that was withdrawn a moment ago permits nothing. */
export function createCharts(deps: ChartsDeps): Charts {
  async function chartOf<B>(tenant: string, of: ChartAsk, asking: Asking, beside: Reading<B>) {
    const { names, near, links, actors } = of
    const asked = both(actors === undefined ? NO_CLASSES : readClasses(deps, tenant, names, actors), beside)
    const [consents, [classes, besides]] = await readConsents(deps, tenant, names, near, asked)
    const { said, whole } = await verdicts(tenant, consents, links, asking)
    const read = classes.map((each): ReadClass => ({ ...each, consent: said({ class: each }) }))
    return [{ classes: read, ...whole }, besides] as const
  }

  async function verdicts(tenant: string, consents: Found, links: readonly Link[], of: Asking) {
    const { principal, purpose, promptLabels } = of
    const isCaller = await callerAmong(deps, tenant, principal, links, [...consents.own, ...consents.near])
    const asking = { isCaller, roles: principal.roles, purpose, now: deps.now() }
    const said = (of: Pick<ConsentAsk, 'class' | 'whole'>) =>
      standing(verdictOf(consents, { ...asking, ...of }), purpose, deps.settings)
    const consent = said({ class: { kind: '', labels: [] }, whole: true })
    return { said, whole: { consent, promptConsent: said({ class: { kind: 'Note', labels: promptLabels } }) } }
  }

  async function around(tenant: string, names: readonly string[], { principal }: Asking) {
    const keys = await deps.keyring.tenant(tenant)
    const [near, links] = await deps.store.read(tenant, [readNear(names), readLinks(keys, principal)])
    return { near, links }
  }

  return {
    chartOf,
    async consentsOf(tenant, names) {
      const [near] = await deps.store.read(tenant, [readNear(names)])
      return (await readConsents(deps, tenant, names, near, NOTHING))[0].own
    },
    async consentOf(tenant, names, asking) {
      const { near, links } = await around(tenant, names, asking)
      const [consents] = await readConsents(deps, tenant, names, near, NOTHING)
      return (await verdicts(tenant, consents, links, asking)).whole
    },
    async classesOf(tenant, names, asking) {
      const found = await around(tenant, names, asking)
      return (await chartOf(tenant, { names, ...found, actors: 'anybody' }, asking, NOTHING))[0]
    },
  }
}

const NOTHING: Reading<undefined> = { statements: [], heard: () => undefined }
const NO_CLASSES: Reading<RecordClass[]> = { statements: [], heard: () => [] }

/** Every name that may be the patient's; undefined: more than are looked through. */
export const readNear = (names: readonly string[]): Reading<readonly string[] | undefined> =>
  reading([namesNear(names)], boundedNames)

/** `names`: every certain name of one patient. */
export type ConsentsOf = (tenant: string, names: readonly string[]) => Promise<readonly Consent[]>

/**
 * Research needs a consent whatever the organisation's rule is; one's own record needs none (164.524). Of Part 2 records
 * and psychotherapy notes silence stays silence: the policies know who may see them without.
 */
function standing(verdict: Verdict, purpose: Purpose, { unstated }: ConsentSettings): Verdict {
  if (verdict !== 'none') return verdict
  if (isResearch(purpose)) return 'deny'
  return unstated === 'deny' && purpose !== 'PATRQT' ? 'deny' : 'none'
}

interface Found {
  /** Of the patient under every name: a refusal that was given to a record merged since is still a refusal. */
  readonly own: readonly Consent[]
  /** Of whoever may be the patient as well. They permit nothing. */
  readonly near: readonly Consent[]
}

/** A refusal counts wherever it may be the patient's: a contradictory merge takes none away. */
function verdictOf({ own, near }: Found, ask: ConsentAsk): Verdict {
  return evaluateConsent(near, ask).verdict === 'deny' ? 'deny' : evaluateConsent(own, ask).verdict
}

/** Stands for what is under more names than are looked through: it could be a refusal. */
const BEYOND: Consent = { source: 'Consent', scope: 'unknown', rule: 'unreadable' }

/**
 * Whose names are the patient's was decided before; what came near since can only refuse. SQL shows only the names that it is
 * told, so where another came near meanwhile it is asked again.
 */
async function readConsents<Beside>(
  deps: ChartsDeps,
  tenant: string,
  patient: readonly string[],
  near: readonly string[] | undefined,
  beside: Reading<Beside>,
): Promise<readonly [Found, Beside]> {
  const keys = await deps.keyring.tenant(tenant)
  let names = [...new Set([...patient, ...(near ?? [])])]
  for (let round = 0; ; round++) {
    const view = { patients: names, classes: names.map((name) => classRef(keys, name, classOf('Consent', []))) }
    const asked = [readNear(patient), readUnder(names), beside] as const
    const [now, rows, besides] = await deps.store.read<
      [readonly string[] | undefined, readonly ConsentFound[], Beside]
    >(tenant, asked, view)
    const isMore = now?.some((name) => !names.includes(name)) === true
    if (!isMore || round === ROUNDS_MAX)
      return [await opened(deps, tenant, patient, rows, now === undefined || isMore), besides]
    names = [...new Set([...names, ...(now ?? [])])]
  }
}

/** Asked again so often; then whatever came near could be a refusal. */
const ROUNDS_MAX = 2

const readUnder = (names: readonly string[]): Reading<readonly ConsentFound[]> =>
  reading([consentsUnder(names)], (rows) => rows)

async function opened(
  { keyring }: Pick<ChartsDeps, 'keyring'>,
  tenant: string,
  patient: readonly string[],
  rows: readonly ConsentFound[],
  isBeyond: boolean,
): Promise<Found> {
  if (rows.length > CONSENTS_MAX) throw new CordonError('overloaded')
  const certain = new Set(patient)
  const own: Consent[] = []
  const near: Consent[] = isBeyond ? [BEYOND] : []
  for (const { ref, patient: owner, sealed } of rows) {
    const { body } = await open(keyring, { tenant, table: 'resource', ref, patient: owner }, sealed)
    ;(certain.has(owner) ? own : near).push(body as Consent)
  }
  return { own, near }
}
