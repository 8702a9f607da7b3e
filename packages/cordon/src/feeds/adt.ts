import type { AdtSettings } from '../config/feeds.ts'
import { DAY } from '../kernel/clock.ts'
import { patientForm } from '../retrieval/patient-names.ts'
import { identifierForm } from '../retrieval/reference.ts'
import { FeedFault } from './fault.ts'
import { identifier, type Message, repetitions, type Segment, segment, value, worded } from './hl7.ts'
import type { MergeEvent } from './merge.ts'
import type { Clinician, StayEvent, StayRole } from './stay.ts'
import { instantOf } from './time.ts'

/** Who sent a message and which it is: enough to answer it, whatever else is wrong with it. */
export interface Envelope {
  readonly sender: string
  readonly facility: string
  readonly control: string
  /** `A01`; empty when it is none. */
  readonly event: string
}

/** What an ADT message states. */
export type Stated =
  | { readonly about: 'stay'; readonly patient: string; readonly stay: string; readonly event: StayEvent }
  | { readonly about: 'merge'; readonly events: readonly MergeEvent[] }
  /** A patient without a stay: nothing to keep. */
  | { readonly about: 'nothing' }

/** The events that are taken, and what each does to a stay. */
const STAYS: Readonly<Record<string, StayEvent['change']>> = {
  A01: 'admit',
  A02: 'update',
  A03: 'discharge',
  A04: 'admit',
  A08: 'update',
  A11: 'cancel-admit',
  A13: 'cancel-discharge',
}
const MERGES = new Set(['A37', 'A40'])
const CLINICIANS: Readonly<Record<StayRole, number>> = { attending: 7, referring: 8, consulting: 9, admitting: 17 }

export type Understanding = Pick<AdtSettings, 'authorities' | 'timeZone'>

/** Throws `FeedFault` when the sender or the control id cannot be told. */
export function envelopeOf(message: Message): Envelope {
  const header = segment(message, 'MSH')
  const control = value(header, 10)
  // It comes back in our answer, and stands in our rows.
  if (!/^[\x21-\x7e]{1,199}$/.test(control)) throw new FeedFault('field_missing', 'MSH-10')
  return { sender: value(header, 3), facility: value(header, 4), control, event: value(header, 9, 2) }
}

/** What a message states, in Cordon's own words. Throws `FeedFault` with the field that is wrong. */
export function understand(message: Message, envelope: Envelope, settings: Understanding, now: number): Stated {
  if (value(segment(message, 'MSH'), 9) !== 'ADT') throw new FeedFault('type_unsupported', 'MSH-9')
  const change = STAYS[envelope.event]
  if (change === undefined && !MERGES.has(envelope.event)) throw new FeedFault('event_unsupported', 'MSH-9')
  const at = eventTime(message, settings, now)
  // Two senders may count alike.
  const control = `${envelope.sender} ${envelope.control}`
  if (change === undefined)
    return { about: 'merge', events: mergeEvents(message, envelope.event, settings, { at, control }) }
  const patient = patientIn(segment(message, 'PID'), 3, 'PID-3', settings)
  const visit = segment(message, 'PV1')
  const stay = stayIn(visit)
  if (stay === undefined) return nothing(change)
  return { about: 'stay', patient, stay, event: { at, control, change, ...stayEvent(visit, settings) } }
}

/** An update of the patient alone names no stay; an admission has to. */
function nothing(change: StayEvent['change']): Stated {
  if (change === 'update') return { about: 'nothing' }
  throw new FeedFault('field_missing', 'PV1-19')
}

/** When it happened, as the hospital says. A clock that runs ahead would make its last word the last for ever. */
function eventTime(message: Message, { timeZone }: Understanding, now: number): number {
  const recorded = instantOf(value(segment(message, 'EVN'), 2), 'EVN-2', timeZone)
  const at = recorded ?? instantOf(value(segment(message, 'MSH'), 7), 'MSH-7', timeZone)
  if (at === undefined) throw new FeedFault('field_missing', 'EVN-2')
  if (at > now + DAY) throw new FeedFault('time_in_future', recorded === undefined ? 'MSH-7' : 'EVN-2')
  return at
}

/** The identifier whose assigning authority stands first in the configuration. */
function patientIn(of: Segment | undefined, field: number, at: string, { authorities }: Understanding): string {
  const stated = repetitions(of, field)
  for (const [authority, system] of Object.entries(authorities)) {
    const found = stated.find(([, , , by = '']) => (by.split('&')[0] || '*') === authority)
    if (found?.[0]) return patientForm(system, identifier(found[0], at))
  }
  throw new FeedFault(stated.length === 0 ? 'field_missing' : 'patient_unknown', at)
}

/** The stay's number, with who gave it: two departments may count alike. */
function stayIn(visit: Segment | undefined): string | undefined {
  const [number = '', , , by = ''] = (repetitions(visit, 19)[0] ?? []).map((text) => identifier(text, 'PV1-19'))
  return number === '' ? undefined : `${by.split('&')[0] ?? ''}|${number}`
}

function stayEvent(visit: Segment | undefined, settings: Understanding): Omit<StayEvent, 'at' | 'control' | 'change'> {
  const admitted = instantOf(value(visit, 44), 'PV1-44', settings.timeZone)
  const discharged = endOf(value(visit, 45), 'PV1-45', settings.timeZone)
  if (admitted !== undefined && discharged !== undefined && discharged < admitted)
    throw new FeedFault('field_invalid', 'PV1-45')
  const [department, facility] = [value(visit, 3), value(visit, 3, 4).split('&')[0] ?? '']
  return {
    ...(admitted === undefined ? {} : { admitted }),
    ...(discharged === undefined ? {} : { discharged }),
    ...(facility === '' ? {} : { facility }),
    ...(department === '' ? {} : { department }),
    clinicians: Object.fromEntries(
      (Object.keys(CLINICIANS) as StayRole[]).flatMap((role) => {
        const stated = repetitions(visit, CLINICIANS[role])
        return stated.length === 0
          ? []
          : [[role, stated.flatMap((each) => clinicianIn(each, `PV1-${CLINICIANS[role]}`, settings))]]
      }),
    ),
  }
}

/** An end that states a day includes all of it. */
function endOf(text: string, at: string, timeZone: string): number | undefined {
  const first = instantOf(text, at, timeZone)
  return first === undefined || text.length > 8 ? first : first + DAY - 1
}

/** Somebody of a known authority; `""` takes whoever there was away, and a stranger is nobody. */
function clinicianIn(xcn: readonly string[], at: string, { authorities }: Understanding): Clinician[] {
  const [id = '', family = '', given = ''] = xcn.map(worded)
  const by = (xcn[8] ?? '').split('&')[0] ?? ''
  const system = authorities[by] ?? authorities[xcn[12]?.trim() ?? ''] ?? (by === '' ? authorities['*'] : undefined)
  const form =
    id === '""' || system === undefined ? undefined : identifierForm({ system, value: identifier(xcn[0] ?? '', at) })
  const display = [given, family.split('&')[0]].filter(Boolean).join(' ')
  return form === undefined ? [] : [{ form, ...(display === '' ? {} : { display }) }]
}

/** A40: each PID is the survivor of the MRG after it. A37: two PIDs that are two again. */
function mergeEvents(
  message: Message,
  event: string,
  settings: Understanding,
  when: { at: number; control: string },
): MergeEvent[] {
  const patients = message.segments.filter(({ name }) => name === 'PID' || name === 'MRG')
  const events: MergeEvent[] = []
  for (const [n, one] of patients.entries()) {
    const before = patients[n - 1]
    if (one.name === 'MRG' && before?.name === 'PID')
      events.push({
        ...when,
        change: 'merge',
        name: patientIn(one, 1, 'MRG-1', settings),
        of: survivor(before, settings),
      })
    else if (one.name === 'PID' && before?.name === 'PID')
      events.push({ ...when, change: 'unmerge', name: survivor(before, settings), of: survivor(one, settings) })
  }
  const [expected, at] = event === 'A40' ? (['merge', 'MRG-1'] as const) : (['unmerge', 'PID-3'] as const)
  if (events.length === 0) throw new FeedFault('field_missing', at)
  if (events.some(({ change, name, of }) => change !== expected || name === of))
    throw new FeedFault('field_invalid', at)
  return events
}

function survivor(of: Segment, settings: Understanding): string {
  return patientIn(of, 3, 'PID-3', settings)
}
