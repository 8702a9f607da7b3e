import type { TaskProfile } from '@cordon/contract'
import { narrowed, type Profile } from '../cedar/profiles.ts'
import { type Finding, hold, no, refuse, yes } from './rule.ts'

/**
 * What of a chart may go: the narrower of the application's task and the policies' profile, 164.502(b). With a
 * justification that the profile names, its bounds for a whole chart count instead (164.514(d)(5)); one that it does not
 * name refuses, because it would answer with less than was asked for.
 */
export function permittedProfile(
  task: TaskProfile,
  profile: Profile,
  justification: string | undefined,
): Finding<TaskProfile> {
  if (justification === undefined) return hold(narrowed(task, profile))
  const { wholeChart } = profile
  if (wholeChart === undefined || !wholeChart.justifications.includes(justification))
    return refuse('justification_refused', no('policy.justification', 'the profile does not name this justification'))
  return hold(narrowed(task, wholeChart), yes('policy.justification', `whole chart: ${justification}`))
}
