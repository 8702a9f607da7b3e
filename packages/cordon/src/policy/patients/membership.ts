import type { Keyring } from '../../crypto/keyring.ts'
import type { Relationship } from './patients.ts'
import { KINDS } from './relationship-kinds.ts'

/** That somebody belongs to a team, an organisation or a role, as one resource states it. Times are milliseconds. */
export interface Membership {
  readonly of: 'team' | 'organization' | 'role'
  readonly start?: number
  readonly end?: number
  /** The resource that says so: `PractitionerRole/12`, `CareTeam/5`. */
  readonly source: string
}

/** What a membership row holds. */
export interface SealedMembership extends Membership {
  /** The pseudonyms of the row: one moved to another person or team is found out. */
  readonly member: string
  readonly collective: string
  /** Who belongs, in the source's own form. */
  readonly form?: string
}

export interface MembershipRow {
  readonly member: string
  readonly collective: string
  readonly ref: string
  readonly sealed: Buffer
}

/** Where a sealed membership stands. */
export function membershipPlace(tenant: string, row: { member: string; collective: string; ref: string }) {
  return { tenant, table: 'membership', row: `${row.member}/${row.collective}/${row.ref}`, column: 'sealed' }
}

/** Opens one row and asserts that it is of the person and the team of its row. */
export async function openMembership(keyring: Keyring, tenant: string, row: MembershipRow): Promise<SealedMembership> {
  const key = await keyring.opening(tenant, row.sealed)
  const bytes = key.open(row.sealed, membershipPlace(tenant, row))
  const opened = JSON.parse(new TextDecoder().decode(bytes)) as SealedMembership
  if (opened.member !== row.member || opened.collective !== row.collective) {
    throw new Error('invariant: a membership belongs to the person and the team of its row')
  }
  return opened
}

/**
 * A relationship of a team, an organisation or a role, as its members have it: while both hold. An organisation opens
 * nothing unless the site says so, because a whole hospital may be one.
 */
export function through(
  fact: Relationship,
  collective: string,
  memberships: readonly SealedMembership[],
  organizationsOpen: boolean,
): Relationship[] {
  const admitted = memberships.filter((each) => each.collective === collective)
  return admitted
    .filter(({ of }) => of !== 'organization' || organizationsOpen)
    .flatMap((membership) => whileBoth(fact, membership))
}

function whileBoth(fact: Relationship, { start, end, source }: Membership): Relationship[] {
  // A visit without a start never counts, and one without an end ended when it began: a membership does not mend either.
  const isVisit = KINDS[fact.kind].marginMs !== undefined
  if (isVisit && fact.start === undefined) return []
  const ownEnd = fact.end ?? (isVisit ? fact.start : undefined)
  const from = latest(fact.start, start)
  const to = earliest(ownEnd, end)
  if (from !== undefined && to !== undefined && to < from) return []
  const { start: _start, end: _end, ...rest } = fact
  return [
    { ...rest, ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }), via: source },
  ]
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : other === undefined ? one : Math.max(one, other)
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : other === undefined ? one : Math.min(one, other)
}
