import type {
  Agreement,
  DeidPolicy,
  ErrorCode,
  Feature,
  Proof,
  Purpose,
  SecurityLabel,
  Vendor,
  VendorFeature,
} from '@cordon/contract'
import { DAY } from '../../kernel/clock.ts'
import { refusedPolicy } from '../decision/permitted-policies.ts'
import { type Attestation, attested, provesRetention } from './attested.ts'
import { eligibility } from './catalogue/eligibility.ts'
import type { Catalogue, Endpoint } from './catalogue/read-catalogue.ts'
import { placesOf } from './place.ts'
import { featureLack, firstMismatch, namedFeatures } from './service.ts'

type Lack = Extract<
  ErrorCode,
  | 'attestation_stale'
  | 'attestation_failed'
  | 'vendor_proof_stale'
  | 'catalogue_expired'
  | 'service_unverified'
  | 'service_ineligible'
  | 'service_unknown'
  | 'subprocessor_unapproved'
  | 'region_refused'
  | 'agreement_not_yet'
  | 'agreement_suspended'
  | 'agreement_expired'
  | 'agreement_terminated'
  | 'agreement_missing'
>

/** What one agreement, or the want of any, says about one disclosure. */
export type Standing =
  | { readonly agreement: Agreement | undefined; readonly why: string }
  | { readonly code: Lack; readonly why: string }

/** The disclosure in question. */
export interface Disclosure {
  readonly vendor: Vendor
  readonly model: string
  readonly purpose: Purpose
  /** How the prompt is de-identified before it leaves. */
  readonly deidPolicy: DeidPolicy
  /** What of the service would be used; absent: generation. */
  readonly feature?: Feature
  /** What the prompt's own text is about. */
  readonly labels?: readonly SecurityLabel[]
  /** What it uses of the service; absent: text at Chat Completions. */
  readonly endpoint?: Endpoint
  readonly features?: readonly VendorFeature[]
  readonly now: number
}

/** What is known of vendors beside the agreements with them. */
export interface Known {
  /** As reviews leave it. */
  readonly catalogue: Catalogue
  readonly attestations: readonly Attestation[]
  readonly attestedHoursMax: number
}

/** From the nearest miss to the farthest: the first of these among the candidates is what the caller is told. */
const MOST_TELLING: readonly Lack[] = [
  'attestation_stale',
  'attestation_failed',
  'vendor_proof_stale',
  'catalogue_expired',
  'service_unverified',
  'service_ineligible',
  'service_unknown',
  'subprocessor_unapproved',
  'region_refused',
  'agreement_suspended',
  'agreement_not_yet',
  'agreement_expired',
  'agreement_terminated',
  'agreement_missing',
]

/**
 * The agreement under which this disclosure may be made, or the most telling reason why there is none. Where several
 * are in force, the one that lasts longest; then by id, so that the same facts always name the same agreement.
 */
export function inForce(agreements: readonly Agreement[], disclosure: Disclosure, known: Known): Standing {
  const { vendor } = disclosure
  const standings = agreements
    .filter((agreement) => agreement.vendor === vendor.id)
    .sort((a, b) => Date.parse(b.expires) - Date.parse(a.expires) || (a.id < b.id ? -1 : 1))
    .map((agreement) => standing(agreement, disclosure, known))
  return mostTelling(standings) ?? { code: 'agreement_missing', why: `vendor ${vendor.id} has no agreement` }
}

/** Of several, the one that permits, else the nearest miss; undefined of none. */
export function mostTelling<T extends Standing>(standings: readonly T[]): T | undefined {
  const permitting = standings.find((each) => 'agreement' in each)
  if (permitting !== undefined) return permitting
  for (const lack of MOST_TELLING) {
    const found = standings.find((each) => 'code' in each && each.code === lack)
    if (found !== undefined) return found
  }
  return undefined
}

/** 164.504(e)(2)(i): no disclosure that the agreement does not permit; 164.502(e): none without satisfactory assurance. */
function standing(agreement: Agreement, disclosure: Disclosure, known: Known): Standing {
  const lacking =
    ofContents(agreement, disclosure) ??
    ofPlace(agreement, disclosure) ??
    ofSubprocessors(agreement, disclosure) ??
    ofTime(agreement, disclosure) ??
    ofService(disclosure, known) ??
    ofProofs(agreement, disclosure, known)
  if (lacking !== undefined) return lacking
  const { expires, terminated } = agreement
  return { agreement, why: `agreement ${agreement.id} is in force until ${day(terminated ?? expires)}` }
}

const CLEAN: ReadonlySet<DeidPolicy> = new Set(['safe-harbor', 'expert'])

type Lacking = Extract<Standing, { code: Lack }> | undefined

/** What the contract says that may be disclosed, to whom and for what. */
function ofContents(
  agreement: Agreement,
  { vendor, model, purpose, deidPolicy, feature, labels = [], features = [] }: Disclosure,
): Lacking {
  const named = `agreement ${agreement.id}`
  const { excludedLabels = [] } = agreement
  const mismatch = firstMismatch(vendor, model, agreement)
  if (mismatch !== undefined)
    return lack('agreement_missing', `${named} names another ${mismatch === 'models' ? 'model' : mismatch}`)
  if (!agreement.purposes.includes(purpose)) return lack('agreement_missing', `${named} does not permit ${purpose}`)
  const refused = refusedPolicy(agreement, deidPolicy, purpose)
  if (refused !== undefined) return lack('agreement_missing', `${named} ${refused}`)
  const uncovered = featureLack(agreement, feature, features)
  if (uncovered !== undefined) return lack('agreement_missing', `${named} ${uncovered}`)
  // What stays there is out of reach of a consent withdrawn and of a key destroyed: so it is nobody's, 164.514(a).
  const [kept] = namedFeatures(features)
  if (kept !== undefined && !CLEAN.has(deidPolicy))
    return lack('agreement_missing', `${kept} is for what identifies nobody, not for ${deidPolicy}`)
  // Which label it is, only its reader's audit right tells: the caller knows the text anyway, but not how it was read.
  if (labels.some((one) => excludedLabels.includes(one)))
    return lack('agreement_missing', `${named} leaves out records of this kind`)
  return undefined
}

/** Where it would be processed has to be named, by the name of the region or of the wider place. */
function ofPlace({ id, service }: Agreement, { vendor, model }: Disclosure): Lacking {
  const places = placesOf(vendor, model)
  if ('anywhere' in places) return lack('region_refused', `${vendor.id}: ${places.anywhere}`)
  const agreed = [service.region, ...(service.regions ?? [])]
  const stray = places.regions.find((place) => !agreed.includes(place))
  return stray === undefined ? undefined : lack('region_refused', `agreement ${id} does not name ${stray}`)
}

/** 164.502(e)(1)(ii), 164.504(e)(5): whoever stands behind the vendor is bound, too. */
function ofSubprocessors({ id, subprocessors: approved = [] }: Agreement, { vendor }: Disclosure): Lacking {
  const stranger = (vendor.subprocessors ?? []).find((name) => !approved.includes(name))
  if (stranger === undefined) return undefined
  return lack('subprocessor_unapproved', `agreement ${id} does not approve all that stand behind ${vendor.id}`)
}

function ofTime({ id, effective, expires, terminated, suspended }: Agreement, { now }: Disclosure): Lacking {
  const named = `agreement ${id}`
  if (terminated !== undefined && !(now < Date.parse(terminated)))
    return lack('agreement_terminated', `${named} was terminated on ${day(terminated)}`)
  if (!(Date.parse(effective) <= now)) return lack('agreement_not_yet', `${named} is in force from ${day(effective)}`)
  if (!(now < Date.parse(expires))) return lack('agreement_expired', `${named} expired on ${day(expires)}`)
  if (suspended !== undefined && !(now < Date.parse(suspended)))
    return lack('agreement_suspended', `${named} was suspended on ${day(suspended)}`)
  return undefined
}

/** Whether the service may carry it at all, whatever was signed. */
function ofService(
  { vendor, model, endpoint = 'chat', features = [], now }: Disclosure,
  { catalogue }: Known,
): Lacking {
  // What holds ciphertext, or calls a tool, is no use of a model: its agreement says all there is.
  if (vendor.kind === 'store' || vendor.kind === 'mcp') return undefined
  const found = eligibility(catalogue, { vendor, model, endpoint, features, now })
  return found.eligible ? undefined : lack(found.code, `${vendor.id}: ${found.why}`)
}

/** What the vendor's settings say by themselves, and what somebody has seen of them. */
function ofProofs({ id, proofs }: Agreement, { vendor, now }: Disclosure, known: Known): Lacking {
  const read = attested(vendor, known.attestations, known.attestedHoursMax, now)
  if (!read.holds) return lack(read.code, `${vendor.id}: ${read.why}`)
  const doubt =
    proofDoubt('no-training', proofs.noTraining, now) ??
    // What was read within hours says more than what somebody saw within months.
    (provesRetention(vendor) ? undefined : proofDoubt('retention', proofs.retention, now))
  return doubt === undefined ? undefined : lack('vendor_proof_stale', `agreement ${id}: ${doubt}`)
}

/** A proof dated in the future proves nothing yet. */
function proofDoubt(name: string, { holds, seenOn, freshDays }: Proof, now: number): string | undefined {
  if (!holds) return `the ${name} proof of ${day(seenOn)} does not hold`
  const ageMs = now - Date.parse(seenOn)
  if (ageMs >= 0 && ageMs <= freshDays * DAY) return undefined
  return ageMs < 0
    ? `the ${name} proof is dated ${day(seenOn)}`
    : `the ${name} proof of ${day(seenOn)} is older than ${freshDays} days`
}

function lack(code: Lack, why: string): NonNullable<Lacking> {
  return { code, why }
}

function day(instant: string): string {
  return instant.slice(0, 10)
}
