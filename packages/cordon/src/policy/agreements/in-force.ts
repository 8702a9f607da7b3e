import type { Agreement, DeidPolicy, ErrorCode, Feature, Proof, Purpose, Vendor } from '@cordon/contract'
import { DAY } from '../../kernel/clock.ts'
import { refusedPolicy } from '../decision/permitted-policies.ts'
import { firstMismatch } from './service.ts'

type Lack = Extract<
  ErrorCode,
  'vendor_proof_stale' | 'agreement_not_yet' | 'agreement_expired' | 'agreement_terminated' | 'agreement_missing'
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
  readonly now: number
}

/** From the nearest miss to the farthest: the first of these among the candidates is what the caller is told. */
const MOST_TELLING: readonly Lack[] = [
  'vendor_proof_stale',
  'agreement_not_yet',
  'agreement_expired',
  'agreement_terminated',
  'agreement_missing',
]

/**
 * The agreement under which this disclosure may be made, or the most telling reason why there is none. Where several
 * are in force, the one that lasts longest; then by id, so that the same facts always name the same agreement.
 */
export function inForce(agreements: readonly Agreement[], disclosure: Disclosure): Standing {
  const { vendor } = disclosure
  const standings = agreements
    .filter((agreement) => agreement.vendor === vendor.id)
    .sort((a, b) => Date.parse(b.expires) - Date.parse(a.expires) || (a.id < b.id ? -1 : 1))
    .map((agreement) => standing(agreement, disclosure))
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
function standing(agreement: Agreement, { vendor, model, purpose, deidPolicy, feature, now }: Disclosure): Standing {
  const named = `agreement ${agreement.id}`
  const { effective, expires, terminated } = agreement
  const mismatch = firstMismatch(vendor, model, agreement, feature)
  if (mismatch === 'features') return lack('agreement_missing', `${named} does not cover ${feature}`)
  if (mismatch !== undefined)
    return lack('agreement_missing', `${named} names another ${mismatch === 'models' ? 'model' : mismatch}`)
  if (!agreement.purposes.includes(purpose)) return lack('agreement_missing', `${named} does not permit ${purpose}`)
  const refused = refusedPolicy(agreement, deidPolicy, purpose)
  if (refused !== undefined) return lack('agreement_missing', `${named} ${refused}`)
  if (terminated !== undefined && !(now < Date.parse(terminated)))
    return lack('agreement_terminated', `${named} was terminated on ${day(terminated)}`)
  if (!(Date.parse(effective) <= now)) return lack('agreement_not_yet', `${named} is in force from ${day(effective)}`)
  if (!(now < Date.parse(expires))) return lack('agreement_expired', `${named} expired on ${day(expires)}`)
  const doubt =
    proofDoubt('no-training', agreement.proofs.noTraining, now) ??
    proofDoubt('retention', agreement.proofs.retention, now)
  if (doubt !== undefined) return lack('vendor_proof_stale', `${named}: ${doubt}`)
  return { agreement, why: `${named} is in force until ${day(terminated ?? expires)}` }
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

function lack(code: Lack, why: string): Standing {
  return { code, why }
}

function day(instant: string): string {
  return instant.slice(0, 10)
}
