import { Application, CordonError, Principal } from '@cordon/contract'
import type { IssuerSettings } from '../../config/identity.ts'
import type { Store, Tx } from '../../store/store.ts'
import { findEntry } from '../directory.queries.ts'
import { type Claims, type Named, unregistered } from './claims.ts'
import { parseScopes } from './smart-scopes.ts'
import { findSubject } from './subject.queries.ts'

/** Whom a token speaks for, by the directory: nobody is made up from what it says. */
export interface Resolved {
  readonly principal: Principal
  /** Undefined: it names no client. */
  readonly application: Application | undefined
  /** Who acts now, where somebody does. */
  readonly delegate: Principal | undefined
  /** Everybody who acts or acted, nearest first: ids of the directory, or hashes of those whom it does not know. */
  readonly actors: readonly string[]
  readonly scope: string | undefined
  readonly launchPatient: string | undefined
  readonly steppedUpAt: number | undefined
}

/**
 * Looks up person, application and actors in one transaction. Throws `credentials_invalid`, with one answer for
 * whatever is unknown or revoked.
 */
export async function resolveClaims(
  { store, tenant, settings }: { store: Store; tenant: string; settings: IssuerSettings },
  claims: Claims,
): Promise<Resolved> {
  return store.within(tenant, async (tx) => {
    const principal = await principalOf(tx, tenant, claims)
    const application = await applicationOf(tx, tenant, settings, claims.client)
    const [actor, ...earlier] = claims.actors
    const delegate = actor === undefined ? undefined : await principalOf(tx, tenant, actor)
    const actors = delegate === undefined ? [] : [delegate.id]
    for (const one of earlier) actors.push((await findSubject(tx, tenant, one))?.id ?? unregistered(one))
    const { scope, patient: launchPatient } = bounded(claims, settings)
    return { principal, application, delegate, actors, scope, launchPatient, steppedUpAt: claims.steppedUpAt }
  })
}

/** Of an issuer that knows no SMART scopes, words such as `email` bound nothing; a patient chosen at launch always does. */
function bounded({ scope = '', patient }: Claims, { scopes }: IssuerSettings) {
  const smart = scopes === 'smart' || parseScopes(scope).length > 0
  return { scope: smart ? scope : undefined, patient }
}

async function principalOf(tx: Tx, tenant: string, named: Named): Promise<Principal> {
  const row = await findSubject(tx, tenant, named)
  if (row === undefined) throw new CordonError('credentials_invalid')
  return Principal.parse(row.definition)
}

async function applicationOf(tx: Tx, tenant: string, { clients }: IssuerSettings, client: string | undefined) {
  if (client === undefined) return undefined
  const id = Object.hasOwn(clients, client) ? clients[client] : undefined
  const row = id === undefined ? undefined : await findEntry(tx, 'application', tenant, id)
  if (row?.revoked_at !== null) throw new CordonError('credentials_invalid')
  return Application.parse(row.definition)
}
