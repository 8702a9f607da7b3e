import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList, readDefinition } from './directory.ts'

const EXAMPLE = `
Example:
  $ cat scribe.yaml
  id: scribe
  name: Ambient scribe
  purposes: [TREAT]
  purposeFixed: TREAT
  models: [gpt-5]
  vendors: [openai-us]
  toolsInside: [chart_lookup]
  $ cordon app add scribe.yaml
`

export const appCommand: AddCommand = (program, run) => {
  const command = program
    .command('app')
    .description('Applications: who may connect, with which purposes, models, tools and retrieval.')
  command
    .command('add <file>')
    .description('Register an application, or replace its registration, from a YAML file.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, _options, [file = '']) => {
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/applications', readDefinition(file)))
        cli.output.line(
          `${(json as { subject: string }).subject}: registered. Next: cordon key add --user … --application …`,
        )
        cli.output.result(json)
        return 0
      }),
    )
  addList(command, run, {
    path: '/api/applications',
    columns: ['id', 'name', 'purposes', 'models', 'vendors', 'revokedAt'],
    empty: 'No application is registered: cordon app add FILE',
  })
  addEnding(command, run, {
    path: '/api/applications',
    verb: 'revoke',
    what: 'Revoke an application: all its keys stop.',
  })
}
