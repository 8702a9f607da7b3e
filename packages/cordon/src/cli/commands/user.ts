import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList } from './directory.ts'

interface Options {
  name: string
  role: string[]
  practitioner?: string
  service?: boolean
}

const EXAMPLE = `
Example:
  $ cordon user add dr-okafor --name "Dr. Ngozi Okafor" --role clinician --practitioner Practitioner/p-17
`

export const userCommand: AddCommand = (program, run) => {
  const command = program.command('user').description('People and services, with their roles.')
  command
    .command('add <id>')
    .description('Add a person or a service, or replace its definition.')
    .requiredOption('--name <name>', 'name as the record shows it')
    .requiredOption(
      '--role <role...>',
      'clinician, nurse, frontdesk, billing, researcher, data-scientist, patient, caregiver, compliance, security, administrator, service',
    )
    .option('--practitioner <reference>', 'Practitioner/<id> in the ingested FHIR')
    .option('--service', 'a program, not a person')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { name, role, practitioner, service }, [id = '']) => {
        const user = {
          id,
          kind: service === true ? 'service' : 'user',
          name,
          roles: role,
          ...(practitioner === undefined ? {} : { practitioner }),
        }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/users', user))
        cli.output.line(`${id}: added. Next: cordon key add --user ${id}`)
        cli.output.result(json)
        return 0
      }),
    )
  addList(command, run, {
    path: '/api/users',
    columns: ['id', 'kind', 'name', 'roles', 'practitioner', 'revokedAt'],
    empty: 'Nobody yet: cordon user add ID',
  })
  addEnding(command, run, { path: '/api/users', verb: 'revoke', what: 'Revoke a person: all their keys stop.' })
}
