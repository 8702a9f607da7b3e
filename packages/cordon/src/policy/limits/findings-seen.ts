import type { Journal } from '../../audit/journal.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { Notices } from '../emergency/notices.ts'
import type { Period } from './calendar.ts'
import { addFindings, selectFindings } from './quota.queries.ts'

/** Whose answers, through what, on which day, and how many findings in them are allowed. */
export interface Finder {
  readonly tenant: string
  readonly person: string
  readonly application: string
  readonly day: Period
  readonly limit: number
}

/**
 * How often a person's answers held what may not be handed on. Each withheld answer tells something: that a name which the person
 * had a model spell is a patient's. So there are only so many of them in a day.
 */
export interface FindingsSeen {
  /** True, or after how many milliseconds this person may ask again. Never waits: what other nodes counted it learns behind the request. */
  room(finder: Finder): true | number
  count(finder: Finder, times: number): void
  /** Adds up what the nodes counted, and raises the alarm where the limit is reached: once for each person and day. */
  round(): Promise<void>
}

interface Day {
  finder: Finder
  /** What the database holds of all nodes. */
  total: number
  /** Counted here, and not in the database yet. */
  unwritten: number
  /** Somebody asked since the database was read. */
  touched: boolean
  /** Under which limit it was reached; told of once. */
  over: Finder | undefined
  alarmed: boolean
}

/** Persons remembered at once; whoever is not asking is read again when they do. */
const DAYS_MAX = 20_000

export function createFindingsSeen(deps: {
  store: Store
  notices: Pick<Notices, 'put'>
  journal: Pick<Journal, 'append'>
  now: Clock
  onFindingsAlarm: () => void
}): FindingsSeen {
  const { store, notices, journal, now, onFindingsAlarm } = deps
  const days = new Map<string, Day>()

  function dayOf(finder: Finder): Day {
    const name = JSON.stringify([finder.tenant, finder.person, finder.day.name])
    const known = days.get(name)
    if (known !== undefined) return known
    if (days.size >= DAYS_MAX) forget(({ touched }) => !touched)
    const fresh: Day = { finder, total: 0, unwritten: 0, touched: true, over: undefined, alarmed: false }
    days.set(name, fresh)
    return fresh
  }

  function forget(isIdle: (day: Day) => boolean): void {
    for (const [name, day] of days) if (isIdle(day) && !isDue({ ...day, touched: false })) days.delete(name)
  }

  function isOver(day: Day, finder: Finder): boolean {
    if (day.total + day.unwritten < finder.limit) return false
    day.over ??= finder
    return true
  }

  async function write(tenant: string, due: readonly Day[]): Promise<void> {
    const written = due.map(({ unwritten }) => unwritten)
    const over = due.map((day) => day.over)
    for (const day of due) day.touched = false
    const totals = await store.within(tenant, async (tx) => {
      for (const [n, day] of due.entries())
        if (written[n]) await addFindings(tx, tenant, rowOf(day.finder), written[n], now())
      const found = await selectFindings(
        tx,
        tenant,
        due.map((day) => rowOf(day.finder)),
      )
      const all = due.map(({ finder }) => found.get(JSON.stringify(rowOf(finder))) ?? 0)
      for (const [n, day] of due.entries()) await alarm(tx, day.alarmed ? undefined : over[n], all[n] ?? 0)
      return all
    })
    for (const [n, day] of due.entries()) {
      day.total = totals[n] ?? 0
      day.unwritten -= written[n] ?? 0
      day.alarmed ||= over[n] !== undefined
    }
  }

  async function alarm(tx: Tx, over: Finder | undefined, count: number): Promise<void> {
    if (over === undefined) return
    const { tenant, person, application, day, limit } = over
    const detail = { day: day.name, limit, count, action: 'refused' }
    const id = `findings ${person} ${day.name}`
    if (!(await notices.put(tx, tenant, { id, what: 'findings.limit', body: { person, ...detail } }))) return
    await journal.append(tenant, {
      class: 'alarm',
      v: 1,
      what: 'findings-limit',
      principal: person,
      application,
      detail,
    })
    onFindingsAlarm()
  }

  return {
    room(finder) {
      const day = dayOf(finder)
      day.touched = true
      return isOver(day, finder) ? Math.max(1, finder.day.ends - now()) : true
    },
    count(finder, times) {
      const day = dayOf(finder)
      day.unwritten += times
      isOver(day, finder)
    },
    async round() {
      const faults: unknown[] = []
      const due = [...days.values()].filter(isDue)
      for (const tenant of new Set(due.map(({ finder }) => finder.tenant))) {
        const own = due.filter(({ finder }) => finder.tenant === tenant)
        await write(tenant, own).catch((fault: unknown) => {
          for (const day of own) day.touched = true
          faults.push(fault)
        })
      }
      forget(({ finder }) => finder.day.ends <= now())
      if (faults.length > 0) throw faults[0]
    },
  }
}

function isDue({ touched, unwritten, over, alarmed }: Day): boolean {
  return touched || unwritten > 0 || (over !== undefined && !alarmed)
}

const rowOf = ({ person, day }: Finder) => ({ subject: `person/${person}`, period: day.name })
