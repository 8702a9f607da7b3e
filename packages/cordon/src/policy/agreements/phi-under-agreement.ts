import { CordonError } from '@cordon/contract'
import type { Phi, StillPhi } from '@cordon/deid'
import type { Permit } from '../decision/decide.ts'
import { refusedPolicy } from '../decision/permitted-policies.ts'
import { isInside, isPrivate, type Route } from './recipients.ts'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** The stamp that this file alone holds: the constructor refuses without it. */
const STAMP = Symbol('permitted by a decision')

/**
 * PHI that may leave, because a decision found an agreement that permits it in this form. A provider accepts it beside
 * `Clean`; it prints as `[phi]`. Only `underAgreement` and `insideAsItIs` make one.
 */
export class PhiUnderAgreement<T = unknown> {
  readonly #value: T
  /** The policy that made it, for example `coded/1`. */
  readonly policy: string
  /** The agreement that permits it; `none: inside` or `none: private` where nothing is disclosed. */
  readonly agreement: string

  constructor(stamp: typeof STAMP, value: T, policy: string, agreement: string) {
    if (stamp !== STAMP) throw new TypeError('PhiUnderAgreement is made by a decision only')
    this.#value = value
    this.policy = policy
    this.agreement = agreement
  }

  /** What leaves the boundary. */
  get value(): T {
    return this.#value
  }

  toString(): string {
    return '[phi]'
  }

  toJSON(): string {
    return '[phi]'
  }

  [INSPECT](): string {
    return '[phi]'
  }
}

/**
 * What this decision lets leave by this route. Throws `agreement_missing` when the text was made under another policy than
 * was decided, the route is none of the decision's, or its agreement does not permit the policy for this purpose.
 */
export function underAgreement<T>(decision: Permit, route: Route, phi: StillPhi<T>): PhiUnderAgreement<T> {
  const { deidPolicy, purpose, routes } = decision
  const { agreement, vendor } = route
  const isDecided = routes.includes(route) && phi.policy.startsWith(`${deidPolicy}/`)
  const refused =
    agreement === undefined ? !isInside(vendor) : refusedPolicy(agreement, deidPolicy, purpose) !== undefined
  if (!isDecided || refused) throw new CordonError('agreement_missing', { at: phi.policy })
  return new PhiUnderAgreement(
    STAMP,
    phi.reveal(),
    phi.policy,
    agreement?.id ?? (isPrivate(vendor) ? 'none: private' : 'none: inside'),
  )
}

/**
 * What this decision lets go as it is, to an MCP server of the operator's own: a use inside the entity that holds the
 * information, and no disclosure (160.103). Throws `agreement_missing` for any other recipient, and where no patient was decided about.
 */
export function insideAsItIs<T>(decision: Permit, route: Route, phi: Phi<T>): PhiUnderAgreement<T> {
  const { vendor, agreement } = route
  const isDecided = decision.routes.includes(route) && decision.patient !== undefined
  if (!isDecided || agreement !== undefined || vendor.kind !== 'mcp' || !isPrivate(vendor))
    throw new CordonError('agreement_missing', { at: 'as it is' })
  return new PhiUnderAgreement(STAMP, phi.reveal(), 'none', 'none: private')
}
