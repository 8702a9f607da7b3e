import { CordonError, type Principal, type Purpose } from '@cordon/contract'
import type { Keyring, TenantKeys } from '../../crypto/keyring.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { classesOfChart, classOf, classRef } from '../chart-class.ts'
import { open } from '../chart-row.ts'
import type { ReadClass } from '../decide.ts'
import type { ClassesOf } from '../facts.ts'
import { practitionerLinks } from '../patients.queries.ts'
import { actorPseudonym, type Patients, sameClinician } from '../patients.ts'
import { CONSENTS_MAX, consentRows } from './consent.queries.ts'
import type { Consent, Rule } from './consent.ts'
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
  readonly patients: Pick<Patients, 'names'>
  readonly settings: ConsentSettings
}

/**
 * The classes of a patient's chart, each with what the patient's consents say of it for this caller and purpose. Read
 * afresh for every request: a consent that was withdrawn a moment ago permits nothing.
 */
export function createCharts(deps: ChartsDeps): { classesOf: ClassesOf; consentsOf: ConsentsOf } {
  const consentsOf: ConsentsOf = (tenant, patient) => readConsents(deps, tenant, patient)
  return {
    consentsOf,
    async classesOf(tenant, patient, { principal, purpose, promptLabels }) {
      const [classes, consents] = await Promise.all([
        namesOf(deps, tenant, patient).then((names) => classesOfChart(deps, tenant, ...names)),
        consentsOf(tenant, patient),
      ])
      const isCaller = await callerAmong(deps, tenant, principal, consents)
      const asking = { isCaller, roles: principal.roles, purpose, now: deps.now() }
      const said = (of: Pick<ConsentAsk, 'class' | 'whole'>) =>
        standing(evaluateConsent(consents, { ...asking, ...of }).verdict, purpose, deps.settings)
      return {
        classes: classes.map((each): ReadClass => ({ ...each, consent: said({ class: each }) })),
        consent: said({ class: { kind: '', labels: [] }, whole: true }),
        promptConsent: said({ class: { kind: 'Note', labels: promptLabels } }),
      }
    },
  }
}

export type ConsentsOf = (tenant: string, patient: string) => Promise<readonly Consent[]>

/**
 * Research needs a consent whatever the organisation's rule is; one's own record needs none (164.524). Of Part 2 records
 * and psychotherapy notes silence stays silence: the policies know who may see them without.
 */
function standing(verdict: Verdict, purpose: Purpose, { unstated }: ConsentSettings): Verdict {
  if (verdict !== 'none') return verdict
  if (isResearch(purpose)) return 'deny'
  return unstated === 'deny' && purpose !== 'PATRQT' ? 'deny' : 'none'
}

async function namesOf({ patients }: Pick<ChartsDeps, 'patients'>, tenant: string, patient: string): Promise<string[]> {
  return [...new Set([patient, ...(await patients.names(tenant, patient))])]
}

/** Of the patient under every name: a refusal that was given to a record merged since is still a refusal. */
async function readConsents({ store, keyring, patients }: ChartsDeps, tenant: string, patient: string) {
  const names = await namesOf({ patients }, tenant, patient)
  const keys = await keyring.tenant(tenant)
  const view = { patients: names, classes: names.map((name) => classRef(keys, name, classOf('Consent', []))) }
  const rows = await store.within(tenant, (tx) => consentRows(tx, tenant, names), view)
  if (rows.length > CONSENTS_MAX) throw new CordonError('overloaded')
  const found: Consent[] = []
  for (const { ref, patient: owner, sealed } of rows) {
    const { body } = await open(keyring, { tenant, table: 'resource', ref, patient: owner }, sealed)
    found.push(body as Consent)
  }
  return found
}

/** Whether a reference in a consent is to the caller, in whatever form either is written. */
async function callerAmong(
  { store, keyring, settings }: ChartsDeps,
  tenant: string,
  { practitioner, person }: Principal,
  consents: readonly Consent[],
): Promise<(form: string) => boolean | undefined> {
  if (!consents.some(({ rule }) => rule !== 'unreadable' && namesSomebody(rule))) return () => undefined
  const keys = await keyring.tenant(tenant)
  const clinician = actorPseudonym(keys, practitioner ?? '')
  const links = await store.within(tenant, (tx) => practitionerLinks(tx, tenant, clinician))
  const mine = new Set(practitioner === undefined ? [] : sameClinician(clinician, links))
  if (person !== undefined) mine.add(actorPseudonym(keys, person))
  return (form) => isMine(keys, mine, settings, form)
}

/** A team or a device may be the caller's or not: that cannot be told from its name. */
function isMine(keys: TenantKeys, mine: ReadonlySet<string>, { organizations }: ConsentSettings, form: string) {
  if (form.startsWith('Organization')) return organizations.length === 0 ? undefined : organizations.includes(form)
  if (!/^(Practitioner|PractitionerRole|RelatedPerson|Patient)[/?]/.test(form)) return undefined
  return mine.has(actorPseudonym(keys, form))
}

function namesSomebody({ actors = [], except }: Rule): boolean {
  return actors.some(({ form }) => form !== undefined) || except.some(namesSomebody)
}
