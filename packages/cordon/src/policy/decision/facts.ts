import type { Principal, Purpose, SecurityLabel } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import type { Agreements } from '../agreements/agreements.ts'
import type { ValidatedRoutes } from '../agreements/validated-routes.ts'
import type { Emergencies } from '../emergency/emergencies.ts'
import type { FoundPatient, Looked, Patients } from '../patients/patients.ts'
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

/** `promptLabels`: what the prompt's own text is about. */
export type GatherFacts = (caller: Caller, stated: Stating, promptLabels?: readonly SecurityLabel[]) => Promise<Facts>

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
 * (the same queries whether the patient exists or not), the application's vendors, the agreements with them and the routes that need none.
 * Throws `store_unavailable`.
 *
 * @example decide(ask, await gather(caller, context))
 */
export function createFacts(deps: {
  patients: Pick<Patients, 'look'>
  /** The classes of a patient's chart, and what consent says of each. */
  classesOf: ClassesOf
  consentOf: ConsentOf
  agreements: Pick<Agreements, 'factsOf'>
  validated: Pick<ValidatedRoutes, 'factsOf'>
  emergencies: Pick<Emergencies, 'inForceFor'>
  detectorHash: string
}): GatherFacts {
  return async (caller, { patient, encounter, purpose, 'break-glass': grant }, promptLabels = []) => {
    const { tenant, principal, application } = caller
    const [{ names, ...chart }, service, validated] = await Promise.all([
      patient === undefined ? UNSTATED : deps.patients.look(tenant, patient, principal, encounter),
      deps.agreements.factsOf(tenant, application?.vendors ?? []),
      deps.validated.factsOf(tenant, application?.vendors ?? []),
    ])
    const emergency = await emergencyOf(deps.emergencies, caller, names, grant)
    // A chart that the caller has no part in is not looked into: an unknown patient and an unrelated one cost the same.
    const related = chart.relationships.length > 0 || emergency !== undefined
    const reading = related ? deps.classesOf : deps.consentOf
    const said =
      patient === undefined ? SILENCE : await consented(reading, caller, chart.patient, purpose, promptLabels)
    return { ...chart, classes: [], ...said, ...service, validated, emergency, detectorHash: deps.detectorHash }
  }
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

/** No patient, and what is known of nobody. */
export const UNSTATED: Looked = { patient: undefined, names: [], relationships: [] }
