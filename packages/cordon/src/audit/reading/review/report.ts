import { createHash } from 'node:crypto'
import { canonicalJson } from '../../canonical-json.ts'
import { isCopy } from '../facets.ts'
import { EXPIRED } from '../open-entries.ts'
import type { Row } from '../projection.queries.ts'
import type { OfficeHours } from './office-hours.ts'
import { outOfHours } from './office-hours.ts'
import type { Week } from './week.ts'

/** What a week's record comes down to (164.308(a)(1)(ii)(D)). By ids, codes and numbers; patients as pseudonyms. */
export interface WeekReport {
  readonly week: string
  readonly from: string
  readonly to: string
  readonly entries: number
  /** How many of them have expired: of those, only their class is known. Absent where none has. */
  readonly expired?: number
  readonly byClass: Counts
  readonly byOutcome: Counts
  readonly byPerson: Counts
  /** Copies of questions for another vendor, by how they ended: in no other count but those of entries. Absent where there were none. */
  readonly copies?: Counts
  readonly failedLogins: Counts
  readonly refusals: Counts
  /** Entries under `BTG` (break the glass) or `ETREAT` (emergency), by person. */
  readonly breakGlass: Counts
  readonly reidentifications: Counts
  /** Requests, re-identifications and readings of the journal outside office hours, by person. */
  readonly outOfHours: Counts
  readonly hours: OfficeHours
  readonly changes: Counts
  readonly readings: Counts
  /** What the journal said of itself. */
  readonly events: Counts
  /** Who came to which patient for the first time: all of them counted, the first hundred named. */
  readonly firstTime: {
    readonly count: number
    readonly pairs: readonly Pair[]
    /** As far back as requests can be read; absent where all of them can. */
    readonly since?: string
  }
}

export interface Pair {
  readonly person: string
  readonly patient: string
}

type Counts = Readonly<Record<string, number>>

/** Pairs that a report names one by one. */
export const pairsMax = 100

/** Gathers a week row by row, so that a busy one takes no more memory than a quiet one. */
export function createWeekReport(week: Week, hours: OfficeHours, nameOf: (person: string) => string) {
  const late = outOfHours(hours)
  let [entries, expired] = [0, 0]
  const tallies = {
    byClass: createTally(),
    byOutcome: createTally(),
    byPerson: createTally(),
    failedLogins: createTally(),
    refusals: createTally(),
    breakGlass: createTally(),
    reidentifications: createTally(),
    outOfHours: createTally(),
    changes: createTally(),
    readings: createTally(),
    events: createTally(),
  }
  const copies = createTally()

  function add(row: Row): void {
    const { class: kind, code = 'none', weight } = row
    const person = row.person === undefined ? undefined : nameOf(row.person)
    entries += 1
    tallies.byClass.add(kind, weight)
    if (code === EXPIRED && row.person === undefined) {
      expired += 1
      return
    }
    if (isCopy(row)) {
      if (kind === 'outcome') copies.add(row.outcome ?? 'unknown')
      return
    }
    if (person !== undefined) tallies.byPerson.add(person)
    if (kind === 'outcome') tallies.byOutcome.add(row.outcome ?? 'unknown')
    if (kind === 'outcome' && row.decision === 'deny') tallies.refusals.add(code)
    if (kind === 'authentication' && row.outcome === 'refused') tallies.failedLogins.add(code, weight)
    if (kind === 'configuration') tallies.changes.add(code)
    if (kind === 'lifecycle') tallies.events.add(code)
    if (kind === 'reading') tallies.readings.add(code)
    if (person === undefined) return
    if (kind === 'intent' && EMERGENCY.includes(row.purpose ?? '')) tallies.breakGlass.add(person)
    if (kind === 'reidentification') tallies.reidentifications.add(person)
    if (LOOKS.includes(kind) && late(row.at)) tallies.outOfHours.add(person)
  }

  function finish(pairs: readonly Pair[], count: number, since?: number): WeekReport {
    const named = pairs.slice(0, pairsMax).map(({ person, patient }) => ({ person: nameOf(person), patient }))
    const sums = Object.fromEntries(Object.entries(tallies).map(([name, tally]) => [name, tally.sums()]))
    return {
      week: week.name,
      from: new Date(week.from).toISOString(),
      to: new Date(week.to).toISOString(),
      entries,
      ...(expired === 0 ? {} : { expired }),
      ...(sums as Record<keyof typeof tallies, Counts>),
      // A week without any keeps the hash that it was signed by.
      ...(copies.none() ? {} : { copies: copies.sums() }),
      hours,
      firstTime: { count, pairs: named, ...(since === undefined ? {} : { since: new Date(since).toISOString() }) },
    }
  }

  return { add, finish }
}

/** Emergencies are permitted, and every one of them is looked at afterwards. */
const EMERGENCY: readonly string[] = ['BTG', 'ETREAT']
const LOOKS: readonly string[] = ['intent', 'reidentification', 'reading']

/** SHA-256 (hex) of the report's canonical JSON: what a sign-off stands for. */
export function hashOfReport(report: WeekReport): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(report))))
    .digest('hex')
}

function createTally() {
  const counts = new Map<string, number>()
  return {
    none: () => counts.size === 0,
    add: (name: string, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    /** Largest first, then by name: one week has one spelling. */
    sums: (): Counts => Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))),
  }
}
