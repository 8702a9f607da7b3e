import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList } from './directory.ts'

const EXAMPLE = `
Example:
  $ cordon tenant add north --name "North Clinic" --administrator a.lind --administrator-name "Anna Lind"
`

interface Options {
  name: string
  administrator: string
  administratorName?: string
}

export const tenantCommand: AddCommand = (program, run) => {
  const command = program.command('tenant').description('Organisations that share this deployment. Nothing crosses.')
  command
    .command('add <id>')
    .description('Add an organisation, with its first administrator a key for seven days and a code to sign in with.')
    .requiredOption('--name <name>', 'the organisation’s name')
    .requiredOption('--administrator <id>', 'who sets it up')
    .option('--administrator-name <name>', 'that person’s name; the id when absent')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { name, administrator, administratorName = administrator }, [id = '']) => {
        const asked = { id, name, administrator: { id: administrator, name: administratorName } }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/tenants', asked))
        const { key, expiresAt, enrolment } = json as { key: string; expiresAt: number; enrolment: string }
        cli.output.line(key)
        cli.output.note(`key of ${administrator}, shown once, ends ${new Date(expiresAt).toISOString().slice(0, 10)}`)
        cli.output.note(
          `${administrator} signs in for the first time with ${enrolment}, shown once, and enrols a second factor`,
        )
        cli.output.result(json)
        return 0
      }),
    )
  addList(command, run, {
    path: '/api/tenants',
    columns: ['id', 'name', 'addedAt', 'closedAt'],
    empty: 'No other organisation: the operator has this deployment to itself. cordon tenant add ID',
  })
  addEnding(command, run, {
    path: '/api/tenants',
    verb: 'close',
    what: 'Close one: its applications are refused at once; its auditors still come in.',
  })
}
