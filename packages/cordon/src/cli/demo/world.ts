import { createHash } from 'node:crypto'
import type { Agreement, Application, Principal, Vendor } from '@cordon/contract'
import { generateHospital, type Hospital, type HospitalPatient } from '@cordon/hospital'
import { DAY } from '../../kernel/clock.ts'
import { invariant } from '../../kernel/invariant.ts'

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
  const { treating, stranger } = practitionersOf(hospital, patient)
  const vendors = [
    extract('extract', 'local/extract'),
    extract('unsigned', UNCOVERED_MODEL),
    ...(upstream === undefined ? [] : [upstreamVendor(upstream)]),
  ]
  const covered = vendors.filter(({ id }) => id !== 'unsigned')
  return {
    hospital,
    patient: `Patient/${patient.id}`,
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
    profile: { passagesMax: 4, passageCharactersMax: 4_000 },
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
      features: ['generation', 'embeddings'],
    },
    purposes: ['TREAT'],
    proofs: { noTraining: proof, retention: proof },
  }
}

/**
 * Somebody whose blood pressure medicines changed, and whose name is not also an ordinary word of other people's notes. The demo
 * shows one question that goes well; how much is found in any text is what `cordon eval deid` measures.
 */
function patientToShow({ patients, notes }: Hospital): HospitalPatient {
  const plain = ({ id, name }: HospitalPatient) => {
    const words = name
      .toLowerCase()
      .split(/[\s-]+/)
      .join('|')
    const ordinary = new RegExp(`(?<![\\w.@-])(?:${words})(?![\\w.@-])`, 'u')
    return !notes.some(({ patient, text }) => patient !== id && ordinary.test(text))
  }
  const suitable = patients.filter(plain)
  const patient = suitable.findLast(({ course }) => course === 'hypertension-kidney') ?? suitable[0]
  invariant(patient !== undefined, 'the hospital has such a patient')
  return patient
}

/** Of those with a treatment relationship, the first; of those who appear nowhere in this patient's record, the first. */
function practitionersOf(hospital: Hospital, patient: HospitalPatient) {
  const related = new Set(patient.practitioners)
  const treating = hospital.practitioners.find(({ id }) => id === patient.practitioners[0])
  const stranger = hospital.practitioners.find(({ id }) => !related.has(id))
  invariant(
    treating !== undefined && stranger !== undefined,
    'the hospital has somebody who treats the patient, and somebody who does not',
  )
  return { treating, stranger }
}
