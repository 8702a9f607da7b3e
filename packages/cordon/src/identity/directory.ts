import { Application, CordonError, Principal } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Store, Tx } from '../store/store.ts'
import { type Change, change, hashOf, type RecordChange } from './change.ts'
import {
  type DirectoryRow,
  type DirectoryTable,
  findEntry,
  markRevoked,
  putEntry,
  selectEntries,
} from './directory.queries.ts'
import { findSubject } from './oauth/subject.queries.ts'

/** A definition and whether it still counts. */
export type Listed<T> = T & { readonly revokedAt: number | undefined }

/**
 * Who may connect: the people and services (principals), and the applications they come through. Adding an id again
 * replaces its definition; a revoked id stays revoked, so that a name in the journal means one somebody for ever.
 * Every change is recorded in the transaction that makes it; what `record` throws is thrown, and nothing changed.
 */
export interface Directory {
  /** Throws `resource_invalid` when the id was revoked. */
  addUser(tenant: string, user: Principal, record: RecordChange): Promise<Change>
  /** Whether this very definition is in force: adding it again would change nothing. */
  hasUser(tenant: string, user: Principal): Promise<boolean>
  listUsers(tenant: string): Promise<Listed<Principal>[]>
  /** Revoked or not; undefined: nobody was ever registered by this id. */
  user(tenant: string, id: string): Promise<Listed<Principal> | undefined>
  /** All keys of this person stop with it. Throws `not_found` when there is no such active user. */
  revokeUser(tenant: string, id: string, record: RecordChange): Promise<Change>
  /**
   * Throws `resource_invalid` when the id was revoked, the fixed purpose is not among its purposes, or its keys would stand
   * where they may not be fetched from.
   */
  addApplication(tenant: string, application: Application, record: RecordChange): Promise<Change>
  listApplications(tenant: string): Promise<Listed<Application>[]>
  /** The registration in force; throws `not_found`. For a door that asks on behalf of a person without one of its own. */
  application(tenant: string, id: string): Promise<Application>
  revokeApplication(tenant: string, id: string, record: RecordChange): Promise<Change>
}

/**
 * `changed` is called after each change is committed, for example `identity.forgetCallers`. `keysMayBeAt` says where an
 * application's keys may stand; absent: anywhere, and what may not be fetched is refused when it is to be fetched.
 */
export function createDirectory(deps: {
  store: Store
  now: Clock
  changed: () => void
  keysMayBeAt?: (tenant: string, url: string) => boolean
}): Directory {
  const { store, now, changed, keysMayBeAt = () => true } = deps

  /** The change, then its entry, then the commit; nobody stays in memory, not even where the commit's answer was lost. */
  const recorded = async (tenant: string, made: Change, record: RecordChange, make: (tx: Tx) => Promise<void>) => {
    const work = async (tx: Tx): Promise<void> => {
      await make(tx)
      await record(made)
    }
    await store.within(tenant, work).finally(changed)
    return made
  }
  const put = async (tx: Tx, table: DirectoryTable, tenant: string, definition: Principal | Application) => {
    if ('subject' in definition) await mustBeOnly(tx, tenant, definition)
    const taken = await putEntry(tx, table, { tenant, id: definition.id, definition })
    if (!taken) throw new CordonError('resource_invalid', { at: 'id' })
  }
  const revoke = async (tx: Tx, table: DirectoryTable, tenant: string, id: string): Promise<void> => {
    const revoked = await markRevoked(tx, table, tenant, id, new Date(now()))
    if (!revoked) throw new CordonError('not_found', { at: table })
  }
  const list = (table: DirectoryTable, tenant: string): Promise<DirectoryRow[]> =>
    store.within(tenant, (tx) => selectEntries(tx, table, tenant))

  return {
    addUser: (tenant, user, record) =>
      recorded(tenant, change('user.add', user.id, user), record, (tx) => put(tx, 'principal', tenant, user)),
    async hasUser(tenant, user) {
      const row = await store.within(tenant, (tx) => findEntry(tx, 'principal', tenant, user.id))
      return row?.revoked_at === null && hashOf(Principal.parse(row.definition)) === hashOf(Principal.parse(user))
    },
    async listUsers(tenant) {
      return (await list('principal', tenant)).map((row) => ({ ...Principal.parse(row.definition), ...standing(row) }))
    },
    async user(tenant, id) {
      const row = await store.within(tenant, (tx) => findEntry(tx, 'principal', tenant, id))
      return row === undefined ? undefined : { ...Principal.parse(row.definition), ...standing(row) }
    },
    revokeUser: (tenant, id, record) =>
      recorded(tenant, change('user.revoke', id), record, (tx) => revoke(tx, 'principal', tenant, id)),

    async addApplication(tenant, application, record) {
      checkFixedPurpose(application)
      const { jwksUri } = application.client ?? {}
      if (jwksUri !== undefined && !keysMayBeAt(tenant, jwksUri))
        throw new CordonError('resource_invalid', { at: 'client.jwksUri' })
      const made = change('application.add', application.id, application)
      return recorded(tenant, made, record, (tx) => put(tx, 'application', tenant, application))
    },
    async listApplications(tenant) {
      const rows = await list('application', tenant)
      return rows.map((row) => ({ ...Application.parse(row.definition), ...standing(row) }))
    },
    async application(tenant, id) {
      const row = await store.within(tenant, (tx) => findEntry(tx, 'application', tenant, id))
      if (row?.revoked_at !== null) throw new CordonError('not_found', { at: 'application' })
      return Application.parse(row.definition)
    },
    revokeApplication: (tenant, id, record) =>
      recorded(tenant, change('application.revoke', id), record, (tx) => revoke(tx, 'application', tenant, id)),
  }
}

/** One subject at an identity provider is one person: two would be a doubt about who comes. */
async function mustBeOnly(tx: Tx, tenant: string, { id, subject }: Principal): Promise<void> {
  const holder = subject === undefined ? undefined : await findSubject(tx, tenant, subject)
  if (holder !== undefined && holder.id !== id) throw new CordonError('resource_invalid', { at: 'subject' })
}

function standing(row: DirectoryRow): { revokedAt: number | undefined } {
  return { revokedAt: row.revoked_at?.getTime() }
}

function checkFixedPurpose({ purposeFixed, purposes }: Application): void {
  if (purposeFixed !== undefined && !purposes.includes(purposeFixed)) {
    throw new CordonError('resource_invalid', { at: 'purposeFixed' })
  }
}
