import type { Membership } from '../policy/patients/membership.ts'
import type { Relationship } from '../policy/patients/patients.ts'
import type {
  Appointment,
  CareTeam,
  Encounter,
  EpisodeOfCare,
  Group,
  Patient,
  Period,
  PractitionerRole,
  Reference,
  RelatedPerson,
} from './fhir-types.ts'
import { firstInstant, lastInstant } from './instant.ts'
import { actorForm, collectiveForm, patientReference } from './reference.ts'

/** A relationship as a resource states it: the clinician still in the form that the source used. */
export interface StatedLink extends Relationship {
  readonly actor: string
  /** `Patient/<id>`, where the resource is not of one patient's chart; absent: whose chart it is. */
  readonly patient?: string
  readonly display?: string
  readonly facility?: string
  readonly department?: string
}

/** Somebody belongs to a team, an organisation or a role; both in the form that the source used. */
export interface StatedMember extends Omit<Membership, 'source'> {
  readonly member: string
  readonly collective: string
}

/** Links, and what was said but leads nowhere. */
export interface Links {
  readonly links: readonly StatedLink[]
  readonly loose: readonly string[]
}

/** What says that a resource states nothing: not begun, or withdrawn. A later one takes an earlier one back. */
const NO_ENCOUNTER = new Set(['cancelled', 'entered-in-error'])
/** Of a team that is suspended and an episode that is on hold nobody is at work. */
const TEAMS = new Set(['active'])
const EPISODES = new Set(['active', 'finished'])
/** What will be or was: nothing that is only asked for, and nothing that nobody came to. */
const APPOINTMENTS = new Set(['booked', 'arrived', 'checked-in', 'fulfilled'])
/** Under way: without an end it is still going on. Any other encounter without an end ended when it began. */
const UNDER_WAY = new Set(['planned', 'arrived', 'triaged', 'in-progress', 'onleave'])
const NOTHING: Links = { links: [], loose: [] }

export function encounterLinks(it: Encounter): Links {
  if (NO_ENCOUNTER.has(it.status)) return NOTHING
  const stated = (it.participant ?? []).map(({ individual, period }) => {
    const both = whileBoth(it.period, period)
    return { reference: individual, period: UNDER_WAY.has(it.status) ? both : closed(both) }
  })
  const { links, loose } = gather('encounter', `Encounter/${it.id}`, stated)
  const facility = it.serviceProvider?.display
  return { links: facility === undefined ? links : links.map((link) => ({ ...link, facility })), loose }
}

export function careTeamLinks(it: CareTeam): Links {
  return TEAMS.has(it.status ?? 'active') ? gather('care-team', `CareTeam/${it.id}`, participants(it)) : NOTHING
}

/** Who is in a team, for what names the team: an episode of care, another team. */
export function careTeamMembers(it: CareTeam): StatedMember[] {
  if (!TEAMS.has(it.status ?? 'active')) return []
  const { links } = gather('care-team', `CareTeam/${it.id}`, participants(it))
  return links
    .filter(({ actor }) => actor.startsWith('Practitioner'))
    .map(({ actor, ...link }) => memberOf('team', actor, `CareTeam/${it.id}`, link))
}

export function generalPractitionerLinks(it: Patient): Links {
  const stated = (it.generalPractitioner ?? []).map((reference) => ({ reference, period: {} }))
  return gather('general-practitioner', `Patient/${it.id}`, stated)
}

/** Those who accepted, for each patient of a booked appointment; a group's has several. */
export function appointmentLinks(it: Appointment): Links {
  if (!APPOINTMENTS.has(it.status)) return NOTHING
  const accepted = it.participant.filter(({ status }) => status === 'accepted')
  const patients = it.participant.flatMap(({ actor, status }) => (status === 'declined' ? [] : patientOf(actor)))
  const stated = accepted.map(({ actor }) => ({ reference: actor, period: { start: it.start, end: it.end } }))
  return ofEach(patients, gather('appointment', `Appointment/${it.id}`, stated))
}

/** Its manager, and the teams that look after it. */
export function episodeLinks(it: EpisodeOfCare): Links {
  if (!EPISODES.has(it.status)) return NOTHING
  const period = it.status === 'finished' ? closed(it.period) : it.period
  // One that is finished and says no time at all is not going on.
  if (it.status === 'finished' && period?.end === undefined) return NOTHING
  const stated = [it.careManager, ...(it.team ?? [])].map((reference) => ({ reference, period: period ?? {} }))
  return ofEach(patientOf(it.patient), gather('episode-of-care', `EpisodeOfCare/${it.id}`, stated))
}

/** The members of a group of patients, for whoever manages it: a study's members and its investigator. */
export function groupLinks(it: Group): Links {
  if (it.active === false || it.type !== 'person' || !it.actual) return NOTHING
  const members = (it.member ?? []).filter(({ inactive }) => inactive !== true)
  const all = members.map(({ entity, period = {} }) =>
    ofEach(patientOf(entity), gather('study-group', `Group/${it.id}`, [{ reference: it.managingEntity, period }])),
  )
  const each = new Map<string, StatedLink>()
  for (const link of all.flatMap(({ links }) => links)) {
    const whose = `${link.patient}\n${link.actor}`
    each.set(whose, joined(each.get(whose), link))
  }
  return { links: [...each.values()], loose: [...new Set(all.flatMap(({ loose }) => loose))] }
}

/** A relative or representative, for as long as the record says. */
export function relatedPersonLinks(it: RelatedPerson): Links {
  if (it.active === false) return NOTHING
  const made = timed(it.period)
  if (typeof made === 'string') return { links: [], loose: [made] }
  const source = `RelatedPerson/${it.id}`
  return { links: [{ kind: 'related-person', source, actor: source, ...made }], loose: [] }
}

/** Whom a role is of, while it is: through the role itself when it has a period, and through its organisation. */
export function roleMembers(it: PractitionerRole, practitioner: string): StatedMember[] {
  const made = timed(it.period)
  if (it.active === false || typeof made === 'string') return [endedRole(`PractitionerRole/${it.id}`, practitioner)]
  const organization = collectiveForm(it.organization)
  const own = it.period === undefined ? [] : [memberOf('role', practitioner, `PractitionerRole/${it.id}`, made)]
  return [...own, ...(organization === undefined ? [] : [memberOf('organization', practitioner, organization, made)])]
}

/** A role that is nobody's any more: whoever is registered by it keeps nothing. */
export function endedRole(role: string, practitioner = role): StatedMember {
  return memberOf('role', practitioner, role, { end: 0 })
}

function memberOf(of: Membership['of'], member: string, collective: string, { start, end }: Times): StatedMember {
  return {
    of,
    member,
    collective,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  }
}

function participants(it: CareTeam): Stated[] {
  const others = (it.participant ?? []).filter(({ member }) => collectiveForm(member) !== `CareTeam/${it.id}`)
  return others.map(({ member, period }) => ({ reference: member, period: whileBoth(it.period, period) }))
}

/** Nobody is in a team or at an encounter longer than it lasts, whatever is said of them. */
function whileBoth(whole: Period | undefined, part: Period | undefined): Period {
  const starts = [whole?.start, part?.start].flatMap((text) => text ?? [])
  const ends = [whole?.end, part?.end].flatMap((text) => text ?? [])
  const [start] = starts.sort((a, b) => firstInstant(b) - firstInstant(a))
  const [end] = ends.sort((a, b) => lastInstant(a) - lastInstant(b))
  return { start, end }
}

/** An encounter or episode that is over and says no end ended when it began. */
function closed(period: Period | undefined): Period {
  return { ...period, end: period?.end ?? period?.start }
}

function patientOf(reference: Reference | undefined): string[] {
  const patient = patientReference(reference)
  return 'is' in patient ? [patient.is] : []
}

function ofEach(patients: readonly string[], { links, loose }: Links): Links {
  return { links: [...new Set(patients)].flatMap((patient) => links.map((link) => ({ ...link, patient }))), loose }
}

interface Times {
  readonly start?: number
  readonly end?: number
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

/** A visit is at some time: without one it would be a relationship for ever. */
const TIMED: ReadonlySet<Relationship['kind']> = new Set(['encounter', 'appointment'])
/** Kinds that a team or an organisation may have; a visit is somebody's in person. */
const COLLECTIVE: ReadonlySet<Relationship['kind']> = new Set([
  'care-team',
  'general-practitioner',
  'episode-of-care',
  'study-group',
])

/** A link, or why the participant makes none. Undefined: a participant who is no clinician. */
function link(kind: Relationship['kind'], source: string, reference: Reference | undefined, period: Stated['period']) {
  const actor = actorForm(reference) ?? (COLLECTIVE.has(kind) ? collectiveForm(reference) : undefined)
  if (actor === undefined) return leadsNowhere(reference) ? 'participant does not resolve' : undefined
  if (TIMED.has(kind) && !period?.start && !period?.end) return 'participant without a period'
  const made = timed(period)
  if (typeof made === 'string') return made
  const display = reference?.display === undefined ? {} : { display: reference.display }
  return { kind, source, actor, ...made, ...display } satisfies StatedLink
}

/** A period in milliseconds, its last day included; or why it is none. */
function timed(period: Stated['period']): Times | string {
  const start = period?.start === undefined ? undefined : firstInstant(period.start)
  const end = period?.end === undefined ? undefined : lastInstant(period.end)
  if (start !== undefined && end !== undefined && end < start) return 'period ends before it starts'
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
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
