import type { Tx } from '../store/store.ts'

/** One row of the clinicians' directory, without its names. */
export interface Link {
  readonly form: string
  readonly ref: string
}

/** Bounds, so that a damaged directory cannot make a decision slow. */
const LINKS_MAX = 256
const LINK_ROUNDS = 4
const RELATIONSHIPS_MAX = 10_000

export async function patientRow(tx: Tx, tenant: string, ref: string): Promise<boolean> {
  const query = tx.selectFrom('patient').select('ref').where('tenant', '=', tenant).where('ref', '=', ref)
  return (await query.executeTakeFirst()) !== undefined
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

export async function relationshipRows(tx: Tx, tenant: string, patient: string, actors: string[]) {
  return tx
    .selectFrom('relationship')
    .select(['actor', 'ref', 'sealed'])
    .where('tenant', '=', tenant)
    .where('patient', '=', patient)
    .where('actor', 'in', actors)
    .orderBy('ref')
    .limit(RELATIONSHIPS_MAX)
    .execute()
}
