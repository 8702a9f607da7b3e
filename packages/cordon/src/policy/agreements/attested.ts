import type { AttestedFact, ErrorCode, Vendor } from '@cordon/contract'
import { HOUR } from '../../kernel/clock.ts'
import { hashOf } from '../../kernel/hash-of.ts'

/** What a vendor's own settings said, when they were last read. */
export interface Attestation {
  readonly vendor: string
  readonly fact: AttestedFact
  readonly holds: boolean
  /** What was found, from a closed set of words: `none`, `zero_data_retention`, `refused 403`. */
  readonly found: string
  /** Milliseconds. */
  readonly at: number
  /** Of the registration that it was read under: a changed one has to be read again. */
  readonly registration: string
}

export type Attested =
  | { readonly holds: true; readonly why: string }
  | {
      readonly holds: false
      readonly code: Extract<ErrorCode, 'attestation_stale' | 'attestation_failed'>
      readonly why: string
    }

/**
 * Whether everything that a registration asks to be read from the vendor's settings was read lately, and is as it has to be.
 * A registration that asks for nothing rests on the agreement's dated proofs. Pure.
 */
export function attested(vendor: Vendor, answers: readonly Attestation[], hoursMax: number, now: number): Attested {
  const registration = registrationHash(vendor)
  const mine = answers.filter((one) => one.vendor === vendor.id && one.registration === registration)
  for (const fact of vendor.attest ?? []) {
    const answer = mine.find((one) => one.fact === fact)
    if (answer === undefined) return stale(`${fact} was not read yet`)
    if (!answer.holds) return { holds: false, code: 'attestation_failed', why: `${fact}: found ${answer.found}` }
    const ageMs = now - answer.at
    if (!(ageMs >= 0 && ageMs <= hoursMax * HOUR)) return stale(`${fact} was read more than ${hoursMax} hours ago`)
  }
  return {
    holds: true,
    why: vendor.attest === undefined ? 'nothing is read of its settings' : 'its settings are as they have to be',
  }
}

function stale(why: string): Attested {
  return { holds: false, code: 'attestation_stale', why }
}

/** What of a registration an answer depends on: where it was asked, and of whom. */
export function registrationHash({ kind, baseUrl, account, region, models, azure, attestWith }: Vendor): string {
  return hashOf({ kind, baseUrl, account, region, models, azure, attestWith })
}

/** Facts that say what an agreement's dated proof of retention says, and newer. */
const PROVES_RETENTION: Record<AttestedFact, boolean> = {
  'openai-retention': true,
  'bedrock-retention': true,
  'bedrock-logging': false,
  'azure-content-logging': true,
  'azure-sku': false,
  'vertex-cache': false,
  'anthropic-hipaa': true,
}

export function provesRetention({ attest = [] }: Vendor): boolean {
  return attest.some((fact) => PROVES_RETENTION[fact])
}
