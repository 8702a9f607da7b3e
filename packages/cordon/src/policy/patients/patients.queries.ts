import { sql } from 'kysely'
import type { Tx } from '../../store/store.ts'
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
const MEMBERSHIPS_MAX = 1_000
const NAMES_MAX = 128
/** Of one name: whose it is, and who replaced it. */
const NAMED_MAX = 2 * CLAIMS_MAX

export async function patientRow(tx: Tx, tenant: string, ref: string): Promise<boolean> {
  const query = tx.selectFrom('patient').select('ref').where('tenant', '=', tenant).where('ref', '=', ref)
  return (await query.executeTakeFirst()) !== undefined
}

/**
 * Everything that says who a name of a patient stands for: one query, whether there is anything or not. A name with too many
 * claims is not followed; names beyond the bound are no one patient's, and link nothing.
 */
export async function patientLinks(tx: Tx, tenant: string, ref: string): Promise<PatientLink[]> {
  const { rows } = await sql<{ name: string; of: string | null; kind: PatientLink['kind'] | null }>`
    with recursive near(ref) as (
      select ${ref}::text
      union
      select step.ref from near, lateral (
        select l.of as ref from patient_link l where l.tenant = ${tenant} and l.name = near.ref
          and (select count(*) from (select distinct c.of from patient_link c
               where c.tenant = ${tenant} and c.name = near.ref limit ${sql.lit(NAMED_MAX + 1)}) claims) <= ${sql.lit(NAMED_MAX)}
        union all
        select l.name from patient_link l where l.tenant = ${tenant} and l.of = near.ref
      ) step
    ), bounded as (select ref from near limit ${sql.lit(NAMES_MAX + 1)})
    select bounded.ref as name, claim.of, claim.kind from bounded left join lateral (
      select distinct l.of, l.kind from patient_link l where l.tenant = ${tenant} and l.name = bounded.ref
      limit ${sql.lit(NAMED_MAX + 1)}
    ) claim on true`.execute(tx)
  if (new Set(rows.map(({ name }) => name)).size > NAMES_MAX) return []
  return rows.flatMap(({ name, of, kind }) => (of === null || kind === null ? [] : { name, of, kind }))
}

/**
 * The links around one form of a clinician. Always the same number of rounds: the farthest two forms of one person (a
 * role that names one identifier, a role that names another) are four links apart, and the last round also shows
 * who else claims a form. A neighbourhood beyond the bound is no one clinician's: it links nothing.
 */
export async function practitionerLinks(tx: Tx, tenant: string, start: string): Promise<Link[]> {
  const forms = new Set([start])
  let links: Link[] = []
  for (let round = 0; round < LINK_ROUNDS; round++) {
    links = await linksOf(tx, tenant, [...forms])
    for (const { form, ref } of links) forms.add(form).add(ref)
  }
  return links.length < LINKS_MAX ? links : []
}

async function linksOf(tx: Tx, tenant: string, forms: string[]): Promise<Link[]> {
  return tx
    .selectFrom('practitioner')
    .select(['form', 'ref'])
    .where('tenant', '=', tenant)
    .where((row) => row.or([row('form', 'in', forms), row('ref', 'in', forms)]))
    .orderBy('form')
    .orderBy('ref')
    .limit(LINKS_MAX)
    .execute()
}

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

export async function relationshipRows(tx: Tx, tenant: string, patients: readonly string[], actors: readonly string[]) {
  return tx
    .selectFrom('relationship')
    .select(['patient', 'actor', 'ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', 'in', patients)
    .where('actor', 'in', actors)
    .orderBy('ref')
    .limit(RELATIONSHIPS_MAX)
    .execute()
}

/** Of one encounter; it has an id and the numbers of one visit. */
const ENCOUNTER_NAMES_MAX = 200

/**
 * Every name of an encounter of this patient that is called so; none: it is not theirs. A number of a visit may be somebody else's too:
 * then it is that patient's visit there, and this one's here.
 */
export async function encounterNames(tx: Tx, tenant: string, name: string, patients: readonly string[]) {
  const rows = await tx
    .selectFrom('encounter_name as asked')
    .innerJoin('encounter_name as same', (join) =>
      join.onRef('same.tenant', '=', 'asked.tenant').onRef('same.source', '=', 'asked.source'),
    )
    .select('same.name')
    .distinct()
    .where('asked.tenant', '=', tenant)
    .where('asked.name', '=', name)
    .where('asked.patient', 'in', patients)
    .limit(ENCOUNTER_NAMES_MAX)
    .execute()
  return rows.map((row) => row.name)
}
