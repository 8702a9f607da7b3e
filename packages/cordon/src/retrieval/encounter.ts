import { z } from 'zod'
import type { Fact, FactKind } from './fact.ts'
import type { Encounter } from './fhir-types.ts'

/**
 * When a record of a chart goes with a question about one encounter: `of it` alone; also while it is `standing`, whichever encounter
 * it was first written at; or `always`. Who summarises a stay needs what happened in it, and what a reader of any stay has to know of the
 * patient: what they live with, take, and must not be given.
 */
const GOES: Record<'Note' | FactKind, 'of it' | 'standing' | 'always'> = {
  Note: 'of it',
  Observation: 'of it',
  Procedure: 'of it',
  Immunization: 'of it',
  Condition: 'standing',
  MedicationRequest: 'standing',
  AllergyIntolerance: 'always',
}

/** `encounters` are the pseudonyms of the one that was asked about, by each of its names; `own` those that the record says it is of. */
export function goesWith(
  encounters: readonly string[] | undefined,
  kind: 'Note' | FactKind,
  { own = [], standing = false }: { own?: readonly string[] | undefined; standing?: boolean },
): boolean {
  if (encounters === undefined || GOES[kind] === 'always') return true
  if (GOES[kind] === 'standing' && standing) return true
  // 164.502(b): what does not say that it is of this encounter is left out.
  return own.some((each) => encounters.includes(each))
}

/** Still so, however old. */
export const isStanding = ({ status, until }: Pick<Fact, 'status' | 'until'>): boolean =>
  status === 'active' && until === undefined

/** What never came about is no encounter. */
const NONE = new Set(['cancelled', 'entered-in-error'])
const NAMES_MAX = 20

/** By which names a request may state an encounter: its id, and the number of the visit as the hospital's own systems have it. */
export function namesOfEncounter({ id, status, identifier = [] }: Encounter): string[] {
  if (NONE.has(status)) return []
  const numbers = identifier.flatMap(({ value }) => (value ? [`Stay/${value}`] : []))
  return [...new Set([`Encounter/${id}`, ...numbers])].slice(0, NAMES_MAX)
}

const Ref = z.object({
  reference: z.string().optional(),
  identifier: z.object({ value: z.string().optional() }).optional(),
})
const Of = z.object({ encounter: z.union([Ref.transform((one) => [one]), z.array(Ref)]).optional() })

/** The encounters that a record says it is of, `Encounter/<id>` or `Stay/<number>`. What cannot be read is of none. */
export function encountersOf(value: object): string[] {
  const at = 'context' in value ? value.context : value
  const { data } = Of.safeParse(at)
  const forms = (data?.encounter ?? []).flatMap(({ reference, identifier }) => {
    const id = /^(Encounter\/[A-Za-z0-9\-.]{1,64})(\/_history\/.*)?$/.exec(reference ?? '')?.[1]
    if (id !== undefined) return [id]
    return reference === undefined && identifier?.value ? [`Stay/${identifier.value}`] : []
  })
  return [...new Set(forms)].slice(0, NAMES_MAX)
}
