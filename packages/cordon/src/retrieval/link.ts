import type { Relationship } from '../policy/patients.ts'
import type { CareTeam, Encounter, Patient, Period, Reference } from './fhir-types.ts'
import { firstInstant, lastInstant } from './instant.ts'
import { actorForm } from './reference.ts'

/** A relationship as a resource states it: the clinician still in the form that the source used. */
export interface StatedLink extends Relationship {
  readonly actor: string
  readonly display?: string
  readonly facility?: string
}

/** Links, and what was said but leads nowhere. */
export interface Links {
  readonly links: readonly StatedLink[]
  readonly loose: readonly string[]
}

/** Not begun or withdrawn: such an encounter or team makes no relationship, and a later one takes an earlier one back. */
const NO_ENCOUNTER = new Set(['cancelled', 'entered-in-error'])
const NO_TEAM = new Set(['proposed', 'inactive', 'entered-in-error'])
/** Under way: without an end it is still going on. Any other encounter without an end ended when it began. */
const UNDER_WAY = new Set(['planned', 'arrived', 'triaged', 'in-progress', 'onleave'])

export function encounterLinks(it: Encounter): Links {
  if (NO_ENCOUNTER.has(it.status)) return { links: [], loose: [] }
  const stated = (it.participant ?? []).map(({ individual, period }) => ({
    reference: individual,
    period: period ?? it.period,
  }))
  const ended = (period: Period | undefined) =>
    UNDER_WAY.has(it.status) ? period : { ...period, end: period?.end ?? period?.start }
  const { links, loose } = gather(
    'encounter',
    `Encounter/${it.id}`,
    stated.map(({ reference, period }) => ({ reference, period: ended(period) })),
  )
  const facility = it.serviceProvider?.display
  return { links: facility === undefined ? links : links.map((link) => ({ ...link, facility })), loose }
}

export function careTeamLinks(it: CareTeam): Links {
  if (NO_TEAM.has(it.status ?? 'active')) return { links: [], loose: [] }
  const stated = (it.participant ?? []).map(({ member, period }) => ({
    reference: member,
    period: period ?? it.period ?? {},
  }))
  return gather('care-team', `CareTeam/${it.id}`, stated)
}

export function generalPractitionerLinks(it: Patient): Links {
  const stated = (it.generalPractitioner ?? []).map((reference) => ({ reference, period: {} }))
  return gather('general-practitioner', `Patient/${it.id}`, stated)
}

type Stated = {
  reference: Reference | undefined
  period: { start?: string | undefined; end?: string | undefined } | undefined
}

function gather(kind: Relationship['kind'], source: string, stated: readonly Stated[]): Links {
  const byActor = new Map<string, StatedLink>()
  const loose: string[] = []
  for (const { reference, period } of stated) {
    const made = link(kind, source, reference, period)
    if (made === undefined) continue
    if (typeof made === 'string') loose.push(made)
    else byActor.set(made.actor, joined(byActor.get(made.actor), made))
  }
  return { links: [...byActor.values()], loose }
}

/** A link, or why the participant makes none. Undefined: a participant who is no clinician. */
function link(kind: Relationship['kind'], source: string, reference: Reference | undefined, period: Stated['period']) {
  const actor = actorForm(reference)
  if (actor === undefined) return leadsNowhere(reference) ? 'participant does not resolve' : undefined
  // Without any time an encounter would be a relationship for ever.
  if (kind === 'encounter' && !period?.start && !period?.end) return 'participant without a period'
  const start = period?.start === undefined ? undefined : firstInstant(period.start)
  const end = period?.end === undefined ? undefined : lastInstant(period.end)
  if (start !== undefined && end !== undefined && end < start) return 'period ends before it starts'
  return {
    kind,
    source,
    actor,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(reference?.display === undefined ? {} : { display: reference.display }),
  } satisfies StatedLink
}

function leadsNowhere(reference: Reference | undefined): boolean {
  const text = reference?.reference
  return text !== undefined && /^(urn:|https?:|Practitioner(Role)?\?)/.test(text)
}

/** One actor twice in one source: the times are taken together. */
function joined(one: StatedLink | undefined, other: StatedLink): StatedLink {
  if (!one) return other
  const { start: _start, end: _end, ...rest } = other
  const start = one.start === undefined || other.start === undefined ? undefined : Math.min(one.start, other.start)
  const end = one.end === undefined || other.end === undefined ? undefined : Math.max(one.end, other.end)
  return { ...rest, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}
