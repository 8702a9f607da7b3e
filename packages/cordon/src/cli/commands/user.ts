import { CordonError } from '@cordon/contract'
import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList } from './directory.ts'
import { addAccounts, enrol } from './user-account.ts'

interface Options {
  name: string
  role: string[]
  practitioner?: string
  service?: boolean
  issuer?: string
  subject?: string
  licence?: string
  suspend?: boolean
  local?: boolean
}

const EXAMPLE = `
Example:
  $ cordon user add dr-okafor --name "Dr. Ngozi Okafor" --role clinician --practitioner Practitioner/p-17 \\
      --issuer https://login.hospital.example --subject 00u1 --licence "NY board:284411:2027-06-30"
`

export const userCommand: AddCommand = (program, run) => {
  const command = program.command('user').description('People and services, with their roles.')
  command
    .command('add <id>')
    .description('Add a person or a service, or replace its definition.')
    .requiredOption('--name <name>', 'name as the record shows it')
    .requiredOption(
      '--role <role...>',
      'clinician, nurse, frontdesk, billing, researcher, data-scientist, patient, caregiver, compliance, security, administrator, feeder, service',
    )
    .option('--practitioner <reference>', 'Practitioner/<id> in the ingested FHIR')
    .option('--service', 'a program, not a person')
    .option('--issuer <url>', 'the identity provider that knows them, with --subject')
    .option('--subject <sub>', 'what that provider calls them in `sub`')
    .option('--licence <licence>', 'authority:number:YYYY-MM-DD, the last day on which it counts')
    .option('--local', 'an account of this deployment: prints a code to begin with, once')
    .option('--suspend', 'keeps the registration, and may do nothing')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { name, role, practitioner, service, suspend, local, ...options }, [id = '']) => {
        const user = {
          id,
          kind: service === true ? 'service' : 'user',
          name,
          roles: role,
          ...(practitioner === undefined ? {} : { practitioner }),
          ...subjectOf(options),
          ...licenceOf(options),
          ...(suspend === true ? { suspended: true } : {}),
        }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/users', user))
        if (local === true) return enrol(cli, id)
        cli.output.line(`${id}: added. Next: cordon key add --user ${id}, or cordon user enrol ${id}`)
        cli.output.result(json)
        return 0
      }),
    )
  addList(command, run, {
    path: '/api/users',
    columns: ['id', 'kind', 'name', 'roles', 'practitioner', 'revokedAt'],
    empty: 'Nobody yet: cordon user add ID',
  })
  addAccounts(command, run)
  addEnding(command, run, { path: '/api/users', verb: 'revoke', what: 'Revoke a person: all their keys stop.' })
}

function subjectOf({ issuer, subject }: Pick<Options, 'issuer' | 'subject'>) {
  if (issuer === undefined && subject === undefined) return {}
  if (issuer === undefined || subject === undefined) throw new CordonError('usage', { at: '--issuer and --subject' })
  return { subject: { issuer, subject } }
}

function licenceOf({ licence }: Pick<Options, 'licence'>) {
  if (licence === undefined) return {}
  const [, authority, number, expiresOn] = /^(.+):([^:]+):(\d{4}-\d{2}-\d{2})$/.exec(licence) ?? []
  if (authority === undefined) throw new CordonError('usage', { at: '--licence authority:number:YYYY-MM-DD' })
  return { licence: { authority, number, expiresOn } }
}
