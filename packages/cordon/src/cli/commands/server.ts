import { CordonError } from '@cordon/contract'
import type { AddCommand } from '../command.ts'
import type { Door } from '../door.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'
import { readDefinition } from './directory.ts'

const ADD = `
Example:
  $ cat guidelines.yaml
  id: guidelines
  name: Guidelines, by Example Inc.
  kind: mcp
  baseUrl: https://tools.example.com/mcp
  product: guidelines
  tier: standard
  account: org-0001
  region: us
  models: [look_up, list_doses]        # its tools, one by one
  keyFrom: GUIDELINES_KEY
  $ cordon server add guidelines.yaml

A server of your own, at a literal address of your network, has placement: private and needs no agreement.
`
const LOOK = `
Example:
  $ cordon server look guidelines
`
const REVIEW = `
Example:
  $ cordon server look guidelines                          its tools as it describes them now, each with its hash
  $ cordon server review guidelines look_up --hash 3f1c…   that is what I read, and what hosts may see
`

interface Standing {
  readonly name: string
  readonly standing: string
  readonly hash?: string
  readonly why?: string
  readonly tool?: { readonly description: string; readonly inputSchema: unknown; readonly outputSchema?: unknown }
}

interface Registered {
  readonly id: string
  readonly tools: readonly { readonly name: string }[]
  readonly waiting: readonly string[]
}

/** `server`: other MCP servers behind the boundary. They are vendors of kind `mcp`; here stands what is theirs alone. */
export const serverCommand: AddCommand = (program, run) => {
  const command = program
    .command('server')
    .description('Other MCP servers: what hosts find at /mcp/<id>, once somebody has reviewed each tool.')
  command
    .command('add <file>')
    .description('Register a server, or replace its registration, from a YAML file.')
    .addHelpText('after', ADD)
    .action(
      run(async (cli, _options, [file = '']) => {
        const definition = readDefinition(file)
        if (definition.kind !== 'mcp') throw new CordonError('usage', { at: `${file}: kind has to be mcp` })
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/vendors', definition))
        const { subject } = json as { subject: string }
        cli.output.line(`${subject}: registered. No tool is open until it is reviewed: cordon server look ${subject}`)
        cli.output.result(json)
        return 0
      }),
    )
  command
    .command('list')
    .description('List them, with the tools that were reviewed and those that wait for it.')
    .action(
      run(async (cli) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/servers'))) as unknown as {
          items: Registered[]
        }
        const rows = items.map(({ tools, ...server }) => ({ ...server, reviewed: tools.map(({ name }) => name) }))
        const columns = ['id', 'placement', 'baseUrl', 'path', 'reviewed', 'waiting']
        writeTable(cli.output, rows, columns, 'No server is registered: cordon server add FILE')
        cli.output.result(items)
        return 0
      }),
    )
  command
    .command('look <id>')
    .description(
      'What a server says of its tools now, and how that stands to what was reviewed. 1 where one is not open.',
    )
    .addHelpText('after', LOOK)
    .action(
      run(async (cli, _options, [id = '']) => {
        const items = await withAdminDoor(cli, (door) => look(door, id))
        for (const item of items) for (const line of linesOf(item)) cli.output.line(line)
        cli.output.result(items)
        return items.every(({ standing }) => standing === 'open') ? 0 : 1
      }),
    )
  command
    .command('review <id> <tool>')
    .description('Open one tool as its server describes it now, if that is what you have read.')
    .requiredOption('--hash <sha256>', 'of the definition that you have read, as look shows it')
    .addHelpText('after', REVIEW)
    .action(
      run<{ hash: string }>(async (cli, { hash }, [id = '', tool = '']) => {
        const path = `/api/servers/${encodeURIComponent(id)}/review`
        const { json } = await withAdminDoor(cli, (door) => door.post(path, { tool, hash }))
        cli.output.line(`${id}/${tool}: open, as it was read`)
        cli.output.result(json)
        return 0
      }),
    )
}

async function look(door: Door, id: string): Promise<readonly Standing[]> {
  const { json } = await door.post(`/api/servers/${encodeURIComponent(id)}/look`, {})
  return (json as unknown as { items: readonly Standing[] }).items
}

/** A description as JSON: what it says cannot pass for a line of ours. */
function linesOf({ name, standing, hash, why, tool }: Standing): string[] {
  const said =
    tool === undefined
      ? []
      : [
          `  says   ${JSON.stringify(tool.description)}`,
          `  takes  ${JSON.stringify(tool.inputSchema)}`,
          ...(tool.outputSchema === undefined ? [] : [`  gives  ${JSON.stringify(tool.outputSchema)}`]),
        ]
  return [
    `${name}: ${standing}${why === undefined ? '' : ` (${why})`}`,
    ...said,
    ...(hash === undefined ? [] : [`  hash   ${hash}`]),
  ]
}
