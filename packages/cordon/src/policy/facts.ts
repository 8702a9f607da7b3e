import type { Principal, Purpose, SecurityLabel } from '@cordon/contract'
import type { Caller } from '../identity/api-key.ts'
import type { Agreements } from './agreements.ts'
import type { Facts } from './decide.ts'
import type { Patients } from './patients.ts'
import { needingPermit } from './permitted-prompt.ts'
import { resolvePurpose } from './purpose.ts'
import type { ValidatedRoutes } from './validated-routes.ts'

export type GatherFacts = (
  caller: Caller,
  patient: string | undefined,
  encounter?: string,
  asked?: Asked,
) => Promise<Facts>

/** What of the request itself the patient's consents are asked about. */
export interface Asked {
  /** As it was stated. */
  readonly purpose: string | undefined
  readonly promptLabels: readonly SecurityLabel[]
}

/** Who asks and what for, as a consent could name them. */
export interface Asking {
  readonly principal: Principal
  readonly purpose: Purpose
  /** Of the prompt, those that need a permit. */
  readonly promptLabels: readonly SecurityLabel[]
}

/** The classes of a chart with what consent says of each, and of the question as a whole. */
export type ReadChart = Required<Pick<Facts, 'classes' | 'consent' | 'promptConsent'>>
export type ClassesOf = (tenant: string, patient: string, asking: Asking) => Promise<ReadChart>

/**
 * Gathers what `decide` compares, afresh for each request: the stated patient and the caller's relationships to them
 * (the same queries whether the patient exists or not), the application's vendors, the agreements with them and the routes that need none.
 * `patient` is `Patient/<id>` or a bare id, `encounter` likewise, as stated. Throws `store_unavailable`.
 *
 * @example decide(ask, await gather(caller, context.patient))
 */
export function createFacts(deps: {
  patients: Pick<Patients, 'look'>
  /** The classes of a patient's chart, and what consent says of each. */
  classesOf: ClassesOf
  agreements: Pick<Agreements, 'factsOf'>
  validated: Pick<ValidatedRoutes, 'factsOf'>
  detectorHash: string
}): GatherFacts {
  return async (caller, patient, encounter, asked) => {
    const { tenant, principal, application } = caller
    const [chart, service, validated] = await Promise.all([
      patient === undefined ? unstated : deps.patients.look(tenant, patient, principal, encounter),
      deps.agreements.factsOf(tenant, application?.vendors ?? []),
      deps.validated.factsOf(tenant, application?.vendors ?? []),
    ])
    // A chart that nobody has a part in is not looked into: an unknown patient and an unrelated one cost the same.
    const asserted = resolvePurpose(asked?.purpose, application)
    const open = chart.patient !== undefined && chart.relationships.length > 0 && asserted.holds
    const asking = { principal, promptLabels: needingPermit(asked?.promptLabels ?? []) }
    const read = open
      ? await deps.classesOf(tenant, chart.patient.ref, { ...asking, purpose: asserted.value.purpose })
      : { classes: [] }
    return { ...chart, ...read, ...service, validated, detectorHash: deps.detectorHash }
  }
}

const unstated = { patient: undefined, relationships: [] } as const
