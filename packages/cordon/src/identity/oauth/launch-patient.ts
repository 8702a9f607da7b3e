import { CordonError } from '@cordon/contract'

/**
 * The patient of a request whose two parties may each have launched with one: whichever is there. Throws
 * `credentials_invalid` when they differ: a request has one patient, and neither launch allows another.
 */
export function oneLaunchPatient(own: string | undefined, theirs: string | undefined): string | undefined {
  if (own !== undefined && theirs !== undefined && own !== theirs) throw new CordonError('credentials_invalid')
  return own ?? theirs
}
