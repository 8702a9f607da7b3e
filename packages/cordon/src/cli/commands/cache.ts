import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon cache list                       how many answers are kept of each application
  $ cordon cache empty --application chat   forget those of one
  $ cordon cache empty                      forget all
`

export const cacheCommand: AddCommand = (program, run) => {
  const command = program.command('cache').description('Answers that are kept, to be given again to the same question.')
  command
    .command('list')
    .description('Say how much is kept of each application: numbers, no content.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/answer-cache'))) as {
          items: Record<string, unknown>[]
        }
        writeTable(cli.output, items, ['application', 'entries', 'bytes', 'oldest'], 'No answer is kept.')
        cli.output.result(items)
        return 0
      }),
    )
  command
    .command('empty')
    .description('Forget what is kept. Recorded; refused while a legal hold stands.')
    .option('--application <id>', 'of this application; without one, of all')
    .action(
      run<{ application?: string }>(async (cli, { application }) => {
        const asked = application === undefined ? {} : { application }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/answer-cache/empty', asked))
        cli.output.line(`${(json as { deleted: number }).deleted} answers forgotten`)
        cli.output.result(json)
        return 0
      }),
    )
}
