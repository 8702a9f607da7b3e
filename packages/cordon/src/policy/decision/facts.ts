import type { Principal, Purpose, SecurityLabel } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import { both, type Reading, type Store } from '../../store/store.ts'
import type { Agreements, Service } from '../agreements/agreements.ts'
import type { ValidatedRoutes } from '../agreements/validated-routes.ts'
import { type Charts, readNear } from '../consent/charts.ts'
import type { Emergencies } from '../emergency/emergencies.ts'
import type { Around, Between, FoundPatient, Looked, Looking, Patients } from '../patients/patients.ts'
import type { Facts } from './decide.ts'
import { needingPermit } from './permitted-prompt.ts'
import { resolvePurpose } from './purpose.ts'

/** What a request states, as far as facts are gathered for it. */
export interface Stating {
  /** `Patient/<id>` or a bare id. */
  readonly patient?: string
  readonly encounter?: string
  readonly purpose?: string
  /** A grant's id. */
  readonly 'break-glass'?: string
}

/** `promptLabels`: what the prompt's own text is about. `wantsChart`: absent, the classes of the chart are read. */
export type GatherFacts = (
  caller: Caller,
  stated: Stating,
  promptLabels?: readonly SecurityLabel[],
  wantsChart?: boolean,
) => Promise<Facts>

/** Who asks and what for, as a consent could name them. */
export interface Asking {
  readonly principal: Principal
  readonly purpose: Purpose
  /** Of the prompt, those that need a permit. */
  readonly promptLabels: readonly SecurityLabel[]
}

/** What a patient's consents say of the question as a whole, and of the prompt's own text. */
export type Said = Pick<Facts, 'consent' | 'promptConsent'>
/** `names`: every name of one patient that is certain, as the decision was made about them. */
export type ConsentOf = (tenant: string, names: readonly string[], asking: Asking) => Promise<Said>

/** The classes of a chart with what consent says of each, and of the question as a whole. */
export type ReadChart = Said & Required<Pick<Facts, 'classes'>>
export type ClassesOf = (tenant: string, names: readonly string[], asking: Asking) => Promise<ReadChart>

/**
 * Gathers what `decide` compares, afresh for each request: the stated patient and the caller's relationships to them
 * (the same statements whether the patient exists or not), the application's vendors, the agreements with them and the routes that need none.
 * The database is waited for three times: who is meant, what was said of them, and of whom that speaks. Throws `store_unavailable`.
 *
 * @example decide(ask, await gather(caller, context))
 */
export function createFacts(deps: FactsDeps): GatherFacts {
  return async (caller, stated, promptLabels = [], wantsChart = true) => {
    const { agreements, validated, detectorHash } = deps
    const vendors = caller.application?.vendors ?? []
    const service = both(agreements.factsOf(vendors), validated.factsOf(vendors))
    const [of, [serving, routes]] = await patientFacts(deps, caller, stated, { promptLabels, wantsChart }, service)
    return { ...of, ...serving, validated: routes, detectorHash }
  }
}

export interface FactsDeps {
  readonly store: Pick<Store, 'read'>
  readonly patients: Pick<Patients, 'looking'>
  /** The classes of a patient's chart, and what consent says of each. */
  readonly charts: Pick<Charts, 'chartOf'>
  readonly agreements: Pick<Agreements, 'factsOf'>
  readonly validated: Pick<ValidatedRoutes, 'factsOf'>
  readonly emergencies: Pick<Emergencies, 'inForceFor'>
  readonly detectorHash: string
}

type PatientFacts = Omit<Facts, keyof Service | 'validated' | 'detectorHash'>

/** What is so of the stated patient, with an answer to something that is asked at the same time. */
async function patientFacts<Beside>(
  { store, patients, charts, emergencies }: FactsDeps,
  caller: Caller,
  { patient, encounter, purpose, 'break-glass': grant }: Stating,
  { promptLabels, wantsChart }: { readonly promptLabels: readonly SecurityLabel[]; readonly wantsChart: boolean },
  beside: Reading<Beside>,
): Promise<readonly [PatientFacts, Beside]> {
  const { tenant, principal, application } = caller
  if (patient === undefined) return [NOBODY_STATED, ...(await store.read(tenant, [beside]))]
  const looking = await patients.looking(tenant, patient, principal, encounter)
  const [around, near, besides] = await store.read(tenant, [looking.around, readNear([looking.patient]), beside])
  const { links } = around
  const { names } = around.same
  const emergency = await emergencyOf(emergencies, caller, names, grant)
  const asserted = resolvePurpose(purpose, application)
  if (!asserted.holds) {
    const [between] = await store.read(tenant, [looking.between(around)])
    return [{ ...(await looked(looking, around, between)), classes: [], ...NOT_READ, emergency }, besides]
  }
  const asking = { principal, purpose: asserted.value.purpose, promptLabels: needingPermit(promptLabels) }
  // A chart that the caller has no part in is not looked into: an unknown patient and an unrelated one cost the same.
  const actors = emergency === undefined ? looking.actors(around) : 'anybody'
  const of = { names, near, links, actors: wantsChart ? actors : undefined }
  const [{ classes, ...said }, between] = await charts.chartOf(tenant, of, asking, looking.between(around))
  const found = await looked(looking, around, between)
  const related = found.relationships.length > 0 || emergency !== undefined
  if (found.patient === undefined) return [{ ...found, classes: [], ...NOT_READ, emergency }, besides]
  return [{ ...found, ...said, ...(wantsChart ? { classes: related ? classes : [] } : {}), emergency }, besides]
}

async function looked({ looked }: Looking, around: Around, between: Between) {
  const { patient, relationships } = await looked(around, between)
  return { patient, relationships }
}

/**
 * What was ever said of a stated patient, whoever asks: a policy that asks for no relationship is bound by a refusal too. With
 * the same queries for a patient whom the store does not hold. Without a purpose there is nothing to ask of a consent: refused.
 */
export async function consented<Read extends Said>(
  reading: (tenant: string, names: readonly string[], asking: Asking) => Promise<Read>,
  { tenant, principal, application }: Caller,
  patient: FoundPatient | undefined,
  purpose: string | undefined,
  promptLabels: readonly SecurityLabel[] = [],
): Promise<Read | Said> {
  const asserted = resolvePurpose(purpose, application)
  if (!asserted.holds) return NOT_READ
  const asking = { principal, purpose: asserted.value.purpose, promptLabels: needingPermit(promptLabels) }
  const said = await reading(tenant, patient?.names ?? NOBODY, asking)
  return patient === undefined ? NOT_READ : said
}

/** Of no patient. */
export const SILENCE: Said = { consent: 'none', promptConsent: 'none' }
const NOT_READ: Said = { consent: 'deny', promptConsent: 'deny' }
/** No pseudonym: those have 22 characters. */
const NOBODY = ['nobody']

/**
 * One query for whoever is stated, held by the store or not. A grant for any name of the patient is one for the patient; without
 * a name there is nobody whom it could be for.
 */
export async function emergencyOf(
  emergencies: Pick<Emergencies, 'inForceFor'>,
  { tenant, principal }: Caller,
  names: readonly string[],
  id: string | undefined,
): Promise<Facts['emergency']> {
  if (id === undefined || names.length === 0) return undefined
  return emergencies.inForceFor(tenant, { id, person: principal.id, patient: names })
}

const NOBODY_STATED: PatientFacts = {
  patient: undefined,
  relationships: [],
  classes: [],
  ...SILENCE,
  emergency: undefined,
}

/** No patient, and what is known of nobody. */
export const UNSTATED: Looked = { patient: undefined, names: [], relationships: [] }
