import { CordonError } from '@cordon/contract'
import { classesOfChart } from '../patients/chart-class.ts'
import { open } from '../patients/chart-row.ts'
import { type Patients, patientPseudonym } from '../patients/patients.ts'
import { type ChartsDeps, createCharts } from './charts.ts'
import { consentsEverywhere, EVERYWHERE_MAX } from './consent.queries.ts'
import type { Consent } from './consent.ts'
import { type Contradiction, contradictionsOf } from './contradictions.ts'

export interface ConsentReview {
  /** The consents in force of one patient, and where they contradict each other. An unknown patient has none. */
  ofPatient(tenant: string, reference: string): Promise<Reviewed>
  /** Every contradiction of every patient. Throws `overloaded` beyond the bound, because a part would look like all. */
  contradictions(tenant: string): Promise<Contradiction[]>
}

export interface ReviewDeps extends ChartsDeps {
  readonly patients: Pick<Patients, 'names'>
}

export interface Reviewed {
  readonly consents: readonly Consent[]
  readonly contradictions: readonly Contradiction[]
}

/** For those with the audit right: what consents say is not for who asks about the patient (42 CFR 2.13). */
export function createConsentReview(deps: ReviewDeps): ConsentReview {
  const { consentsOf } = createCharts(deps)

  async function reviewed(tenant: string, patient: string): Promise<Reviewed> {
    const names = await deps.patients.names(tenant, patient)
    const consents = await consentsOf(tenant, names)
    const classes = await classesOfChart(deps, tenant, ...names)
    const ordinary = classes.length > 0 ? classes : [{ kind: 'Note', labels: [] }]
    return { consents, contradictions: contradictionsOf(consents, ordinary, deps.now()) }
  }

  return {
    ofPatient: async (tenant, reference) =>
      reviewed(tenant, patientPseudonym(await deps.keyring.tenant(tenant), reference)),
    async contradictions(tenant) {
      const rows = await deps.store.within(tenant, (tx) => consentsEverywhere(tx, tenant), 'all')
      if (rows.length > EVERYWHERE_MAX)
        throw new CordonError('overloaded', { at: `more than ${EVERYWHERE_MAX} consents` })
      const found: Contradiction[] = []
      for (const patient of await severalOf(deps, tenant, rows))
        found.push(...(await reviewed(tenant, patient)).contradictions)
      return found
    },
  }
}

/** Patients who have more than one consent, under whatever names; one alone contradicts nobody. */
async function severalOf(
  { keyring, patients }: ReviewDeps,
  tenant: string,
  rows: readonly { ref: string; patient: string; sealed: Buffer }[],
): Promise<string[]> {
  const counts = new Map<string, number>()
  for (const { ref, patient, sealed } of rows) {
    // Opened here, so that a row that was moved is found out and not counted.
    await open(keyring, { tenant, table: 'resource', ref, patient }, sealed)
    const [first = patient] = [...(await patients.names(tenant, patient))].sort()
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  return [...counts].filter(([, count]) => count > 1).map(([patient]) => patient)
}
