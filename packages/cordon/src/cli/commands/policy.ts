import type { AddCommand } from '../command.ts'
import { addPolicyCheck } from './policy-check.ts'
import { addPolicyDiff } from './policy-diff.ts'
import { addPolicyExplain } from './policy-explain.ts'
import { addPolicyAdd, addPolicyPublish } from './policy-publish.ts'
import { addPolicyList, addPolicyShow } from './policy-show.ts'
import { addPolicyTest } from './policy-test.ts'

/** One file per verb; each adds itself to this command. */
const VERBS: readonly AddCommand[] = [
  addPolicyCheck,
  addPolicyTest,
  addPolicyExplain,
  addPolicyDiff,
  addPolicyAdd,
  addPolicyPublish,
  addPolicyList,
  addPolicyShow,
]

export const policyCommand: AddCommand = (program, run) => {
  const command = program
    .command('policy')
    .description('Who may, for which patient and what for: read, test, explain and publish the policies.')
  for (const add of VERBS) add(command, run)
}
