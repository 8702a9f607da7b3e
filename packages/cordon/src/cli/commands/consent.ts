import type { Contradiction } from '../../policy/consent/contradictions.ts'
import type { Reviewed } from '../../policy/consent/review.ts'
import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon consent list --patient Patient/p-1001
  $ cordon consent list --contradictions            of every patient
`

export const consentCommand: AddCommand = (program, run) => {
  const command = program.command('consent').description('What patients consented to, for those with the audit right.')
  command
    .command('list')
    .description('List the consents in force of a patient, or the consents of anybody that contradict each other.')
    .option('--patient <reference>', 'Patient/<id> or the bare id')
    .option('--contradictions', 'only what contradicts; the one that denies is obeyed')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ patient?: string; contradictions?: boolean }>(async (cli, { patient, contradictions }) => {
        if (patient === undefined) return showContradictions(await everywhere(cli), cli)
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/consents', { patient }))
        const found = json as Reviewed
        if (contradictions === true) return showContradictions(found.contradictions, cli)
        const rows = found.consents.map(({ source, scope, rule }) =>
          rule === 'unreadable'
            ? { source, scope, begins: 'denies: could not be read', exceptions: 0 }
            : { source, scope, begins: rule.effect, exceptions: rule.except.length },
        )
        writeTable(cli.output, rows, ['source', 'scope', 'begins', 'exceptions'], 'No consent in force.')
        cli.output.result(found)
        return 0
      }),
    )
}

type Cli = Parameters<Parameters<Parameters<AddCommand>[1]>[0]>[0]

async function everywhere(cli: Cli): Promise<readonly Contradiction[]> {
  const { items } = (await withAdminDoor(cli, (door) => door.get('/api/consents/contradictions'))) as {
    items: Contradiction[]
  }
  return items
}

/** 1: there are some, and somebody has to ask the patient. */
function showContradictions(found: readonly Contradiction[], { output }: Cli): number {
  writeTable(
    output,
    found.map((each) => ({ ...each })),
    ['permits', 'denies', 'purposes', 'kinds'],
    'No consents contradict each other.',
  )
  output.result(found)
  return found.length === 0 ? 0 : 1
}
