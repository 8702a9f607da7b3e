import { setImmediate } from 'node:timers/promises'
import { type Purpose, Role } from '@cordon/contract'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import type { AccessRequest, PolicySet } from '../decision/access.ts'

/**
 * Puts questions to a set before it decides anything: the engine has parsed it then, and what was asked of the set before it
 * is answered already. The newest questions first; requests have their turn in between, and after `WARM_MS` whatever is left is
 * answered when it is asked. Answers how many were put.
 */
export async function warm(set: PolicySet, asked: readonly AccessRequest[], now: Clock): Promise<number> {
  const until = now() + WARM_MS
  let put = 0
  for (const request of [...ordinary(), ...asked.slice(-ASKED_MAX).toReversed()]) {
    if (now() >= until) break
    set.evaluate(request)
    put += 1
    if (put % ASKED_PER_TURN === 0) await setImmediate()
  }
  return put
}

/** A node looks every 2 s and decides by nothing older than 5 s: reading a set and this are both in between. */
const WARM_MS = 1.5 * SECOND
const ASKED_MAX = 4_000
/** About five milliseconds of the processor's, for a set of 200 policies. */
const ASKED_PER_TURN = 10

/** For a node that has only begun: what each role asks most, about nobody, and about a patient of theirs. */
function ordinary(): AccessRequest[] {
  return Role.options.flatMap((role) => {
    const { purpose, relationship } = MOSTLY[role] ?? { purpose: 'TREAT', relationship: 'care-team' }
    const [nobody, theirs] = [question(role, purpose), { ...question(role, purpose), patient: 'theirs' }]
    const related: AccessRequest = { ...theirs, relationships: [relationship] }
    return [nobody, theirs, related, { ...related, action: 'retrieve', record: { kind: 'Note', labels: [] } }]
  })
}

const MOSTLY: Partial<Record<Role, { purpose: Purpose; relationship: AccessRequest['relationships'][number] }>> = {
  billing: { purpose: 'HPAYMT', relationship: 'care-team' },
  frontdesk: { purpose: 'HOPERAT', relationship: 'care-team' },
  researcher: { purpose: 'HRESCH', relationship: 'study-group' },
  patient: { purpose: 'PATRQT', relationship: 'self' },
  caregiver: { purpose: 'FAMRQT', relationship: 'related-person' },
}

function question(role: Role, purpose: Purpose): AccessRequest {
  const kind = role === 'service' ? 'service' : 'user'
  return {
    tenant: '',
    action: 'ask',
    principal: { id: 'ordinary', kind, roles: [role], suspended: false, licence: 'unstated' },
    actors: [],
    application: 'ordinary',
    purpose,
    purposeFixed: kind === 'service' ? purpose : undefined,
    patient: undefined,
    record: undefined,
    relationships: [],
    consent: 'none',
    scope: 'unbounded',
    emergency: false,
  }
}
