import { createHash } from 'node:crypto'
import type { Agreement, Application, Principal, Vendor } from '@cordon/contract'
import { generateHospital, type Hospital } from '@cordon/hospital'
import { DAY } from '../../kernel/clock.ts'

/** The synthetic world of the demo: one hospital, one patient to ask about, and who may and may not. */
export interface World {
  readonly hospital: Hospital
  /** `Patient/<id>`. */
  readonly patient: string
  readonly administrator: Principal
  readonly related: Principal
  readonly unrelated: Principal
  readonly application: Application
  readonly commandLine: Application
  readonly vendors: readonly Vendor[]
  readonly agreements: readonly Agreement[]
}

/** The model of a vendor that signed nothing: asking for it shows a refusal. */
export const UNCOVERED_MODEL = 'unsigned/extract'
const SEED = 20_261_122

export interface Upstream {
  readonly baseUrl: string
  /** The environment variable with its key; absent: it needs none. */
  readonly keyFrom?: string | undefined
}

export function createWorld({ now, upstream }: { now: number; upstream?: Upstream | undefined }): World {
  const hospital = generateHospital({ seed: SEED, now: new Date(now).toISOString().slice(0, 10) })
  const patient = patientToShow(hospital)
  const treating = treatingPractitioner(hospital, patient)
  const stranger = practitionerWithout(hospital, patient)
  const vendors = [
    extract('extract', 'local/extract'),
    extract('unsigned', UNCOVERED_MODEL),
    ...(upstream === undefined ? [] : [upstreamVendor(upstream)]),
  ]
  const covered = vendors.filter(({ id }) => id !== 'unsigned')
  return {
    hospital,
    patient: `Patient/${patient}`,
    administrator: person('admin', 'Dana Whitlock, synthetic administrator', treating.id, [
      'administrator',
      'clinician',
      'compliance',
    ]),
    related: person('treating', `${treating.name}, synthetic`, treating.id, ['clinician']),
    unrelated: person('stranger', `${stranger.name}, synthetic`, stranger.id, ['clinician']),
    application: application('demo', 'Demo application', vendors),
    commandLine: application('command-line', 'cordon ask', vendors),
    vendors,
    agreements: covered.map((vendor) => agreementWith(vendor, now)),
  }
}

function person(id: string, name: string, practitioner: string, roles: Principal['roles']): Principal {
  return { id, kind: 'user', name, roles, practitioner: `Practitioner/${practitioner}` }
}

/** Fixes the purpose, admits any model of its vendors, has all tools inside, and lets the patient be absent. */
function application(id: string, name: string, vendors: readonly Vendor[]): Application {
  return {
    id,
    name,
    purposes: ['TREAT'],
    purposeFixed: 'TREAT',
    models: ['*'],
    vendors: vendors.map((vendor) => vendor.id),
    toolsInside: ['*'],
    patientOptional: true,
    retrieve: 'asked',
    profile: { passagesMax: 6, passageCharactersMax: 6_000 },
  }
}

/** `local/extract`, registered as if it were a vendor outside: the road shown is the road a real vendor gets. */
function extract(id: string, model: string): Vendor {
  return {
    id,
    name: `${model}, in this process`,
    kind: 'local-extract',
    placement: 'outside',
    baseUrl: 'local://extract',
    product: 'extract',
    tier: 'demo',
    account: 'demo',
    region: 'local',
    models: [model],
  }
}

function upstreamVendor({ baseUrl, keyFrom }: Upstream): Vendor {
  return {
    ...extract('upstream', '*'),
    name: 'The endpoint of --upstream',
    kind: 'openai',
    baseUrl,
    product: 'chat',
    ...(keyFrom === undefined ? {} : { keyFrom }),
  }
}

function agreementWith(vendor: Vendor, now: number): Agreement {
  const id = `${vendor.id}-synthetic`
  const proof = { holds: true, seenOn: new Date(now - DAY).toISOString(), freshDays: 90 }
  return {
    id,
    kind: 'business-associate',
    vendor: vendor.id,
    documentSha256: createHash('sha256').update(`synthetic agreement ${id}`).digest('hex'),
    effective: new Date(now - 30 * DAY).toISOString(),
    expires: new Date(now + 335 * DAY).toISOString(),
    service: {
      host: vendor.kind === 'local-extract' ? 'local' : new URL(vendor.baseUrl).host,
      product: vendor.product,
      tier: vendor.tier,
      account: vendor.account,
      region: vendor.region,
      models: [...vendor.models],
    },
    purposes: ['TREAT'],
    proofs: { noTraining: proof, retention: proof },
  }
}

interface Participation {
  readonly patient: string
  readonly practitioner: string
}

function patientToShow(hospital: Hospital): string {
  const [patient] = hospital.patients
  if (patient === undefined) throw new Error('invariant: the hospital has a patient')
  return patient.id
}

function treatingPractitioner(hospital: Hospital, patient: string) {
  const ids = new Set(
    careOf(hospital)
      .filter((each) => each.patient === patient)
      .map((each) => each.practitioner),
  )
  return required(hospital.practitioners.find(({ id }) => ids.has(id)))
}

/** Somebody who appears nowhere in this patient's record. */
function practitionerWithout(hospital: Hospital, patient: string) {
  const record = JSON.stringify(
    hospital.resources.filter((resource) => JSON.stringify(resource).includes(`Patient/${patient}`)),
  )
  const patientResource = JSON.stringify(
    hospital.resources.find(({ resourceType, id }) => resourceType === 'Patient' && id === patient),
  )
  return required(
    hospital.practitioners.find(
      ({ id }) => !record.includes(`Practitioner/${id}"`) && !patientResource.includes(`Practitioner/${id}"`),
    ),
  )
}

function careOf(hospital: Hospital): Participation[] {
  const reference = (value: unknown) => (value as { reference?: string } | undefined)?.reference ?? ''
  return hospital.resources
    .filter(({ resourceType }) => resourceType === 'CareTeam')
    .flatMap((team) => {
      const { subject, participant } = team as { subject?: unknown; participant?: { member?: unknown }[] }
      return (participant ?? []).map(({ member }) => ({
        patient: reference(subject).replace('Patient/', ''),
        practitioner: reference(member).replace('Practitioner/', ''),
      }))
    })
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('invariant: the hospital has such a practitioner')
  return value
}
