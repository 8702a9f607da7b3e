import { hashOf } from '../kernel/hash-of.ts'

export { hashOf }

/** What was changed, as a value: the door journals it as a `configuration` entry, with the person who did it. */
export interface Change {
  readonly action:
    | 'user.add'
    | 'user.revoke'
    | 'application.add'
    | 'application.revoke'
    | 'key.issue'
    | 'key.revoke'
    | 'vendor.add'
    | 'vendor.review'
    | 'drill.start'
    | 'drill.end'
    | 'server.review'
    | 'agreement.add'
    | 'agreement.terminate'
    | 'validated-route.add'
    | 'validated-route.close'
    | 'policy.add'
    | 'policy.publish'
    | 'keys.rotate'
    | 'keys.rewrap'
    | 'shred.propose'
    | 'shred.withdraw'
    | 'shred.confirm'
    | 'shred.destroyed'
    | 'shred.done'
    | 'retention.expire'
    | 'hold.add'
    | 'hold.lift-ask'
    | 'hold.lift'
    | 'answer-cache.empty'
    | 'feed.retry'
    | 'feed.drop'
    | 'tenant.add'
    | 'tenant.close'
    | 'account.enrol'
    | 'account.password'
    | 'second-factor.add'
    | 'second-factor.recovery'
    | 'second-factor.reset'
    | 'session.revoke'
  /** The id of what changed; never a secret. */
  readonly subject: string
  /** SHA-256 (hex) of the definition as it now stands; absent where something was taken away. */
  readonly hash?: string
}

/**
 * Makes the entry of a change durable. Whoever changes something awaits it last in the same transaction, so what cannot be
 * recorded does not happen; a crash between the two leaves an entry without its change, which is the safe side.
 */
export type RecordChange = (change: Change) => Promise<void>

export function change(action: Change['action'], subject: string, definition?: unknown): Change {
  return definition === undefined ? { action, subject } : { action, subject, hash: hashOf(definition) }
}
