import { CordonError, type Quota } from '@cordon/contract'
import type { QuotaSettings } from '../../config/quotas.ts'
import type { Caller } from '../../identity/api-key.ts'
import { type Clock, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { createCalendar } from './calendar.ts'
import type { Finder, FindingsSeen } from './findings-seen.ts'
import type { Leases, Metered } from './leases.ts'
import type { PatientsSeen } from './patients-seen.ts'

/** What a request turned out to use. Cost in millionths of the deployment's currency. */
export interface Usage {
  readonly tokens: number
  readonly costMicros: number
}

/** The place of one request under the limits of its caller and its application. */
export interface Place {
  /** Throws `patients_limit` for one patient too many today. */
  patient(pseudonym: string): void
  /** It is a question to a model. Throws `findings_limit` where too much in this person's answers of today was withheld. */
  asks(): void
  /** So many things in its answer may not be handed on. */
  found(times: number): void
  /** Called once, whatever happened: frees the place, and counts what was used. */
  leave(used: Usage): void
}

export interface Limiter {
  /** Before the body is read. Throws `rate_limited` or `budget_exceeded`, with when it may pass. Never waits. */
  enter(caller: Caller, bytesDeclared: number | undefined): Place
}

/** Bytes of a request that stand for a token, until the vendor has said how many there were. */
export const BYTES_PER_TOKEN = 4
const MICROS = 1_000_000

export function createLimiter(deps: {
  settings: QuotaSettings
  leases: Leases
  seen: PatientsSeen
  findings: FindingsSeen
  calendar: ReturnType<typeof createCalendar>
  /** Largest body of any route: who declares more is refused, and is not believed until then. */
  bodyBytesMax: number
  now: Clock
}): Limiter {
  const { settings, leases, seen, findings, calendar, bodyBytesMax, now } = deps

  /** Every meter of a caller and their application, with what one request takes of it at once. */
  function metersOf({ tenant, principal, application }: Caller): Named[] {
    const own = { ...settings.person, ...application?.quotas?.person }
    const shared = { ...settings.application, ...application?.quotas?.application }
    const subjects: [string, Quota][] = [[`person/${principal.id}`, own]]
    if (application !== undefined) subjects.push([`application/${application.id}`, shared])
    return subjects.flatMap(([subject, quota]) => metersOfOne(quota, { tenant, subject }))
  }

  function metersOfOne(quota: Quota, of: { tenant: string; subject: string }): Named[] {
    const { requestsPerMinute, burst, requestsAtOnce, tokensPerDay, tokensPerMonth, costPerDay, costPerMonth } = quota
    const none = { ...of, period: '-' }
    const summed = (uses: Named['uses'], kind: 'day' | 'month', limit: number | undefined): Named[] => {
      if (limit === undefined) return []
      const { name, ends } = calendar(kind, now())
      return [{ uses, metered: { ...of, meter: uses, period: name, ends, of: { kind: 'period', limit } } }]
    }
    const rate = requestsPerMinute === undefined ? undefined : requestsPerMinute / MINUTE
    return [
      ...(rate === undefined
        ? []
        : [
            {
              uses: 'requests' as const,
              metered: {
                ...none,
                meter: 'requests',
                of: { kind: 'bucket' as const, limit: burst ?? Math.max(1, Math.round(rate * MINUTE)), perMs: rate },
              },
            },
          ]),
      ...(requestsAtOnce === undefined
        ? []
        : [
            {
              uses: 'slots' as const,
              metered: { ...none, meter: 'slots', of: { kind: 'slots' as const, limit: requestsAtOnce } },
            },
          ]),
      ...summed('tokens', 'day', tokensPerDay),
      ...summed('tokens', 'month', tokensPerMonth),
      ...summed('cost', 'day', costPerDay && costPerDay * MICROS),
      ...summed('cost', 'month', costPerMonth && costPerMonth * MICROS),
    ]
  }

  return {
    enter(caller, bytesDeclared) {
      const meters = metersOf(caller)
      for (const { uses, metered } of meters) {
        const room = leases.room(metered, 1)
        if (room !== true) throw refused(uses, metered, room)
      }
      const guessed = Math.ceil(Math.min(bytesDeclared ?? 0, bodyBytesMax) / BYTES_PER_TOKEN)
      for (const { uses, metered } of meters)
        leases.take(metered, { requests: 1, slots: 1, tokens: guessed, cost: 0 }[uses])
      let left = false
      return {
        patient: (pseudonym) => lookAt(caller, pseudonym),
        asks() {
          const room = findings.room(finderOf(caller))
          if (room !== true) throw new CordonError('findings_limit', { retryAfterS: Math.ceil(room / SECOND) })
        },
        found: (times) => findings.count(finderOf(caller), times),
        leave({ tokens, costMicros }) {
          if (left) return
          left = true
          const more = { requests: 0, slots: -1, tokens: tokens - guessed, cost: costMicros }
          for (const { uses, metered } of meters) if (more[uses] !== 0) leases.take(metered, more[uses])
        },
      }
    },
  }

  function finderOf({ tenant, principal, application }: Caller): Finder {
    const limit = application?.quotas?.person?.findingsPerDay ?? settings.person.findingsPerDay
    const who = { tenant, person: principal.id, application: application?.id ?? 'none' }
    return { ...who, day: calendar('day', now()), limit }
  }

  function lookAt({ tenant, principal, application }: Caller, patient: string): void {
    const limit = application?.quotas?.person?.patientsPerDay ?? settings.person.patientsPerDay
    const refuses = (application?.quotas?.patientsOver ?? settings.patientsOver) === 'refuse'
    const day = calendar('day', now())
    const who = { tenant, person: principal.id, application: application?.id ?? 'none' }
    const room = seen.look({ ...who, patient, day, limit, refuses })
    if (room !== true) throw new CordonError('patients_limit', { retryAfterS: Math.ceil(room / SECOND) })
  }
}

interface Named {
  readonly uses: 'requests' | 'slots' | 'tokens' | 'cost'
  readonly metered: Metered
}

/** `at` names whose limit and which, never who: a caller learns nothing of others. */
function refused(uses: Named['uses'], { subject }: Metered, roomMs: number): CordonError {
  const code = uses === 'requests' || uses === 'slots' ? 'rate_limited' : 'budget_exceeded'
  const whose = subject.startsWith('person/') ? 'person' : 'application'
  return new CordonError(code, { at: `quotas.${whose} ${uses}`, retryAfterS: Math.ceil(roomMs / SECOND) })
}
