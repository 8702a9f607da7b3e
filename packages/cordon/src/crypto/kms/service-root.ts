import { createHash, timingSafeEqual } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { faultOfEgress, type OnFault, type ServiceFault, serviceFault } from './fault.ts'
import type { RootKey } from './root-key.ts'

/** A key service, as one file per vendor speaks to it. */
export interface KeyService {
  /** For messages and entries: `aws-kms`. */
  readonly service: string
  /** Names the key wherever it is used; hashed, it is the root key's id. */
  readonly key: string
  wrap(key: Uint8Array, label: string, signal: AbortSignal): Promise<Uint8Array>
  unwrap(wrapped: Uint8Array, label: string, signal: AbortSignal): Promise<Uint8Array>
  /** What an error of this service's library means; absent: it could not be understood. */
  faultOf(error: unknown): ServiceFault | undefined
}

/**
 * A root key that a service holds. Each call is bounded by `ms`, retries included. What was wrapped is unwrapped again
 * before anybody relies on it: a service that answers with other bytes would otherwise lose a tenant's keys.
 */
export function createServiceRoot(
  of: KeyService,
  deps: { ms: number; onFault?: OnFault | undefined; pausesMs?: readonly number[] },
): RootKey {
  const told = (fault: ServiceFault, cause?: unknown): CordonError => {
    deps.onFault?.(of.service, fault)
    return serviceFault(of.service, fault, cause)
  }
  const bounded = async (work: (signal: AbortSignal) => Promise<Uint8Array>): Promise<Uint8Array> => {
    const signal = AbortSignal.timeout(deps.ms)
    for (const pauseMs of [...(deps.pausesMs ?? PAUSES_MS), undefined]) {
      try {
        return await Promise.race([work(signal), aborted(signal)])
      } catch (error) {
        if (error instanceof CordonError && error.code === 'keys_unavailable') throw error
        const fault = signal.aborted ? 'slow' : (faultOfEgress(error) ?? of.faultOf(error) ?? 'garbage')
        if (pauseMs === undefined || !PASSING.has(fault)) throw told(fault, error)
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
    throw told('slow')
  }
  const unwrap = (wrapped: Uint8Array, label: string) => bounded((signal) => of.unwrap(wrapped, label, signal))
  return {
    id: rootIdOf(of),
    async wrap(key, label) {
      const wrapped = await bounded((signal) => of.wrap(key, label, signal))
      if (await givesBack(unwrap(wrapped, label), key, of.service)) return wrapped
      throw told('garbage')
    },
    unwrap,
  }
}

/** Faults that may be over in a moment, and how long that is. */
const PASSING: ReadonlySet<ServiceFault> = new Set<ServiceFault>(['throttled', 'failing'])
const PAUSES_MS = [200, 600]

/** Whether what was wrapped opens to the same key. A fault of the service itself goes on as it is. */
async function givesBack(unwrapped: Promise<Uint8Array>, key: Uint8Array, service: string): Promise<boolean> {
  try {
    const again = await unwrapped
    return again.length === key.length && timingSafeEqual(again, key)
  } catch (error) {
    if (error instanceof CordonError && error.at?.startsWith(`${service}: `) === true) throw error
    return false
  }
}

/** The id of a key that only its service has: of its name. */
export function rootIdOf({ service, key }: Pick<KeyService, 'service' | 'key'>): string {
  return createHash('sha256').update(`cordon root key id 1 ${service} ${key}`).digest('base64url').slice(0, 22)
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Loads a vendor's library when it is configured, and only then. */
export async function loadLibrary<T>(service: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw serviceFault(service, 'not_installed', cause)
  }
}
