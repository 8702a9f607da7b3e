import { CordonError, type Purpose } from '@cordon/contract'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import type { ReadClass } from '../decision/decide.ts'
import type { Asking, ClassesOf, ConsentOf } from '../decision/facts.ts'
import { classesOfChart, classOf, classRef } from '../patients/chart-class.ts'
import { open } from '../patients/chart-row.ts'
import { callerAmong } from './caller.ts'
import { CONSENTS_MAX, consentRows, namesNear } from './consent.queries.ts'
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

export interface Charts {
  /** The classes of a chart, each with what the patient's consents say of it for this caller and purpose. */
  readonly classesOf: ClassesOf
  /** What they say of the question as a whole, without a look at the chart. */
  readonly consentOf: ConsentOf
  readonly consentsOf: ConsentsOf
}

/** Read afresh for every request: a consent that was withdrawn a moment ago permits nothing. */
export function createCharts(deps: ChartsDeps): Charts {
  async function read(tenant: string, names: readonly string[], { principal, purpose, promptLabels }: Asking) {
    const consents = await readConsents(deps, tenant, names)
    const isCaller = await callerAmong(deps, tenant, principal, [...consents.own, ...consents.near])
    const asking = { isCaller, roles: principal.roles, purpose, now: deps.now() }
    const said = (of: Pick<ConsentAsk, 'class' | 'whole'>) =>
      standing(verdictOf(consents, { ...asking, ...of }), purpose, deps.settings)
    const consent = said({ class: { kind: '', labels: [] }, whole: true })
    return { said, whole: { consent, promptConsent: said({ class: { kind: 'Note', labels: promptLabels } }) } }
  }

  return {
    consentsOf: async (tenant, names) => (await readConsents(deps, tenant, names)).own,
    consentOf: async (tenant, names, asking) => (await read(tenant, names, asking)).whole,
    async classesOf(tenant, names, asking) {
      const [classes, { said, whole }] = await Promise.all([
        classesOfChart(deps, tenant, ...names),
        read(tenant, names, asking),
      ])
      return { classes: classes.map((each): ReadClass => ({ ...each, consent: said({ class: each }) })), ...whole }
    },
  }
}

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

/** Whose names are the patient's was decided before; what came near since can only refuse. */
async function readConsents(
  { store, keyring }: ChartsDeps,
  tenant: string,
  patient: readonly string[],
): Promise<Found> {
  const certain = new Set(patient)
  const linked = await store.within(tenant, (tx) => namesNear(tx, tenant, patient))
  const names = [...new Set([...certain, ...(linked ?? [])])]
  const keys = await keyring.tenant(tenant)
  const view = { patients: names, classes: names.map((name) => classRef(keys, name, classOf('Consent', []))) }
  const rows = await store.within(tenant, (tx) => consentRows(tx, tenant, names), view)
  if (rows.length > CONSENTS_MAX) throw new CordonError('overloaded')
  const own: Consent[] = []
  const near: Consent[] = linked === undefined ? [BEYOND] : []
  for (const { ref, patient: owner, sealed } of rows) {
    const { body } = await open(keyring, { tenant, table: 'resource', ref, patient: owner }, sealed)
    ;(certain.has(owner) ? own : near).push(body as Consent)
  }
  return { own, near }
}
