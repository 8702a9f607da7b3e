import type { DeidPolicy } from '@cordon/contract'
import { stricter } from '../cedar/obligations.ts'
import { admits } from '../cedar/paths.ts'
import { covers, type Minimum, type Profile } from '../cedar/profiles.ts'
import type { PolicySet, RecordClass } from './access.ts'
import { type AccessAsk, classRequest } from './access-request.ts'
import type { ReadClass } from './decide.ts'
import type { Access } from './permitted-access.ts'

/** Under what the permitted classes would leave: what a class obliges to has to be so already. */
export interface Leaving {
  /** What of the chart goes with the whole request. */
  readonly profile: Minimum
  /** The same, had the request this profile. Undefined: it would be refused. */
  readonly under: (profile: Profile) => Minimum | undefined
  readonly deidPolicy: DeidPolicy
  /** Every route ends inside the boundary. */
  readonly inside: boolean
}

export interface PermittedClasses {
  readonly classes: readonly RecordClass[]
  /** The evaluation of some class failed: it is denied, and an alarm is due. */
  readonly faulty: boolean
}

/**
 * The classes of a chart that may be looked at: each is decided for itself, never a record or a passage. A class whose
 * policies oblige to more than the whole request keeps (a narrower destination, a stricter de-identification, a profile
 * without it) is left out rather than the request narrowed for it.
 */
export function permittedClasses(
  ask: AccessAsk,
  { request }: Access,
  classes: readonly ReadClass[],
  policies: PolicySet,
  leaving: Leaving,
): PermittedClasses {
  const answered = classes
    .filter(({ kind }) => admits(leaving.profile, kind))
    .map((each) => ({ each, answer: policies.evaluate(classRequest(ask, request, each)) }))
  const permitted = answered.filter(({ each, answer: { effect, obligations } }) => {
    const own = leaving.under(policies.profileOf(obligations))
    if (effect === 'deny' || own === undefined || !covers(own, leaving.profile, each.kind)) return false
    if (obligations.destination === 'inside' && !leaving.inside) return false
    const needed = obligations.deid
    return needed === undefined || stricter(needed, leaving.deidPolicy) === leaving.deidPolicy
  })
  return {
    classes: permitted.map(({ each: { kind, labels } }) => ({ kind, labels })),
    faulty: answered.some(({ answer }) => answer.faulty),
  }
}
