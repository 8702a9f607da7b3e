import { CordonError } from '@cordon/contract'

/** What can be wrong with a key service, and what an operator is told: what is safe, and what to do. */
const FAULTS = {
  not_installed: 'its library is not installed: npm install the package that the guide names for it',
  unreachable: 'it cannot be reached: check its address and the network, then try again',
  slow: 'it did not answer in time (limits.keyServiceMs): try again when it does',
  throttled: 'it asks to be called less often: try again in a minute',
  refused: 'it refused our credentials: check them, and the right to wrap and unwrap with this key',
  wrong_key: 'it does not know this key, or this key did not wrap these bytes: check which key the configuration names',
  failing: 'it reports a fault of its own: see its status, then try again',
  garbage: 'what it answered is not what its interface promises: check what stands at its address',
} as const

export type ServiceFault = keyof typeof FAULTS

/** Called with each fault, for the journal: which service, and what was wrong. */
export type OnFault = (service: string, fault: ServiceFault) => void

/**
 * `keys_unavailable`, with the fault by its name. Wrapping and unwrapping change nothing, so whatever happened, the
 * registers are as they were; what is open already goes on serving, and nothing else is.
 */
export function serviceFault(service: string, fault: ServiceFault, cause?: unknown): CordonError {
  return new CordonError('keys_unavailable', {
    at: `${service}: ${FAULTS[fault]}; no key was changed`,
    cause: nameOf(cause),
  })
}

/** The fault of an HTTP status, where the body says nothing better. */
export function faultOfStatus(status: number): ServiceFault {
  if (status === 401 || status === 403) return 'refused'
  if (status === 429) return 'throttled'
  if (status >= 500) return 'failing'
  return 'wrong_key'
}

/** The fault inside an error of our own egress, however deep a library wrapped it. */
export function faultOfEgress(error: unknown): ServiceFault | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at.name === 'AbortError' || at.name === 'TimeoutError') return 'slow'
    if (!(at instanceof CordonError)) continue
    if (at.code === 'upstream_timeout') return 'slow'
    if (at.code === 'client_closed') return 'slow'
    return at.code === 'upstream_unreachable' || at.code === 'egress_refused' ? 'unreachable' : 'garbage'
  }
  return undefined
}

/** A library's message may quote what was sent: of the error only its class goes on. */
function nameOf(error: unknown): Error | undefined {
  return error instanceof Error ? new Error(error.name) : undefined
}
