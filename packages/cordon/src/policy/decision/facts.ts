import type { Principal, Purpose, SecurityLabel } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import type { Agreements } from '../agreements/agreements.ts'
import type { ValidatedRoutes } from '../agreements/validated-routes.ts'
import type { Emergencies } from '../emergency/emergencies.ts'
import type { FoundPatient, Patients } from '../patients/patients.ts'
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
export type ConsentOf = (tenant: string, patient: string, asking: Asking) => Promise<Said>

/** The classes of a chart with what consent says of each, and of the question as a whole. */
export type ReadChart = Said & Required<Pick<Facts, 'classes'>>
export type ClassesOf = (tenant: string, patient: string, asking: Asking) => Promise<ReadChart>

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
  emergencies: Pick<Emergencies, 'inForce'>
  detectorHash: string
}): GatherFacts {
  return async (caller, { patient, encounter, purpose, 'break-glass': grant }, promptLabels = []) => {
    const { tenant, principal, application } = caller
    const [chart, service, validated, emergency] = await Promise.all([
      patient === undefined ? unstated : deps.patients.look(tenant, patient, principal, encounter),
      deps.agreements.factsOf(tenant, application?.vendors ?? []),
      deps.validated.factsOf(tenant, application?.vendors ?? []),
      emergencyOf(deps.emergencies, caller, patient, grant),
    ])
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
  reading: (tenant: string, patient: string, asking: Asking) => Promise<Read>,
  { tenant, principal, application }: Caller,
  patient: FoundPatient | undefined,
  purpose: string | undefined,
  promptLabels: readonly SecurityLabel[] = [],
): Promise<Read | Said> {
  const asserted = resolvePurpose(purpose, application)
  if (!asserted.holds) return NOT_READ
  const asking = { principal, purpose: asserted.value.purpose, promptLabels: needingPermit(promptLabels) }
  const said = await reading(tenant, patient?.ref ?? NOBODY, asking)
  return patient === undefined ? NOT_READ : said
}

/** Of no patient. */
export const SILENCE: Said = { consent: 'none', promptConsent: 'none' }
const NOT_READ: Said = { consent: 'deny', promptConsent: 'deny' }
/** No pseudonym: those have 22 characters. */
const NOBODY = 'nobody'

/** Asked for by the caller's own word alone, so that nothing of the patient shows in what is asked of the database. */
export async function emergencyOf(
  emergencies: Pick<Emergencies, 'inForce'>,
  { tenant, principal }: Caller,
  patient: string | undefined,
  id: string | undefined,
): Promise<Facts['emergency']> {
  if (id === undefined || patient === undefined) return undefined
  return emergencies.inForce(tenant, { id, person: principal.id, patient })
}

const unstated = { patient: undefined, relationships: [] } as const
