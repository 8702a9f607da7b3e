import type { Problem } from '../../policy/cedar/problem.ts'
import type { PolicyTexts } from '../../policy/cedar/texts.ts'
import type { Replayed } from '../../policy/sets/replay.ts'
import type { Cli } from '../cli.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import { compileOrTell, readTexts, tellProblems } from '../policy/set-at.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon policy check policies/
  policies/ is valid: 24 policies, 3f1a09c2b771
  $ cordon policy check policies/ --against 30
`

const DAYS_MAX = 3_650

export const addPolicyCheck: AddCommand = (program, run) =>
  void program
    .command('check [path]')
    .description('Validate policies, in a folder or a file, without a server; those that ship where none is named.')
    .option('--against <days>', 'what of the last days’ decisions would come out otherwise; asks the admin door')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ against?: string }>(async (cli, { against }, [path]) => {
        const texts = readTexts(path)
        const compiled = compileOrTell(cli.output, texts)
        if (compiled === undefined) return 1
        if (against !== undefined) return checkAgainst(cli, texts, wholeNumber(against, '--against', DAYS_MAX))
        const { hash, policies, warnings } = compiled
        cli.output.line(`${path ?? 'the shipped pack'} is valid: ${policies.length} policies, ${hash.slice(0, 12)}`)
        cli.output.result({ valid: true, hash, policies: policies.length, problems: warnings })
        return 0
      }),
    )

type Answer = ({ readonly valid: true } & Replayed) | { readonly valid: false; readonly problems: readonly Problem[] }

/** 1 when anything would change: a script can ask. */
async function checkAgainst(cli: Cli, draft: PolicyTexts, days: number): Promise<number> {
  const { json } = await withAdminDoor(cli, (door) => door.post('/api/policies/replay', { days, draft }))
  const answer = json as Answer
  cli.output.result(answer)
  if (!answer.valid) {
    tellProblems(cli.output, answer.problems)
    return 1
  }
  tellReplay(cli, days, answer)
  return answer.changedCount > 0 || answer.classes.length > 0 ? 1 : 0
}

function tellReplay({ output }: Cli, days: number, answer: Replayed): void {
  const { decided, replayed, notReplayed, changed, changedCount, classes } = answer
  output.line(`${decided} decisions of ${days} days; ${replayed} asked again; ${changedCount} would come out otherwise`)
  if (changed.length > 0)
    writeTable(
      output,
      changed.map((each) => ({ ...each })),
      ['time', 'request', 'principal', 'application', 'purpose', 'was', 'becomes', 'by'],
      '',
    )
  for (const each of classes) output.line(`  ${each.class}: would be ${each.becomes} in ${each.count} requests`)
  const left = Object.entries(notReplayed).filter(([, count]) => count > 0)
  for (const [why, count] of left) output.line(`  ${count} not asked again: ${NOT_REPLAYED[why] ?? why}`)
  if (answer.classesNotRecorded > 0) output.line(`  ${answer.classesNotRecorded} classes were not recorded`)
}

const NOT_REPLAYED: Readonly<Record<string, string>> = {
  before: 'refused before the policies were asked (purpose, registration, right)',
  withoutFacts: 'recorded without what the policies were asked',
  unknownPatient: 'the store holds no such patient',
}
