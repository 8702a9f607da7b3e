import type { Purpose } from '@cordon/contract'
import { type Disclosure, isClean } from '../disclosure.ts'

/** Why a disclosure need not stand in an accounting, and where the rule says so. */
export interface Exclusion {
  readonly name: string
  readonly cite: string
  readonly title: string
  readonly applies: (disclosure: Disclosure) => boolean
}

/**
 * Looked at in this order; the first that applies counts. What none of them covers is listed, and so is every doubt: a
 * purpose that is none of treatment, payment and operations for certain, or a basis that version 1 did not state.
 */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    name: 'inside',
    cite: '45 CFR 160.103',
    title: 'Answered inside the boundary: nothing was released to anybody outside',
    applies: (of) => (of.v === 1 ? of.agreement === 'none: inside' : of.basis === 'inside' || of.basis === 'private'),
  },
  {
    name: 'de-identified',
    cite: '45 CFR 164.502(d)(2), 164.514(a)–(b)',
    title: 'De-identified before it left: no longer health information of anybody',
    applies: isClean,
  },
  {
    name: 'individual',
    cite: '45 CFR 164.528(a)(1)(ii)',
    title: 'To the individual',
    applies: (of) => of.v !== 1 && of.basis === 'individual',
  },
  {
    name: 'authorization',
    cite: '45 CFR 164.528(a)(1)(iv)',
    title: 'Under the individual’s authorization (164.508)',
    applies: (of) => of.v !== 1 && of.basis === 'authorization',
  },
  {
    name: 'limited-data-set',
    cite: '45 CFR 164.528(a)(1)(viii)',
    title: 'A limited data set under a data use agreement (164.514(e))',
    applies: (of) => of.v !== 1 && of.basis === 'data-use-agreement' && of.policy.startsWith('limited-data-set/'),
  },
  {
    name: 'treatment',
    cite: '45 CFR 164.528(a)(1)(i), 164.506(c)(1)–(2)',
    title: 'To carry out treatment',
    applies: ofPurposes('TREAT', 'ETREAT', 'COC'),
  },
  {
    name: 'payment',
    cite: '45 CFR 164.528(a)(1)(i), 164.506(c)(1), (3)',
    title: 'To carry out payment',
    applies: ofPurposes('HPAYMT', 'CLMATTCH', 'COVAUTH', 'ELIGDTRM'),
  },
  {
    name: 'operations',
    cite: '45 CFR 164.528(a)(1)(i), 164.501',
    title: 'To carry out health care operations',
    applies: ofPurposes('HOPERAT', 'HQUALIMP', 'PATSFTY', 'HCOMPL', 'HLEGAL', 'TRAIN'),
  },
]

/** Only where an agreement stood behind it. */
function ofPurposes(...purposes: readonly Purpose[]): Exclusion['applies'] {
  return (of) => isAgreed(of) && purposes.some((each) => each === of.purpose)
}

/** 164.502(e): to a business associate, under a contract. Whatever left without one is impermissible, and is listed. */
function isAgreed(of: Disclosure): boolean {
  return of.v === 1 ? !of.agreement.startsWith('none') : of.basis === 'agreement' || of.basis === 'data-use-agreement'
}
