import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon feed list                 messages that could not be taken in: which field of which is wrong
  $ cordon feed show pZ3k…           one of them, whole; it names a patient, and the reading is recorded
  $ cordon feed retry pZ3k…          once more, after the configuration was mended
`

export const feedCommand: AddCommand = (program, run) => {
  const command = program.command('feed').description('Messages of a feed (HL7 v2 ADT) that could not be taken in.')
  command
    .command('list')
    .description('List them: when, what is wrong, where.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/feeds/kept'))) as {
          items: Record<string, unknown>[]
        }
        const columns = ['id', 'feed', 'code', 'place', 'bytes', 'receivedAt']
        writeTable(cli.output, items, columns, 'No message waits.')
        cli.output.result(items)
        return 0
      }),
    )
  command
    .command('show')
    .description('Show one, whole. Needs the audit right.')
    .argument('<id>', 'as listed')
    .action(
      run(async (cli, _options, [id = '']) => {
        const message = (await withAdminDoor(cli, (door) => door.get(`/api/feeds/kept/${encodeURIComponent(id)}`))) as {
          text: string
        }
        for (const line of message.text.split(/\r\n|\r|\n/)) cli.output.line(line)
        cli.output.result(message)
        return 0
      }),
    )
  for (const [verb, about] of [
    ['retry', 'Take it in once more; it leaves the list when that works.'],
    ['drop', 'Forget it.'],
  ] as const)
    command
      .command(verb)
      .description(about)
      .argument('<id>', 'as listed')
      .action(
        run(async (cli, _options, [id = '']) => {
          const path = `/api/feeds/kept/${encodeURIComponent(id)}/${verb}`
          const { json } = await withAdminDoor(cli, (door) => door.post(path, {}))
          cli.output.line(verb === 'retry' ? 'taken in' : 'dropped')
          cli.output.result(json)
          return 0
        }),
      )
}
