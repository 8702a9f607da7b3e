import { Phi } from '@cordon/deid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unrecorded } from '../identity/real-parts.fixtures.ts'
import { createAgreements } from '../policy/agreements/agreements.ts'
import { createValidatedRoutes } from '../policy/agreements/validated-routes.ts'
import { createCharts } from '../policy/consent/charts.ts'
import { agreement, ask, caller, NOW, policies, vendor, vendorRules } from '../policy/decision/decide.fixtures.ts'
import { decide, type Permit } from '../policy/decision/decide.ts'
import { createFacts } from '../policy/decision/facts.ts'
import { createPatients } from '../policy/patients/patients.ts'
import type { Store } from '../store/store.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { createIngest } from './ingest.ts'
import { createRetrieval } from './search.ts'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

let tenants = 0
const newTenant = () => `d${++tenants}`
const to = (reference: string) => ({ reference })
const GONE = [{ type: 'replaced-by', other: to('Patient/new') }]
const patient = (id: string, family: string, link: object[] = []) => ({
  resourceType: 'Patient',
  id,
  name: [{ family }],
  link,
})
const gout = (of: string) => ({
  resourceType: 'Condition',
  id: `gout-${of}`,
  subject: to(`Patient/${of}`),
  code: { text: `gout of ${of}` },
  clinicalStatus: { coding: [{ code: 'active' }] },
})
const team = {
  resourceType: 'CareTeam',
  id: 't',
  subject: to('Patient/new'),
  participant: [{ member: to('Practitioner/c') }],
}
const refusal = {
  resourceType: 'Consent',
  id: 'no',
  status: 'active',
  scope: { coding: [{ code: 'patient-privacy' }] },
  patient: to('Patient/old'),
  provision: { type: 'deny' },
}

async function ingest(tenant: string, ...resources: object[]) {
  async function* items() {
    for (const [n, resource] of resources.entries()) yield { at: `f:${n + 1}`, resource }
  }
  await createIngest(boundary)(items(), { tenant })
}

/** Decides about `Patient/new` as a request would. */
async function decided(tenant: string, between?: () => Promise<void>) {
  const now = () => NOW
  // Whatever happens then, happens between who was meant and what was said of them.
  let reads = 0
  const store: Store = {
    ...boundary.store,
    async read(of, readings, view) {
      if (reads++ === 1) await between?.()
      return boundary.store.read(of, readings, view)
    },
  }
  const charts = createCharts({ ...boundary, store, now, settings: { unstated: 'permit', organizations: [] } })
  const agreements = createAgreements({ store: boundary.store, now, ...vendorRules })
  await agreements.addVendor(tenant, vendor(), unrecorded)
  await agreements.addAgreement(tenant, agreement(), unrecorded)
  const detectorHash = 'd'.repeat(64)
  const gather = createFacts({
    store,
    charts,
    patients: createPatients({ ...boundary, store }),
    agreements,
    validated: createValidatedRoutes({ store: boundary.store, now, officers: [], detectorHash }),
    emergencies: { inForceFor: () => Promise.resolve(undefined) },
    detectorHash,
  })
  const who = caller({ tenant })
  return decide(ask({ caller: who }), await gather(who, { patient: 'Patient/new', purpose: 'TREAT' }), policies)
}

/** What that decision opens: passages, and the patient's names that the detector is told. */
async function read(tenant: string, { names, classes = [], profile }: Permit) {
  const retrieval = createRetrieval(boundary)
  const passages = await retrieval.search({ tenant, names, classes, query: new Phi('gout'), profile })
  const known = (await retrieval.known(tenant, names)).known.map(({ value }) => value)
  return [passages.map(({ source }) => source.reveal()).sort(), known.filter((value) => /feather|hair/.test(value))]
}

function permit(decision: Awaited<ReturnType<typeof decided>>): Permit {
  if (decision.effect === 'deny') throw new Error(decision.deciding.why)
  return decision
}

const apart = [patient('new', 'Quillfeather'), patient('old', 'Maidenhair'), gout('new'), gout('old'), team]
const together = [patient('old', 'Maidenhair', GONE)]
const ofNew = [['Condition/gout-new'], ['Quillfeather']]
const ofBoth = [
  ['Condition/gout-new', 'Condition/gout-old'],
  ['Maidenhair', 'Quillfeather'],
]

describe('a merge between a decision and what is read under it', () => {
  it('makes the chart no wider than what was decided', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...apart)
    const before = permit(await decided(tenant))
    await ingest(tenant, ...together)
    expect(await read(tenant, before)).toEqual(ofNew)
    expect(await read(tenant, permit(await decided(tenant)))).toEqual(ofBoth)
  })

  it('that is taken back leaves what was decided, and the next decision is narrower', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...apart, ...together)
    const before = permit(await decided(tenant))
    await ingest(tenant, patient('old', 'Maidenhair'))
    expect(await read(tenant, before)).toEqual(ofBoth)
    expect(await read(tenant, permit(await decided(tenant)))).toEqual(ofNew)
  })

  it('between the patient’s facts and the consents brings no chart in, and a refusal all the same', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...apart)
    const merged = permit(await decided(tenant, () => ingest(tenant, ...together)))
    expect(await read(tenant, merged)).toEqual(ofNew)
    const refusing = newTenant()
    await ingest(refusing, ...apart, refusal)
    expect(await decided(refusing)).toMatchObject({ effect: 'permit' })
    expect(await decided(refusing, () => ingest(refusing, ...together))).toMatchObject({ code: 'patient_refused' })
  })
})
