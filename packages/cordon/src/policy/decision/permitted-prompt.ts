import type { SecurityLabel } from '@cordon/contract'
import type { AccessRequest } from './access.ts'
import { type Finding, hold, no, refuse, yes } from './rule.ts'

/** Labels whose records nobody may use without the patient's permit, whoever brings them: 164.508(a)(2). */
const NEEDS_PERMIT: ReadonlySet<SecurityLabel> = new Set(['PSYTHPN'])

/** What of a prompt's labels a patient's consents are asked about. */
export function needingPermit(labels: readonly SecurityLabel[]): SecurityLabel[] {
  return labels.filter((label) => NEEDS_PERMIT.has(label))
}

/**
 * Whether text of these kinds may be sent at all. `consent` is what the stated patient's consents say of it. Other labels are
 * recorded and decide nothing: if a question about drinking were answered for one patient and refused for another, the
 * refusal would say what the second one withholds (42 CFR 2.13).
 */
export function permittedPrompt(
  labels: readonly SecurityLabel[],
  consent: AccessRequest['consent'] | undefined,
): Finding<undefined> {
  const needed = needingPermit(labels)
  if (needed.length === 0) return hold(undefined)
  if (consent === 'permit') return hold(undefined, yes('prompt.labels', `${needed.join(', ')}: the patient permits it`))
  return refuse('label_refused', no('prompt.labels', `${needed.join(', ')}: no permit of the patient’s`))
}
