import type { TaskProfile } from '@cordon/contract'
import { type Minimum, narrowed, type Profile } from '../cedar/profiles.ts'
import type { PolicySet } from './access.ts'
import { type Finding, hold, no, refuse, yes } from './rule.ts'

/** What a request says of itself that bears on how much of a chart it gets. */
export interface Stated {
  /** `X-Cordon-Task` */
  readonly task?: string
  /** `X-Cordon-Justification` */
  readonly justification?: string
}

/**
 * What of a chart may go: the narrowest of the application's registration, the policies' profile, and the task that the
 * caller states, 164.502(b). With a justification that the profile names, its bounds for a whole chart count instead
 * (164.514(d)(5)), within the same kinds and elements. A task or a justification that is not known refuses: the answer
 * would be to another question than the one that was asked.
 */
export function permittedProfile(
  registered: TaskProfile,
  profile: Profile,
  { task, justification }: Stated,
  { taskNamed }: Pick<PolicySet, 'taskNamed'>,
): Finding<Minimum> {
  const doing = task === undefined ? undefined : taskNamed(task)
  if (task !== undefined && doing === undefined)
    return refuse('task_refused', no('policy.task', 'the policies in force name no such task'))
  const stated = task === undefined ? [] : [yes('policy.task', `task: ${task}`)]
  const bound = doing === undefined ? registered : narrowed(registered, doing)
  if (justification === undefined) return hold(narrowed(bound, profile), ...stated)
  const { wholeChart, paths } = profile
  if (wholeChart === undefined || !wholeChart.justifications.includes(justification))
    return refuse(
      'justification_refused',
      no('policy.justification', 'the profile does not name this justification'),
      stated,
    )
  const { passagesMax, passageCharactersMax } = wholeChart
  const whole = narrowed(bound, { paths, passagesMax, passageCharactersMax })
  return hold(whole, ...stated, yes('policy.justification', `whole chart: ${justification}`))
}
