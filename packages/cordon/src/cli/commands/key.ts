import { type AddCommand, wholeNumber } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList } from './directory.ts'

interface Options {
  user: string
  application?: string
  owner?: string
  days: string
}

const EXAMPLE = `
Examples:
  $ cordon key add --user scribe-service --application scribe --days 180
  $ cordon key add --user dr-okafor          a key of the admin door, for that person's commands
`

export const keyCommand: AddCommand = (program, run) => {
  const command = program.command('key').description('API keys: each belongs to a named user or service, and ends.')
  command
    .command('add')
    .description('Issue a key. It is shown once.')
    .requiredOption('--user <id>', 'whose key')
    .option('--application <id>', 'the application it connects; without one it opens the admin door')
    .option('--owner <id>', 'the person who answers for a service’s key; whoever issues it, when not given')
    .option('--days <n>', 'days until it ends', '365')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { user, application, owner, days }) => {
        const asked = {
          user,
          days: wholeNumber(days, '--days', 730),
          ...(application === undefined ? {} : { application }),
          ...(owner === undefined ? {} : { owner }),
        }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/keys', asked))
        const issued = json as { key: string; id: string; expiresAt: number }
        cli.output.line(issued.key)
        cli.output.note(`key ${issued.id}, shown once, ends ${new Date(issued.expiresAt).toISOString().slice(0, 10)}`)
        cli.output.result(json)
        return 0
      }),
    )
  addList(command, run, {
    path: '/api/keys',
    columns: ['id', 'principal', 'application', 'owner', 'createdAt', 'expiresAt', 'revokedAt'],
    empty: 'No key yet: cordon key add',
  })
  addEnding(command, run, { path: '/api/keys', verb: 'revoke', what: 'Revoke a key, at once.' })
}
