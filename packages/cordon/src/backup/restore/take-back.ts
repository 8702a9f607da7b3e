import pg from 'pg'
import { hashOf } from '../../kernel/hash-of.ts'
import { storeFault } from '../../store/faults.ts'
import type { Recorded } from './changes-since.ts'
import {
  agreementsWith,
  appendEnded,
  appendLostReview,
  definitionOf,
  endGrant,
  endOpen,
  keepPlaceOfPolicies,
  markEnded,
  markKeysEnded,
  markOrganisationClosed,
  publishAgain,
  putHold,
  resetAccount,
  type Versioned,
  withinTenant,
} from './take-back.queries.ts'

/** What a restored store was made to know of the time after its snapshot. */
export interface TakenBack {
  /** Rows that were revoked, ended or closed again. */
  readonly rows: number
  /** By action, changes that no rule here takes back: a person reads them. */
  readonly unknown: Readonly<Record<string, number>>
}

/** Who places the hold on everything that each tenant begins with after a restore: no person. */
export const PLACED_BY_RESTORE = 'cordon:restore'

/**
 * Takes away in the restored store what the journal says was taken away since: a revoked key stays revoked. What was
 * changed since counts as taken away too, for what it allows now is not in the backup: whoever it is about gets a new key,
 * and an agreement is signed in anew. Everything of every tenant is held until a person has looked.
 */
export async function takeBack(
  owner: pg.ClientConfig,
  of: { tenants: readonly string[]; changes: readonly Recorded[]; snapshot: string; at: Date },
): Promise<TakenBack> {
  const session = new pg.Client(owner)
  session.on('error', () => undefined)
  const unknown: Record<string, number> = {}
  let rows = 0
  try {
    await session.connect()
    for (const tenant of of.tenants)
      await withinTenant(session, tenant, async () => {
        for (const change of of.changes) {
          if (change.tenant !== tenant) continue
          const rule = RULES[change.action]
          if (rule === undefined) unknown[change.action] = (unknown[change.action] ?? 0) + 1
          else rows += await rule(session, change)
        }
        await endOpen(session, tenant, of.at)
        await putHold(session, {
          tenant,
          id: `restored-${of.snapshot}`,
          reason: 'restored',
          by: PLACED_BY_RESTORE,
          at: of.at,
          restored: true,
        })
      })
    return { rows, unknown }
  } catch (error) {
    throw storeFault(error)
  } finally {
    await session.end().catch(() => undefined)
  }
}

type Rule = (session: pg.Client, change: Recorded) => Promise<number>

const ends =
  (table: 'principal' | 'application' | 'api_key'): Rule =>
  (session, { tenant, subject, at }) =>
    markEnded(session, table, tenant, subject, new Date(at))

const endsVersion =
  (table: Versioned): Rule =>
  (session, { tenant, subject, at }) =>
    appendEnded(session, table, table === 'agreement' ? 'terminated' : 'closed', tenant, subject, new Date(at))

/** Only what the store has, and has otherwise than it came to be. */
const ifChanged =
  (table: Parameters<typeof definitionOf>[1], rule: Rule): Rule =>
  async (session, change) => {
    const definition = await definitionOf(session, table, change.tenant, change.subject)
    return definition === undefined || hashOf(definition) === change.hash ? 0 : rule(session, change)
  }

const endsKeysOf =
  (of: 'principal' | 'application'): Rule =>
  (session, { tenant, subject, at }) =>
    markKeysEnded(session, of, tenant, subject, new Date(at))

const endsAgreementsWith: Rule = async (session, change) => {
  let rows = 0
  for (const subject of await agreementsWith(session, change.tenant, change.subject))
    rows += await endsVersion('agreement')(session, { ...change, subject })
  return rows
}

/** `site/4` is version 4. */
const versionOf = (subject: string): number | undefined => {
  const version = Number(/^site\/(\d{1,9})$/.exec(subject)?.[1])
  return Number.isSafeInteger(version) ? version : undefined
}

/**
 * Its number is never another set's, for it stands in decisions. Its text is not in the backup: whoever wants it back adds
 * it again.
 */
const keepsPlace: Rule = async (session, { tenant, subject, hash = '', principal: by, at }) => {
  const version = versionOf(subject)
  return version === undefined ? 0 : keepPlaceOfPolicies(session, { tenant, version, hash, by, at: new Date(at) })
}

/**
 * What was published last is in force. A set that the backup does not have is in force by its number and hash alone, and the
 * boundary refuses (`policy_failed`) until an officer publishes again: an older set could permit what was forbidden since.
 */
const publishes: Rule = async (session, { tenant, subject, hash = '', principal: by, at }) => {
  const version = versionOf(subject)
  return version === undefined ? 0 : publishAgain(session, { tenant, version, hash, by, at: new Date(at) })
}

const endsGrant =
  (field: 'stopped_at' | 'expired_at'): Rule =>
  (session, { tenant, subject, at }) =>
    endGrant(session, field, tenant, subject, new Date(at))

const resets: Rule = (session, { tenant, subject }) => resetAccount(session, tenant, subject)

/** On everything: whom it is about stands in no entry. */
const holds: Rule = (session, { tenant, subject: id, principal: by, at }) =>
  putHold(session, { tenant, id, reason: 'restored', by, at: new Date(at) })

/**
 * A review that the backup does not have may have found a row not eligible any more, so what stood before it does not stand: the row
 * is unverified until it is reviewed again. Its text is in no entry.
 */
const losesReview: Rule = (session, { tenant, subject, hash, at }) =>
  appendLostReview(session, { tenant, row: subject, at: new Date(at), isRecorded: (note) => hashOf({ note }) === hash })

/** It gave something, or is in the key registers, which are newer than any snapshot. */
const nothing: Rule = async () => 0

const RULES: Readonly<Record<string, Rule>> = {
  'user.revoke': ends('principal'),
  'application.revoke': ends('application'),
  'key.revoke': ends('api_key'),
  'agreement.terminate': endsVersion('agreement'),
  'validated-route.close': endsVersion('validated_route'),
  'tenant.close': (session, { tenant, subject, at }) => markOrganisationClosed(session, tenant, subject, new Date(at)),
  'hold.add': holds,

  'user.add': ifChanged('principal', endsKeysOf('principal')),
  'application.add': ifChanged('application', endsKeysOf('application')),
  'agreement.add': ifChanged('agreement', endsVersion('agreement')),
  'validated-route.add': ifChanged('validated_route', endsVersion('validated_route')),
  'vendor.add': ifChanged('vendor', endsAgreementsWith),

  'vendor.review': losesReview,
  'policy.add': keepsPlace,
  'policy.publish': publishes,
  'emergency.stopped': endsGrant('stopped_at'),
  'emergency.expired': endsGrant('expired_at'),

  'account.enrol': resets,
  'account.password': resets,
  'second-factor.add': resets,
  'second-factor.recovery': resets,
  'second-factor.reset': resets,

  // All sessions end.
  'session.revoke': nothing,
  'key.issue': nothing,
  'tenant.add': nothing,
  'hold.lift-ask': nothing,
  'hold.lift': nothing,
  'keys.rotate': nothing,
  'keys.rewrap': nothing,
  'retention.expire': nothing,
  'feed.retry': nothing,
  'feed.drop': nothing,
  // A grant that was opened since is not there; one that was looked at since is looked at again.
  'emergency.started': nothing,
  'emergency.used': nothing,
  'emergency.reviewed': nothing,
  'shred.propose': nothing,
  'shred.withdraw': nothing,
  'shred.confirm': nothing,
  'shred.destroyed': nothing,
  'shred.done': nothing,
}
