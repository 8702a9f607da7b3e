import { DAY } from '../kernel/clock.ts'

/** Which clinicians a stay names: attending (PV1-7), referring (PV1-8), consulting (PV1-9), admitting (PV1-17). */
export const ROLES = ['attending', 'referring', 'consulting', 'admitting'] as const
export type StayRole = (typeof ROLES)[number]

export interface Clinician {
  /** `Practitioner?identifier=<system>|<value>` */
  readonly form: string
  readonly display?: string
}

/** What one message says of a stay. Times are milliseconds. */
export interface StayEvent {
  /** When the hospital recorded it: EVN-2, else MSH-7. */
  readonly at: number
  readonly control: string
  readonly change: 'admit' | 'update' | 'discharge' | 'cancel-admit' | 'cancel-discharge'
  readonly admitted?: number
  readonly discharged?: number
  /** A role that is absent is as it was; one without anybody was taken away. */
  readonly clinicians: Partial<Record<StayRole, readonly Clinician[]>>
  readonly facility?: string
  readonly department?: string
}

/** Somebody's part in a stay. */
export interface Attendance extends Clinician {
  readonly start: number
  readonly end: number
  readonly facility?: string
  readonly department?: string
}

/** More events than that, of one stay, are not kept. */
export const EVENTS_MAX = 500

/** What closes a chart, the more the later: of two messages at one time, whichever closes more has the last word. */
const CLOSES: Readonly<Record<string, number>> = { 'cancel-admit': 2, discharge: 1, unmerge: 1 }

/** The events of a stay with one more, each message once, in the order of the hospital's own times. */
export function withEvent<Event extends { at: number; control: string; change: string }>(
  events: readonly Event[],
  one: Event,
): Event[] {
  const others = events.filter(({ control }) => control !== one.control)
  const closes = ({ change }: Event) => CLOSES[change] ?? 0
  return [...others, one].sort((a, b) => a.at - b.at || closes(a) - closes(b) || (a.control < b.control ? -1 : 1))
}

/**
 * Who looked after a patient in a stay, and from when to when: from everything that was said of it, whenever it came. A stay that
 * was cancelled is nobody's. Whoever is named no more ended then; while nobody says that the patient left, the stay ends when it
 * was last heard of, because a stay that nobody closes would open a chart for ever. An end that lay more than a day ahead when it was
 * said is a plan or a placeholder, and is not believed.
 */
export function attendances(events: readonly StayEvent[]): Attendance[] {
  const standing = sinceCancelled(events)
  const stay = whole(standing)
  if (stay === undefined) return []
  return ROLES.flatMap((role) => ofRole(role, standing, stay)).reduce(together, [])
}

/** Whether there is, or was, such a stay: it was not cancelled, or begun again. */
export function isStay(events: readonly StayEvent[]): boolean {
  return sinceCancelled(events).length > 0
}

/** What was said after the last cancellation, if the patient was admitted again. */
function sinceCancelled(events: readonly StayEvent[]): readonly StayEvent[] {
  const at = events.findLastIndex(({ change }) => change === 'cancel-admit')
  const since = events.slice(at + 1)
  return at < 0 || since.some(({ change }) => change === 'admit') ? since : []
}

interface Stay {
  readonly start: number
  readonly end: number
  readonly place: Pick<StayEvent, 'facility' | 'department'>
}

function whole(events: readonly StayEvent[]): Stay | undefined {
  let admitted: number | undefined
  let discharged: number | undefined
  let place: Stay['place'] = {}
  for (const { change, at, ...said } of events) {
    const left = said.discharged !== undefined && said.discharged <= at + DAY ? said.discharged : undefined
    if (change === 'discharge') discharged = left ?? at
    if (change === 'cancel-discharge' || change === 'admit') discharged = undefined
    if (change === 'update' && left !== undefined) discharged = left
    admitted = said.admitted ?? admitted
    place = { ...place, ...placeOf(said) }
  }
  const [first, last] = [events[0]?.at, events.at(-1)?.at]
  if (first === undefined || last === undefined) return undefined
  const start = admitted ?? first
  return { start, end: Math.max(start, discharged ?? last), place }
}

function placeOf({ facility, department }: Pick<StayEvent, 'facility' | 'department'>): Stay['place'] {
  return { ...(facility === undefined ? {} : { facility }), ...(department === undefined ? {} : { department }) }
}

/**
 * Whoever held a role, each from the event that names them (the first: from admission) to the one that no more does, and nobody
 * beyond the end of the stay: who is named years later looked after nobody then.
 */
function ofRole(role: StayRole, events: readonly StayEvent[], { start, end, place }: Stay): Attendance[] {
  const done: Attendance[] = []
  let held = new Map<string, Attendance>()
  for (const { at, clinicians } of events) {
    const now = clinicians[role]
    if (now === undefined) continue
    const isFirst = held.size === 0 && done.length === 0
    const next = new Map<string, Attendance>()
    for (const { form, display } of now) {
      const since = held.get(form)?.start ?? (isFirst ? start : Math.min(end, Math.max(start, at)))
      next.set(form, { form, start: since, end, ...place, ...(display === undefined ? {} : { display }) })
    }
    for (const [form, one] of held)
      if (!next.has(form)) done.push({ ...one, end: Math.min(end, Math.max(one.start, at)) })
    held = next
  }
  return [...done, ...held.values()]
}

/** One person in several roles: one part over all of them. */
function together(all: readonly Attendance[], one: Attendance): Attendance[] {
  const same = all.find(({ form }) => form === one.form)
  if (same === undefined) return [...all, one]
  const both = { ...same, start: Math.min(same.start, one.start), end: Math.max(same.end, one.end) }
  return all.map((each) => (each === same ? both : each))
}
