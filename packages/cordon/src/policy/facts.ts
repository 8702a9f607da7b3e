import type { Caller } from '../identity/api-key.ts'
import type { Agreements } from './agreements.ts'
import type { Facts } from './decide.ts'
import type { Patients } from './patients.ts'
import type { ValidatedRoutes } from './validated-routes.ts'

export type GatherFacts = (caller: Caller, patient: string | undefined, encounter?: string) => Promise<Facts>

/**
 * Gathers what `decide` compares, afresh for each request: the stated patient and the caller's relationships to them
 * (the same queries whether the patient exists or not), the application's vendors, the agreements with them and the routes that need none.
 * `patient` is `Patient/<id>` or a bare id, `encounter` likewise, as stated. Throws `store_unavailable`.
 *
 * @example decide(ask, await gather(caller, context.patient))
 */
export function createFacts(deps: {
  patients: Pick<Patients, 'look'>
  agreements: Pick<Agreements, 'factsOf'>
  validated: Pick<ValidatedRoutes, 'factsOf'>
  detectorHash: string
}): GatherFacts {
  return async (caller, patient, encounter) => {
    const { tenant, principal, application } = caller
    const [chart, service, validated] = await Promise.all([
      patient === undefined ? unstated : deps.patients.look(tenant, patient, principal, encounter),
      deps.agreements.factsOf(tenant, application?.vendors ?? []),
      deps.validated.factsOf(tenant, application?.vendors ?? []),
    ])
    return { ...chart, ...service, validated, detectorHash: deps.detectorHash }
  }
}

const unstated = { patient: undefined, relationships: [] } as const
