import type { Principal } from '@cordon/contract'
import type { Keyring, TenantKeys } from '../../crypto/keyring.ts'
import { type Reading, reading, type Store } from '../../store/store.ts'
import { openMembership, through } from './membership.ts'
import {
  boundedLinks,
  clinicianAround,
  encounterNames,
  type Link,
  linksAndMemberships,
  linksAround,
  type MembershipFound,
  patientHeld,
  patientLinks,
  patientRow,
  type RelationshipFound,
  relationshipsOf,
} from './patients.queries.ts'
import { type SamePatient, samePatient } from './same-patient.ts'

/** Why somebody may look at a chart: one fact, as a source states it. Times are milliseconds. */
export interface Relationship {
  readonly kind:
    | 'care-team'
    | 'encounter'
    | 'general-practitioner'
    | 'appointment'
    | 'episode-of-care'
    | 'study-group'
    | 'related-person'
    | 'self'
  /** Absent: since ever. */
  readonly start?: number
  /** Absent: it has not ended. */
  readonly end?: number
  /** What says so, for example `Encounter/77`. */
  readonly source: string
  /** What made the caller part of the team, organisation or role that the source names. */
  readonly via?: string
}

/** What a relationship row holds, sealed under the patient's key. */
export interface SealedRelationship extends Relationship {
  /** The pseudonyms of the row, sealed too: a row moved to another patient or actor is found out. */
  readonly patient: string
  readonly actor: string
  /** Whom the source names, in its own form: `Practitioner/7`. */
  readonly form?: string
  /** The clinician's name as the source wrote it; known even when no Practitioner resource ever came. */
  readonly display?: string
  /** The place's name as the source wrote it. */
  readonly facility?: string
  /** Ward or department, as the source wrote it. */
  readonly department?: string
}

/** A patient that the store holds. */
export interface FoundPatient {
  /** The pseudonym of the record that stands for the patient now. */
  readonly ref: string
  /** Every name that is certainly this patient's, `ref` among them: whatever is read of the patient is read under these. */
  readonly names: readonly string[]
  /** Stated by a name that was merged into another. */
  readonly merged?: true
  /** Absent: none was stated. */
  readonly encounter?: 'theirs' | 'not-theirs'
  /** One of theirs was stated: its pseudonyms, by each of its names. */
  readonly encounters?: readonly string[]
}

/** Who asks, as a record could name them. */
export type Asker = Pick<Principal, 'practitioner' | 'person'>

/** Their pseudonyms: a clinician is known by several forms, a person of a record by one. */
interface Actors {
  readonly clinician: string
  readonly person: string
}

export interface Patients {
  /** The pseudonym of a patient that the store holds. `reference` is `Patient/<id>` or a bare id. */
  resolve(tenant: string, reference: string): Promise<{ ref: string } | undefined>
  /** Every relationship between a patient (pseudonym) and a clinician, in whatever form either was written. */
  relationships(tenant: string, patient: string, practitioner: string): Promise<Relationship[]>
  /**
   * Both at once, with the same queries whether the patient exists or not, whoever asks, and whether an encounter is stated,
   * so that time does not tell an unknown patient from an unrelated one.
   */
  look(tenant: string, reference: string, asker: Asker, encounter?: string): Promise<Looked>
  /** `look`, in its steps: for who asks other things beside. */
  looking(tenant: string, reference: string, asker: Asker, encounter?: string): Promise<Looking>
  /** The same for a patient whose pseudonym is known. */
  lookAt(tenant: string, patient: string, asker: Asker, encounter?: string): Promise<Looked>
  /** Every pseudonym under which facts of this patient may be kept: their own, those merged into it, their identifiers. */
  names(tenant: string, patient: string): Promise<readonly string[]>
}

/** Two things to ask, one after the other, and what they come to. */
export interface Looking {
  /** As stated, by pseudonym. */
  readonly patient: string
  readonly around: Reading<Around>
  readonly between: (around: Around) => Reading<Between>
  /** Who could have a part in the patient's chart for the caller to see it: `anybody` where it is the caller's own. */
  readonly actors: (around: Around) => readonly string[] | 'anybody'
  readonly looked: (around: Around, between: Between) => Promise<Looked>
}

export interface Looked {
  readonly patient: FoundPatient | undefined
  /** Of whoever was stated, held by the store or not. */
  readonly names: readonly string[]
  readonly relationships: Relationship[]
}

export function createPatients(deps: {
  store: Store
  keyring: Keyring
  /** Whether an organisation that a source names opens the chart to those with a role in it; absent: it does not. */
  organizationsOpen?: boolean
}): Patients {
  const { store, keyring, organizationsOpen = false } = deps

  async function opened(tenant: string, { memberships }: Around, rows: readonly RelationshipFound[]) {
    const needed = new Set(rows.map(({ actor }) => actor))
    const belonging = []
    for (const row of memberships)
      if (needed.has(row.collective)) belonging.push(await openMembership(keyring, tenant, row))
    const collectives = new Set(memberships.map(({ collective }) => collective))
    const found: Relationship[] = []
    for (const row of rows) {
      const fact = plain(await openRelationship(keyring, tenant, row.patient, row))
      if (collectives.has(row.actor)) found.push(...through(fact, row.actor, belonging, organizationsOpen))
      else found.push(fact)
    }
    return found
  }

  async function resolve(tenant: string, reference: string) {
    const ref = patientPseudonym(await keyring.tenant(tenant), reference)
    return store.within(tenant, async (tx) => {
      const { survivor } = samePatient(ref, await patientLinks(tx, tenant, ref))
      return (await patientRow(tx, tenant, survivor)) ? { ref: survivor } : undefined
    })
  }

  async function names(tenant: string, patient: string) {
    return store.within(tenant, async (tx) => samePatient(patient, await patientLinks(tx, tenant, patient)).names)
  }

  async function relationships(tenant: string, patient: string, practitioner: string) {
    const actor = actorPseudonym(await keyring.tenant(tenant), practitioner)
    const asked = { patient, clinician: actor, person: actor, encounter: '' }
    const [around] = await store.read(tenant, [readAround(asked)])
    const [{ rows }] = await store.read(tenant, [readBetween(around)])
    return opened(tenant, around, rows)
  }

  async function look(tenant: string, reference: string, asker: Asker, encounter?: string) {
    return lookAt(tenant, patientPseudonym(await keyring.tenant(tenant), reference), asker, encounter)
  }

  async function lookAt(tenant: string, patient: string, asker: Asker, encounter?: string): Promise<Looked> {
    const looking = await lookingAt(tenant, patient, asker, encounter)
    const [around] = await store.read(tenant, [looking.around])
    const [between] = await store.read(tenant, [looking.between(around)])
    return looking.looked(around, between)
  }

  async function looking(tenant: string, reference: string, asker: Asker, encounter?: string) {
    return lookingAt(tenant, patientPseudonym(await keyring.tenant(tenant), reference), asker, encounter)
  }

  async function lookingAt(tenant: string, patient: string, asker: Asker, encounter?: string): Promise<Looking> {
    const keys = await keyring.tenant(tenant)
    const own = ({ same }: Around) => self(keys, asker, same.names)
    return {
      patient,
      around: readAround(askedOf(keys, patient, asker, encounter)),
      between: readBetween,
      actors: (around) => (own(around).length > 0 ? 'anybody' : actorsOf(around)),
      async looked(around, between) {
        const { names } = around.same
        const related = await opened(tenant, around, between.rows)
        if (!between.held) return { patient: undefined, names, relationships: [] }
        return { patient: foundPatient(around, between, encounter), names, relationships: [...related, ...own(around)] }
      },
    }
  }

  return { resolve, relationships, look, lookAt, looking, names }
}

/** Whom a request is about and who asks, by pseudonym. Whoever was not stated is nobody, and is looked for all the same. */
interface Asked extends Actors {
  readonly patient: string
  readonly encounter: string
}

function askedOf(keys: TenantKeys, patient: string, { practitioner, person }: Asker, encounter?: string): Asked {
  return {
    patient,
    clinician: actorPseudonym(keys, practitioner ?? ''),
    person: actorPseudonym(keys, person ?? ''),
    encounter: encounterPseudonym(keys, encounter ?? ''),
  }
}

/** Who the patient and the caller are, in all their names. */
export interface Around {
  readonly stated: string
  readonly same: SamePatient
  /** Around the caller as a clinician; around nobody where the caller is none. */
  readonly links: readonly Link[]
  readonly forms: ReadonlySet<string>
  readonly memberships: readonly MembershipFound[]
  readonly encounter: string
}

/** Always these statements, whether the patient exists or not. */
function readAround({ patient, clinician, person, encounter }: Asked): Reading<Around> {
  return reading([linksAround(patient), clinicianAround(clinician, person)], (names, found) => {
    const { links, memberships } = linksAndMemberships(found)
    const own = new Set([...sameClinician(clinician, links), person])
    return {
      stated: patient,
      same: samePatient(patient, boundedLinks(names)),
      links,
      forms: own,
      // Whoever is registered by a role has what is the role's while it is somebody's, and no longer.
      memberships: memberships.filter(({ member, collective }) => own.has(member) || collective === clinician),
      encounter,
    }
  })
}

/** Whether the store holds the patient, what says that the caller may see them, and the encounter by each of its names. */
export interface Between {
  readonly held: boolean
  readonly rows: readonly RelationshipFound[]
  readonly encounters: readonly string[]
}

function readBetween(around: Around): Reading<Between> {
  const { survivor, names } = around.same
  return reading(
    [patientHeld(survivor), relationshipsOf(names, actorsOf(around)), encounterNames(around.encounter, names)],
    (held, rows, encounters) => {
      return { held: held.length > 0, rows, encounters: encounters.map(({ name }) => name) }
    },
  )
}

/** The caller, in every form, and what the caller belongs to. */
const actorsOf = ({ forms, memberships }: Around) => [...forms, ...memberships.map(({ collective }) => collective)]

function foundPatient({ same, stated }: Around, { encounters }: Between, encounter: string | undefined): FoundPatient {
  return {
    ref: same.survivor,
    names: same.names,
    ...(same.survivor === stated ? {} : { merged: true }),
    ...(encounter === undefined ? {} : encounters.length === 0 ? NOT_THEIRS : { encounter: 'theirs', encounters }),
  }
}

const NOT_THEIRS = { encounter: 'not-theirs' } as const

/** A patient and their own record, under whatever name either is known. */
function self(keys: TenantKeys, { person }: Asker, names: readonly string[]): Relationship[] {
  if (person === undefined || !person.startsWith('Patient/')) return []
  return names.includes(patientPseudonym(keys, person)) ? [{ kind: 'self', source: person }] : []
}

/** `Encounter/<id>` and the bare id are one encounter; `Stay/<number>` is one by the number of the visit. */
export function encounterPseudonym(keys: TenantKeys, reference: string): string {
  return keys.pseudonym('resource', /^(Encounter|Stay)\//.test(reference) ? reference : `Encounter/${reference}`)
}

/** `Patient/<id>` and the bare id are one patient; `Patient?identifier=<system>|<value>` is a name of one. */
export function patientPseudonym(keys: TenantKeys, reference: string): string {
  return keys.pseudonym('patient', /^Patient[/?]/.test(reference) ? reference : `Patient/${reference}`)
}

/** A bare id is a Practitioner's; every other form (`PractitionerRole/…`, `RelatedPerson/…`, `Practitioner?identifier=…`) is its own. */
export function actorPseudonym(keys: TenantKeys, form: string): string {
  return keys.pseudonym(
    'actor',
    /^(Practitioner|PractitionerRole|RelatedPerson|Organization|CareTeam|Patient)[/?]/.test(form)
      ? form
      : `Practitioner/${form}`,
  )
}

/** Where a sealed relationship stands. */
export function relationshipPlace(tenant: string, row: { patient: string; actor: string; ref: string }) {
  return { tenant, table: 'relationship', row: `${row.patient}/${row.actor}/${row.ref}`, column: 'sealed' }
}

/**
 * All forms of one clinician, from the links found around one of them. A form that two people claim (an identifier
 * entered twice) links to neither: a mistake in the directory must not open a chart.
 */
export function sameClinician(start: string, links: readonly Link[]): string[] {
  const claims = new Map<string, Set<string>>()
  for (const { form, ref } of links) claims.set(form, (claims.get(form) ?? new Set()).add(ref))
  const sure = links.filter(({ form }) => claims.get(form)?.size === 1)
  const same = new Set([start])
  for (let before = 0; before < same.size; ) {
    before = same.size
    for (const { form, ref } of sure) if (same.has(form) || same.has(ref)) same.add(form).add(ref)
  }
  return [...same].sort()
}

/** Opens one row and asserts that it belongs to the patient asked for. */
export async function openRelationship(
  keyring: Keyring,
  tenant: string,
  patient: string,
  row: { actor: string; ref: string; sealed: Buffer },
): Promise<SealedRelationship> {
  const key = await keyring.opening(tenant, row.sealed)
  const bytes = key.open(row.sealed, relationshipPlace(tenant, { patient, actor: row.actor, ref: row.ref }))
  const opened = JSON.parse(new TextDecoder().decode(bytes)) as SealedRelationship
  if (opened.patient !== patient || opened.actor !== row.actor) {
    throw new Error('invariant: a relationship belongs to the patient and the actor of its row')
  }
  return opened
}

function plain(row: SealedRelationship): Relationship {
  const { kind, start, end, source } = row
  return { kind, source, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}
