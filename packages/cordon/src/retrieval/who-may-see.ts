import { CordonError, type Role } from '@cordon/contract'
import type { Keyring } from '../crypto/keyring.ts'
import type { Clock } from '../kernel/clock.ts'
import { open } from '../policy/patients/chart-row.ts'
import { openMembership, type SealedMembership, through } from '../policy/patients/membership.ts'
import { membershipRows, patientLinks, practitionerLinks } from '../policy/patients/patients.queries.ts'
import {
  actorPseudonym,
  openRelationship,
  patientPseudonym,
  type Relationship,
  type SealedRelationship,
  sameClinician,
} from '../policy/patients/patients.ts'
import { isCurrent, KINDS } from '../policy/patients/relationship-kinds.ts'
import { contradictions, samePatient } from '../policy/patients/same-patient.ts'
import type { Store } from '../store/store.ts'
import { doubtfulNames, membersOf, patientsSealed, relationshipsBy, relationshipsOf } from './who-may-see.queries.ts'

/** One relationship as an auditor reads it. Times are ISO. */
export interface ReadRelationship {
  readonly kind: Relationship['kind']
  /** Whom the source names, in its own form; a pseudonym where it is not known any more. */
  readonly who: string
  readonly name?: string
  /** `Patient/<id>`; a pseudonym where the store holds no such patient. */
  readonly patient: string
  readonly start?: string
  readonly end?: string
  readonly source: string
  /** The role or team by which they have it. */
  readonly via?: string
  /** Whether it counts at this moment, margins included, and for which roles a policy may let it open the chart. */
  readonly current: boolean
  readonly roles: readonly Role[]
}

export interface ReadPatient {
  /** The patient's pseudonym now. */
  readonly ref: string
  /** Every name under which facts of this patient are kept: as many as records and identifiers were brought together. */
  readonly names: number
  /** Names around this patient that contradict each other, and therefore bring nothing together. */
  readonly contradictions: number
  readonly relationships: readonly ReadRelationship[]
}

export interface WhoMaySee {
  /** Who can see this patient, and why; the members of each team included. Throws `overloaded` beyond the bound. */
  ofPatient(tenant: string, reference: string): Promise<ReadPatient>
  /** Whom this person can see, and why. `who`: `Practitioner/<id>`, `RelatedPerson/<id>` or another form. */
  ofPerson(tenant: string, who: string): Promise<readonly ReadRelationship[]>
  /** Names of patients that lead to several, or in a circle: what was said of them brings nothing together. */
  contradictions(tenant: string): Promise<readonly Contradiction[]>
}

/** A name and what it was said to stand for: `Patient/<id>`, or a pseudonym where the store holds no such patient. */
export interface Contradiction {
  readonly name: string
  readonly of: readonly string[]
}

const ROWS_MAX = 10_000

export function createWhoMaySee(deps: {
  store: Store
  keyring: Keyring
  now: Clock
  organizationsOpen: boolean
}): WhoMaySee {
  const { store, keyring, now, organizationsOpen } = deps

  async function ofPatient(tenant: string, reference: string): Promise<ReadPatient> {
    const asked = patientPseudonym(await keyring.tenant(tenant), reference)
    const found = await store.within(tenant, async (tx) => {
      const links = await patientLinks(tx, tenant, asked)
      const same = samePatient(asked, links)
      const rows = bounded(await relationshipsOf(tx, tenant, same.names, ROWS_MAX + 1))
      const actors = rows.map(({ actor }) => actor)
      const members = actors.length === 0 ? [] : bounded(await membersOf(tx, tenant, actors, ROWS_MAX + 1))
      return { same, contradictions: contradictions(links).length, rows, members }
    })
    const memberships: SealedMembership[] = []
    for (const row of found.members) memberships.push(await openMembership(keyring, tenant, row))
    const relationships: ReadRelationship[] = []
    for (const row of found.rows) {
      const fact = await openRelationship(keyring, tenant, row.patient, row)
      relationships.push(...everyone(fact, memberships).map((each) => read(each, reference)))
    }
    const { survivor, names } = found.same
    return { ref: survivor, names: names.length, contradictions: found.contradictions, relationships }
  }

  /** The one whom a source names, and whoever has it through a team. */
  function everyone(fact: SealedRelationship, memberships: readonly SealedMembership[]): SealedRelationship[] {
    const { display: _, ...bare } = fact
    const members = memberships.filter(({ collective }) => collective === fact.actor)
    const had = members.flatMap((member) => {
      const form = member.form === undefined ? {} : { form: member.form }
      return through(bare, fact.actor, [member], organizationsOpen).map((each) => ({ ...bare, ...each, ...form }))
    })
    // A role is whoever has it, while they have it.
    return members.some(({ of }) => of === 'role') ? had : [fact, ...had]
  }

  async function ofPerson(tenant: string, who: string): Promise<readonly ReadRelationship[]> {
    const actor = actorPseudonym(await keyring.tenant(tenant), who)
    const found = await store.within(tenant, async (tx) => {
      const forms = sameClinician(actor, await practitionerLinks(tx, tenant, actor))
      const own = who.startsWith('PractitionerRole/') ? await membersOf(tx, tenant, [actor], ROWS_MAX + 1) : []
      const memberships = [...(await membershipRows(tx, tenant, forms)), ...bounded(own)]
      const sought = [...forms, ...memberships.map(({ collective }) => collective)]
      const rows = bounded(await relationshipsBy(tx, tenant, sought, ROWS_MAX + 1))
      const survivors = new Map<string, string>()
      for (const { patient } of rows)
        if (!survivors.has(patient))
          survivors.set(patient, samePatient(patient, await patientLinks(tx, tenant, patient)).survivor)
      const refs = [...new Set(survivors.values())]
      return { memberships, rows, survivors, patients: refs.length === 0 ? [] : await patientsSealed(tx, tenant, refs) }
    })
    const names = await referencesOf(tenant, found.patients)
    const memberships: SealedMembership[] = []
    for (const row of found.memberships) memberships.push(await openMembership(keyring, tenant, row))
    const collectives = new Set(memberships.map(({ collective }) => collective))
    const relationships: ReadRelationship[] = []
    for (const row of found.rows) {
      const fact = await openRelationship(keyring, tenant, row.patient, row)
      const had = collectives.has(row.actor) ? through(fact, row.actor, memberships, organizationsOpen) : [fact]
      const survivor = found.survivors.get(row.patient) ?? row.patient
      relationships.push(...had.map((each) => read({ ...fact, ...each }, names.get(survivor) ?? survivor)))
    }
    return relationships
  }

  async function contradictory(tenant: string): Promise<readonly Contradiction[]> {
    const found = await store.within(tenant, async (tx) => {
      const all: { name: string; of: string[] }[] = []
      for (const name of bounded(await doubtfulNames(tx, tenant, ROWS_MAX + 1))) {
        const links = await patientLinks(tx, tenant, name)
        if (!contradictions(links).includes(name)) continue
        all.push({ name, of: links.filter((link) => link.name === name).map(({ of }) => of) })
      }
      const refs = [...new Set(all.flatMap(({ name, of }) => [name, ...of]))]
      return { all, patients: refs.length === 0 ? [] : await patientsSealed(tx, tenant, refs) }
    })
    const names = await referencesOf(tenant, found.patients)
    const said = (ref: string) => names.get(ref) ?? ref
    return found.all.map(({ name, of }) => ({ name: said(name), of: [...new Set(of)].map(said).sort() }))
  }

  async function referencesOf(tenant: string, rows: readonly { ref: string; sealed: Buffer }[]) {
    const names = new Map<string, string>()
    for (const { ref, sealed } of rows)
      names.set(ref, (await open(keyring, { tenant, table: 'patient', ref, patient: ref }, sealed)).source)
    return names
  }

  function read(fact: SealedRelationship, patient: string): ReadRelationship {
    const { kind, start, end, source, via, form, actor, display } = fact
    return {
      kind,
      who: form ?? actor,
      ...(display === undefined ? {} : { name: display }),
      patient,
      ...(start === undefined ? {} : { start: new Date(start).toISOString() }),
      ...(end === undefined ? {} : { end: new Date(end).toISOString() }),
      source,
      ...(via === undefined ? {} : { via }),
      current: isCurrent(fact, now()),
      roles: KINDS[kind].roles,
    }
  }

  return { ofPatient, ofPerson, contradictions: contradictory }
}

/** A part of the answer could be the wrong part. */
function bounded<T>(rows: T[]): T[] {
  if (rows.length > ROWS_MAX) throw new CordonError('overloaded')
  return rows
}
