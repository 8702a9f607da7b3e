import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addList, readDefinition } from './directory.ts'
import { addAttest } from './vendor-attest.ts'
import { addAvailability } from './vendor-availability.ts'
import { addDrill } from './vendor-drill.ts'
import { addReview } from './vendor-review.ts'
import { addShow } from './vendor-show.ts'

const EXAMPLE = `
Example:
  $ cat openai-us.yaml
  id: openai-us
  name: OpenAI, US
  kind: openai
  baseUrl: https://us.api.openai.com/v1
  product: api
  tier: zero-data-retention
  account: org-0001
  region: us
  models: [gpt-5]
  keyFrom: OPENAI_API_KEY
  $ cordon vendor add openai-us.yaml

docs/guides/vendors.md has a registration for each kind of vendor.
`

const NEXT: Readonly<Record<string, string>> = {
  outside: 'Nothing may leave for it until: cordon agreement add (cordon vendor show)',
  private: 'It needs no agreement: nothing is disclosed to anybody. Every request is recorded.',
}

export const vendorCommand: AddCommand = (program, run) => {
  const command = program.command('vendor').description('Recipients: where a prompt may go, if an agreement covers it.')
  command
    .command('add <file>')
    .description('Register a vendor, or replace its registration, from a YAML file.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, _options, [file = '']) => {
        const definition = readDefinition(file)
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/vendors', definition))
        const { subject } = json as { subject: string }
        cli.output.line(`${subject}: registered. ${NEXT[String(definition.placement)] ?? NEXT.outside}`)
        cli.output.result(json)
        return 0
      }),
    )
  addShow(command, run)
  addAttest(command, run)
  addReview(command, run)
  addAvailability(command, run)
  addDrill(command, run)
  addList(command, run, {
    path: '/api/vendors',
    columns: ['id', 'kind', 'placement', 'baseUrl', 'tier', 'region', 'models', 'attest'],
    empty: 'No vendor is registered: cordon vendor add FILE',
  })
}
