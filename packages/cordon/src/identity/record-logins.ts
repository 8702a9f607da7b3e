import type { NewestBody } from '@cordon/contract'
import { type Clock, MINUTE } from '../kernel/clock.ts'
import type { Caller } from './api-key.ts'

/** Idle for this long, a key that is used again from the same address is a new login. */
export const loginIdleMs = 15 * MINUTE

/** Keys and addresses remembered; beyond it the longest idle are forgotten, which makes more entries, never fewer. */
export const loginsMax = 10_000

type Write = (tenant: string, body: NewestBody<'authentication'>) => Promise<unknown>

/**
 * 164.308(a)(5)(ii)(C), 164.312(d): who came in, when, from where. Resolves once a login's entry is durable; rejects as
 * the journal does, and then whoever came in is not served. Uses within a quarter of an hour belong to one login.
 */
export function createLoginRecord(deps: { write: Write; now: Clock }) {
  const recent = new Map<string, { at: number; written: Promise<unknown> }>()

  return async (caller: Caller, source: string): Promise<void> => {
    const name = `${caller.tenant} ${caller.keyId} ${caller.principal.id} ${source}`
    const at = deps.now()
    const known = recent.get(name)
    recent.delete(name)
    const fresh = known !== undefined && at - known.at < loginIdleMs
    const login = { at, written: fresh ? known.written : deps.write(caller.tenant, entryOf(caller, source, at)) }
    recent.set(name, login)
    forgetOldest(recent)
    try {
      await login.written
    } catch (error) {
      if (recent.get(name) === login) recent.delete(name)
      throw error
    }
  }
}

function entryOf(caller: Caller, source: string, at: number): NewestBody<'authentication'> {
  const { keyId, principal, application, method = 'api-key', actors } = caller
  const time = new Date(at).toISOString()
  return {
    class: 'authentication',
    v: 2,
    result: 'accepted',
    source: source.slice(0, 200),
    key: keyId,
    principal: principal.id,
    ...(application === undefined ? {} : { application: application.id }),
    method,
    ...(actors === undefined ? {} : { actors: [...actors] }),
    count: 1,
    from: time,
    to: time,
  }
}

/** A map keeps the order of insertion: the first is the longest idle. */
function forgetOldest(recent: Map<string, unknown>): void {
  const [oldest] = recent.keys()
  if (recent.size > loginsMax && oldest !== undefined) recent.delete(oldest)
}
