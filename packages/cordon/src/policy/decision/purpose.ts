import { type Application, Purpose } from '@cordon/contract'
import { type Finding, hold, no, refuse, yes } from './rule.ts'

/** A purpose together with the registration that allows it. */
export interface Asserted {
  readonly purpose: Purpose
  readonly application: Application
}

/**
 * The purpose of use of this request: what it states, else what its application's registration fixes. Refused:
 * `purpose_missing`, `purpose_unknown` (not a v3-ActReason code we know), `purpose_refused` (not registered), and
 * `right_missing` for a key without an application, which has no registration to allow anything.
 */
export function resolvePurpose(stated: string | undefined, application: Application | undefined): Finding<Asserted> {
  const unstated = stated === undefined || stated === ''
  const asserted = unstated ? application?.purposeFixed : stated
  if (asserted === undefined) return refuse('purpose_missing', no('purpose.stated', 'no purpose of use was stated'))

  const known = Purpose.safeParse(asserted)
  if (!known.success) return refuse('purpose_unknown', no('purpose.stated', 'the purpose stated is not a known code'))

  const purpose = known.data
  const origin = yes('purpose.stated', unstated ? `${purpose}, fixed by the registration` : `${purpose}, stated`)
  if (application === undefined)
    return refuse('right_missing', no('purpose.registration', 'this key belongs to no application'), [origin])
  if (!application.purposes.includes(purpose)) {
    const why = `application ${application.id} is not registered for ${purpose}`
    return refuse('purpose_refused', no('purpose.registration', why), [origin])
  }
  return hold({ purpose, application }, origin, yes('purpose.registration', `${application.id} may assert ${purpose}`))
}
