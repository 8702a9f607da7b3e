import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

interface Options {
  patient?: string
  reason: string
}

interface Listed extends Record<string, unknown> {
  readonly at: number
  readonly liftedAt?: number
}

const EXAMPLE = `
Examples:
  $ cordon hold add --patient Patient/123 --reason case-2026-118
  $ cordon hold add --reason regulator-7/2026        everything of the organisation
  $ cordon hold lift 01JD…                              once by each of two people
`

export const holdCommand: AddCommand = (program, run) => {
  const command = program.command('hold').description('Legal holds: what they cover, nobody can destroy.')
  command
    .command('add')
    .description('Place a hold on one patient, or on everything.')
    .option('--patient <reference>', 'the patient; without one, everything')
    .requiredOption(
      '--reason <reference>',
      'the matter’s reference: a number in it, no blanks, no words about a person',
    )
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { patient, reason }) => {
        const asked = { reason, ...(patient === undefined ? {} : { patient }) }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/holds', asked))
        cli.output.line(`hold ${(json as { id: string }).id} is in force`)
        cli.output.result(json)
        return 0
      }),
    )
  command
    .command('list')
    .description('List them.')
    .option('--all', 'those that were lifted, too')
    .action(
      run<{ all?: boolean }>(async (cli, { all }) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/holds'))) as { items: Listed[] }
        const shown = items.filter(({ liftedAt }) => all === true || liftedAt === undefined)
        const columns = ['id', 'patient', 'reason', 'by', 'at', 'liftAskedBy', 'liftedBy', 'liftedAt']
        writeTable(cli.output, shown, columns, 'No legal hold is in force.')
        cli.output.result(shown)
        return 0
      }),
    )
  command
    .command('lift <id>')
    .description('Lift a hold: the duty to preserve has ended. It takes two people, each with this command.')
    .action(
      run(async (cli, _options, [id = '']) => {
        const { json } = await withAdminDoor(cli, (door) => door.post(`/api/holds/${encodeURIComponent(id)}/lift`, {}))
        const { lifted } = json as { lifted: boolean }
        cli.output.line(lifted ? `hold ${id} is lifted` : `hold ${id} still stands: a second person has to agree`)
        cli.output.result(json)
        return 0
      }),
    )
}
