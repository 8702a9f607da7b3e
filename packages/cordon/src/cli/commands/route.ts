import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { AddCommand } from '../command.ts'
import { KIT_FILES, readResult, readText } from '../kit/folder.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList, readDefinition } from './directory.ts'

const EXAMPLE = `
Example:
  $ cat acme-open.yaml
  id: acme-open
  vendor: acme
  service: { host: api.acme.example, product: api, tier: enterprise, account: default, region: us, models: [acme-large] }
  purposes: [TREAT]
  determination:
    id: fell-2026
    expert: Dr. Dee Fell
    result: 5f1c…
    effective: 2026-11-25T00:00:00Z
    expires: 2027-02-20T00:00:00Z
    documentSha256: 9a40…
    rules: { date: year-month, zip: zip3 }
  $ cordon route add acme-open.yaml --kit kit/

docs/guides/validate.md says what has to be so before it opens.
`

interface Added {
  readonly subject: string
  readonly opening:
    | { readonly open: true; readonly until: number }
    | { readonly open: false; readonly lacks: readonly { readonly lack: string; readonly why: string }[] }
}

export const routeCommand: AddCommand = (program, run) => {
  const command = program
    .command('route')
    .description('Routes without an agreement: by a site’s own measurement, a signed statement and a determination.')
  command
    .command('add <file>')
    .description('Put a route on record, with the result and the signed statement of a kit. Says what is lacking.')
    .requiredOption('--kit <folder>', 'the kit whose result and statement these are')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ kit: string }>(async (cli, { kit }, [file = '']) => {
        const { result } = readResult(kit)
        const statement = readText(join(kit, KIT_FILES.signed), 'cordon eval kit sign')
        const definition = readDefinition(file)
        if ('result' in definition || 'statement' in definition)
          throw new CordonError('usage', { at: `${file}: result and statement come from the kit` })
        const { json } = await withAdminDoor(cli, (door) =>
          door.post('/api/validated-routes', { ...definition, result, statement }),
        )
        const { subject, opening } = json as Added
        if (opening.open) cli.output.line(`${subject}: open until ${new Date(opening.until).toISOString()}`)
        else {
          cli.output.line(`${subject}: recorded, and shut`)
          for (const { lack, why } of opening.lacks) cli.output.line(`  ${lack.padEnd(28)} ${why}`)
        }
        cli.output.result(json)
        return opening.open ? 0 : 1
      }),
    )
  addList(command, run, {
    path: '/api/validated-routes',
    columns: ['id', 'vendor', 'open', 'lacks', 'purposes', 'closed'],
    empty: 'No route is recorded: every disclosure needs an agreement.',
  })
  addEnding(command, run, {
    path: '/api/validated-routes',
    verb: 'close',
    what: 'Close a route: nothing more leaves by it, and it does not open again.',
  })
}
