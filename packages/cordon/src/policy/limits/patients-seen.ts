import type { Journal } from '../../audit/journal.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { Notices } from '../emergency/notices.ts'
import type { Period } from './calendar.ts'
import type { Leases, Metered } from './leases.ts'
import { insertSeen, selectSeen } from './quota.queries.ts'

/** One question about one patient, as the daily limit sees it. */
export interface Look {
  readonly tenant: string
  readonly person: string
  readonly application: string
  /** The patient's pseudonym. */
  readonly patient: string
  readonly day: Period
  readonly limit: number
  readonly refuses: boolean
}

export interface PatientsSeen {
  /**
   * True, or after how many milliseconds a patient who is new today may be asked about. Patients whom this person asked
   * about before today cost nothing. Never waits: what this node does not know yet it learns behind the request.
   */
  look(look: Look): true | number
  /** Writes down who is new, and raises the alarm where there are too many: once for each person and day. */
  round(): Promise<void>
}

interface Day {
  /** The strictest of the day: whichever application was asked through first, no other loosens it. */
  look: Look
  /** What this node knows of the day, on whichever node it was. */
  readonly known: Set<string>
  /** Who is new, each with the meter that it cost a unit of. */
  readonly unwritten: Map<string, Metered | undefined>
  loaded: boolean
  /** Somebody was refused: whoever is at the limit is told of, not only who is beyond it. */
  refused: boolean
  alarmed: boolean
}

/** Persons remembered at once; the day that is over goes first. */
const DAYS_MAX = 20_000

export function createPatientsSeen(deps: {
  store: Store
  leases: Leases
  notices: Pick<Notices, 'put'>
  journal: Pick<Journal, 'append'>
  now: Clock
  onAlarm: () => void
}): PatientsSeen {
  const { store, leases, notices, journal, now, onAlarm } = deps
  const days = new Map<string, Day>()

  function dayOf(look: Look): Day {
    const name = JSON.stringify([look.tenant, look.person, look.day.name])
    const known = days.get(name)
    if (known !== undefined) {
      const strictest = stricter(known.look, look)
      if (strictest !== known.look) known.loaded = false // Counted anew, against the lower limit.
      known.look = strictest
      return known
    }
    if (days.size >= DAYS_MAX) forgetOver()
    const fresh = {
      look,
      known: new Set<string>(),
      unwritten: new Map<string, Metered | undefined>(),
      loaded: false,
      refused: false,
      alarmed: false,
    }
    days.set(name, fresh)
    return fresh
  }

  function forgetOver(): void {
    for (const [name, { look, unwritten }] of days)
      if (look.day.ends <= now() && unwritten.size === 0) days.delete(name)
  }

  /** The exact number is the database's: an alarm rests on it, never on what one node remembers. */
  async function write(day: Day): Promise<void> {
    const { tenant, person, day: period } = day.look
    const costs = [...day.unwritten]
    const patients = costs.map(([patient]) => patient)
    const { fresh, all } = await store.within(tenant, async (tx) => {
      const of = { tenant, person, day: period.name, patients }
      const inserted = await insertSeen(tx, of)
      const seen = await selectSeen(tx, tenant, person, period.name)
      if (isTooMany(day, seen.length)) await alarm(tx, day, seen.length)
      return { fresh: inserted, all: seen }
    })
    for (const patient of patients) day.unwritten.delete(patient)
    for (const patient of all) day.known.add(patient)
    // Another node had them already: they cost nothing.
    for (const [patient, meter] of costs) if (meter !== undefined && !fresh.includes(patient)) leases.take(meter, -1)
    day.loaded = true
    day.alarmed ||= isTooMany(day, all.length)
  }

  async function alarm(tx: Tx, { look, alarmed }: Day, count: number): Promise<void> {
    if (alarmed) return
    const { tenant, person, application, day, limit, refuses } = look
    const action = refuses ? 'refused' : 'told'
    const body = { person, day: day.name, limit, count, action }
    if (!(await notices.put(tx, tenant, { id: `patients ${person} ${day.name}`, what: 'patients.limit', body }))) return
    const detail = { day: day.name, limit, count, action }
    await journal.append(tenant, {
      class: 'alarm',
      v: 1,
      what: 'patients-limit',
      principal: person,
      application,
      detail,
    })
    onAlarm()
  }

  return {
    look(look) {
      const day = dayOf(look)
      if (day.known.has(look.patient)) return true
      const meter = look.refuses ? meterOf(look) : undefined
      const room = meter === undefined || leases.room(meter, 1)
      if (room !== true) {
        day.refused = true
        return room
      }
      if (meter !== undefined) leases.take(meter, 1)
      day.known.add(look.patient)
      day.unwritten.set(look.patient, meter)
      return true
    },
    async round() {
      const faults: unknown[] = []
      for (const day of days.values())
        if (day.unwritten.size > 0 || !day.loaded || (day.refused && !day.alarmed))
          await write(day).catch((fault: unknown) => faults.push(fault))
      forgetOver()
      if (faults.length > 0) throw faults[0]
    },
  }
}

/** The lower limit; of two alike the one that refuses. */
function stricter(one: Look, other: Look): Look {
  if (other.limit !== one.limit) return other.limit < one.limit ? other : one
  return other.refuses && !one.refuses ? other : one
}

function isTooMany({ look: { limit }, refused }: Day, count: number): boolean {
  return count > limit || (refused && count >= limit)
}

function meterOf({ tenant, person, day, limit }: Look): Metered {
  const of = { kind: 'period', limit } as const
  return { tenant, subject: `person/${person}`, meter: 'patients', period: day.name, of, ends: day.ends }
}
