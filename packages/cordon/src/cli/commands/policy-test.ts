import { readFileSync } from 'node:fs'
import { CordonError } from '@cordon/contract'
import { assumedLines, type CaseResult, readCases, tryCase } from '../../policy/cedar/cases.ts'
import { policySetOf } from '../../policy/cedar/create-policy-set.ts'
import type { PolicyTexts } from '../../policy/cedar/texts.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import type { Output } from '../output.ts'
import { compileOrTell, readTexts, tellProblems } from '../policy/set-at.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cat cases.yaml
  cases:
    - { name: a nurse's own patient, role: nurse, purpose: TREAT, relationship: care-team, expect: permit }
    - { name: a Part 2 note without consent, role: nurse, purpose: TREAT, relationship: care-team,
        record: Note, labels: 42CFRPart2, expect: deny, by: label.part-2 }
  $ cordon policy test cases.yaml --policies policies/
  2 of 2 name no person: asked as one whom no policy names
  2 of 2 name no application: asked as one that no policy names
  2 of 2 cases hold
`

interface Options {
  readonly policies?: string
  readonly inForce?: boolean
}

export const addPolicyTest: AddCommand = (program, run) =>
  void program
    .command('test <cases>')
    .description('Hold policies against a table of cases in YAML; those that ship where none are named.')
    .option('--policies <path>', 'a folder or a file of policies')
    .option('--in-force', 'the policies in force; asks the admin door')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options, [file = '']) => {
        const read = readCases({ file, text: readText(file) })
        if ('problems' in read) {
          tellProblems(cli.output, read.problems)
          cli.output.result({ problems: read.problems })
          return 2
        }
        const compiled = compileOrTell(cli.output, await textsOf(cli, options))
        if (compiled === undefined) return 1
        const set = policySetOf('tested', compiled)
        const results = read.cases.map((one) => tryCase(set, one))
        tell(cli.output, results)
        return results.some(({ wrong }) => wrong !== undefined) ? 1 : 0
      }),
    )

async function textsOf(cli: Cli, { policies, inForce }: Options): Promise<PolicyTexts> {
  if (inForce !== true) return readTexts(policies)
  if (policies !== undefined) throw new CordonError('usage', { at: '--policies and --in-force' })
  const shown = await withAdminDoor(cli, (door) => door.get('/api/policies/in-force'))
  return (shown as { texts: PolicyTexts }).texts
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CordonError('usage', { at: `${file} cannot be read` })
  }
}

function tell(output: Output, results: readonly CaseResult[]): void {
  const wrong = results.filter((each) => each.wrong !== undefined)
  for (const { name, wrong: why } of wrong) output.line(`${output.style('red', 'wrong')}  ${name}: ${why}`)
  for (const line of assumedLines(results.map(({ assumed }) => assumed))) output.line(line)
  output.line(`${results.length - wrong.length} of ${results.length} cases hold`)
  output.result({ cases: results.length, wrong: wrong.length, results })
}
