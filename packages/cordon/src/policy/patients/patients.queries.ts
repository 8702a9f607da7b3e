import { rowsOf, type Statement, type Tx } from '../../store/store.ts'
import { CLAIMS_MAX, type PatientLink } from './same-patient.ts'

/** One row of the clinicians' directory, without its names. */
export interface Link {
  readonly form: string
  readonly ref: string
}

/** Bounds, so that a damaged directory cannot make a decision slow. */
const LINKS_MAX = 256
const LINK_ROUNDS = 4
const RELATIONSHIPS_MAX = 10_000
export const MEMBERSHIPS_MAX = 1_000
const NAMES_MAX = 128
/** Of one name: whose it is, and who replaced it. */
const NAMED_MAX = 2 * CLAIMS_MAX

export async function patientRow(tx: Tx, tenant: string, ref: string): Promise<boolean> {
  return (await rowsOf(tx, tenant, patientHeld(ref))).length > 0
}

export const patientHeld = (ref: string): Statement<{ ref: string }> => ({
  text: 'select ref from patient where tenant = $1 and ref = $2',
  values: [ref],
})

/**
 * Everything that says who a name of a patient stands for: one query, whether there is anything or not. A name with too many
 * claims is not followed; names beyond the bound are no one patient's, and link nothing.
 */
export async function patientLinks(tx: Tx, tenant: string, ref: string): Promise<PatientLink[]> {
  return boundedLinks(await rowsOf(tx, tenant, linksAround(ref)))
}

interface NamedLink {
  readonly name: string
  readonly of: string | null
  readonly kind: PatientLink['kind'] | null
}

/** Read with `boundedLinks`. */
export const linksAround = (ref: string): Statement<NamedLink> => ({ text: LINKS_AROUND, values: [ref] })

const LINKS_AROUND = `
  with recursive near(ref) as (
    select $2::text
    union
    select step.ref from near, lateral (
      select l.of as ref from patient_link l where l.tenant = $1 and l.name = near.ref
        and (select count(*) from (select distinct c.of from patient_link c
             where c.tenant = $1 and c.name = near.ref limit ${NAMED_MAX + 1}) claims) <= ${NAMED_MAX}
      union all
      select l.name from patient_link l where l.tenant = $1 and l.of = near.ref
    ) step
  ), bounded as (select ref from near limit ${NAMES_MAX + 1})
  select bounded.ref as name, claim.of, claim.kind from bounded left join lateral (
    select distinct l.of, l.kind from patient_link l where l.tenant = $1 and l.name = bounded.ref
    limit ${NAMED_MAX + 1}
  ) claim on true`

export function boundedLinks(rows: readonly NamedLink[]): PatientLink[] {
  if (new Set(rows.map(({ name }) => name)).size > NAMES_MAX) return []
  return rows.flatMap(({ name, of, kind }) => (of === null || kind === null ? [] : { name, of, kind }))
}

/**
 * The links around one form of a clinician: the farthest two forms of one person (a role that names one identifier, a role
 * that names another) are four links apart, and the last of them also shows who else claims a form. A neighbourhood beyond
 * the bound is no one clinician's: it links nothing.
 */
export async function practitionerLinks(tx: Tx, tenant: string, start: string): Promise<readonly Link[]> {
  return boundedForms(await rowsOf(tx, tenant, formsAround(start)))
}

/** Read with `boundedForms`. */
export const formsAround = (form: string): Statement<Link> => ({ text: FORMS_AROUND, values: [form] })

/** Forms that links lead to. A step or a whole that meets its bound has more links than anybody follows. */
const REACH = `
  with recursive reach(form, steps) as (
    select $2::text, 0
    union
    select step.form, reach.steps + 1 from reach, lateral (
      (select l.ref as form from practitioner l where l.tenant = $1 and l.form = reach.form limit ${LINKS_MAX + 1})
      union all
      (select l.form from practitioner l where l.tenant = $1 and l.ref = reach.form limit ${LINKS_MAX + 1})
    ) step where reach.steps < ${LINK_ROUNDS - 1}
  ), reached as (select distinct form from (select form from reach limit ${LINK_ROUNDS * (LINKS_MAX + 1)}) bounded)`

/**
 * Links of each form that was reached. Lateral, like every join here: a row for each form is looked up by its index, however many
 * clinicians there are, and whatever the planner takes their number for.
 */
const LINKS_OF_REACHED = `reached, lateral (
    (select l.form, l.ref from practitioner l where l.tenant = $1 and l.form = reached.form limit ${LINKS_MAX + 1})
    union all
    (select l.form, l.ref from practitioner l where l.tenant = $1 and l.ref = reached.form limit ${LINKS_MAX + 1})
  ) link`

const FORMS_AROUND = `${REACH}
  select distinct link.form, link.ref from ${LINKS_OF_REACHED} order by 1, 2 limit ${LINKS_MAX}`

export const boundedForms = (links: readonly Link[]): readonly Link[] => (links.length < LINKS_MAX ? links : [])

export interface MembershipFound {
  readonly member: string
  readonly collective: string
  readonly ref: string
  readonly sealed: Buffer
}

/**
 * The links around one form of a clinician, and what every form there, and a person, belong to: who they surely are is for the reader
 * to say. And whom the form itself is of, where it is a role. One statement, for it takes its way through the directory only once.
 */
export const clinicianAround = (form: string, person: string): Statement<LinkOrMembership> => ({
  text: CLINICIAN_AROUND,
  values: [form, person],
})

/** A link where `collective` is null, a membership of `form` elsewhere. */
type LinkOrMembership = Link & ({ readonly collective: null } | Pick<MembershipFound, 'collective' | 'sealed'>)

const CLINICIAN_AROUND = `${REACH}, link as (
    select distinct link.form, link.ref from ${LINKS_OF_REACHED}
  ), asked as (
    select form as member from reached union select ref from link union select form from link union select $3::text
  ), belonging as (
    select found.member, found.collective, found.ref, found.sealed from asked, lateral (
      select m.member, m.collective, m.ref, m.sealed from membership m
      where m.tenant = $1 and m.member = asked.member order by m.ref limit ${MEMBERSHIPS_MAX}
    ) found
    union
    (select m.member, m.collective, m.ref, m.sealed from membership m
      where m.tenant = $1 and m.collective = $2 order by m.ref limit ${MEMBERSHIPS_MAX})
    order by ref limit ${MEMBERSHIPS_MAX}
  )
  (select form, ref, null as collective, null::bytea as sealed from link order by 1, 2 limit ${LINKS_MAX})
  union all
  select member, ref, collective, sealed from belonging`

export function linksAndMemberships(rows: readonly LinkOrMembership[]) {
  const [links, memberships]: [Link[], MembershipFound[]] = [[], []]
  for (const row of rows)
    if (row.collective === null) links.push(row)
    else memberships.push({ ...row, member: row.form })
  return { links: boundedForms(links), memberships }
}

/** That one of some forms belongs to one of the others, or one of those to them; one more than the bound. */
export const membershipsBetween = (
  forms: readonly string[],
  others: readonly string[],
): Statement<MembershipFound> => ({ text: MEMBERSHIPS_BETWEEN, values: [forms, others] })

/** Two ways, each by the primary key, whatever the planner takes their number for. */
const MEMBERSHIPS_BETWEEN = `
  select m.member, m.collective, m.ref, m.sealed from membership m
    where m.tenant = $1 and m.member = any($2::text[]) and m.collective = any($3::text[])
  union all
  select m.member, m.collective, m.ref, m.sealed from membership m
    where m.tenant = $1 and m.member = any($3::text[]) and m.collective = any($2::text[])
  limit ${MEMBERSHIPS_MAX + 1}`

/** The teams, organisations and roles that somebody, in any of their forms, belongs or belonged to. */
export async function membershipRows(tx: Tx, tenant: string, members: readonly string[]) {
  return tx
    .selectFrom('membership')
    .select(['member', 'collective', 'ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where('member', 'in', members)
    .orderBy('ref')
    .limit(MEMBERSHIPS_MAX)
    .execute()
}

export interface RelationshipFound {
  readonly patient: string
  readonly actor: string
  readonly ref: string
  readonly sealed: Buffer
}

export const relationshipsOf = (
  patients: readonly string[],
  actors: readonly string[],
): Statement<RelationshipFound> => ({
  text: `select patient, actor, ref, sealed from relationship
    where tenant = $1 and patient = any($2::text[]) and actor = any($3::text[])
    order by ref limit ${RELATIONSHIPS_MAX}`,
  values: [patients, actors],
})

/** Of one encounter; it has an id and the numbers of one visit. */
const ENCOUNTER_NAMES_MAX = 200

/**
 * Every name of an encounter of this patient that is called so; none: it is not theirs. A number of a visit may be somebody else's too:
 * then it is that patient's visit there, and this one's here.
 */
export const encounterNames = (name: string, patients: readonly string[]): Statement<{ name: string }> => ({
  text: `select distinct same.name from encounter_name asked
    join encounter_name same on same.tenant = asked.tenant and same.source = asked.source
    where asked.tenant = $1 and asked.name = $2 and asked.patient = any($3::text[]) limit ${ENCOUNTER_NAMES_MAX}`,
  values: [name, patients],
})
