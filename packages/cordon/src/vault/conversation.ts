import type { TenantKeys } from '../crypto/keyring.ts'

/** What tells one conversation from another. The texts are PHI: they go into a keyed hash and nowhere else. */
export interface ConversationOf {
  /** `X-Cordon-Session`, when the client names its conversation. */
  readonly session?: string | undefined
  /** Who talks, and through which application. */
  readonly caller: string
  /** The patient's pseudonym; undefined: unstated. */
  readonly patient: string | undefined
  readonly system: string
  readonly firstUser: string
}

/**
 * The name of a conversation: a keyed hash (22 characters) of the session, or else of how it began. Caller and patient
 * are bound in either way, and the tenant by its key: whoever else sends the same session or the same words gets a
 * conversation of their own, and never the values of this one.
 */
export function conversationRef(keys: TenantKeys, of: ConversationOf): string {
  const { session, caller, patient = null, system, firstUser } = of
  // A JSON array: no choice of names or texts can make two different conversations spell alike.
  const spelled =
    session === undefined ? ['opening', caller, patient, system, firstUser] : ['session', caller, patient, session]
  return keys.pseudonym('conversation', JSON.stringify(spelled))
}

/**
 * Where it stands whom a named conversation is about: a keyed hash of caller and session, so that who puts identifiers
 * back need not say it again. The codes are not there.
 */
export function subjectRef(keys: TenantKeys, { session, caller }: { session: string; caller: string }): string {
  return keys.pseudonym('conversation', JSON.stringify(['subject', caller, session]))
}
