import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { CordonError } from '@cordon/contract'
import type { AddCommand } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'
import { addEnding, addList, readDefinition } from './directory.ts'

const EXAMPLE = `
Example:
  $ cat baa.yaml
  id: openai-us-2026
  kind: business-associate
  vendor: openai-us
  effective: 2026-01-01T00:00:00Z
  expires: 2027-01-01T00:00:00Z
  service: { host: us.api.openai.com, product: api, tier: zero-data-retention, account: org-0001, region: us, models: [gpt-5] }
  purposes: [TREAT]
  proofs:
    noTraining: { holds: true, seenOn: 2026-11-01T00:00:00Z }
    retention: { holds: true, seenOn: 2026-11-01T00:00:00Z }
  $ cordon agreement add baa.yaml --document signed-baa.pdf
`

export const agreementCommand: AddCommand = (program, run) => {
  const command = program
    .command('agreement')
    .description('Signed agreements with vendors: without one in force nothing leaves.')
  command
    .command('add <file>')
    .description('Record a signed agreement from a YAML file; the document itself is hashed, not sent.')
    .requiredOption('--document <file>', 'the signed document')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ document: string }>(async (cli, { document }, [file = '']) => {
        const definition = { ...readDefinition(file), documentSha256: await sha256Of(document) }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/agreements', definition))
        cli.output.line(`${(json as { subject: string }).subject}: recorded`)
        cli.output.result(json)
        return 0
      }),
    )
  addList(command, run, {
    path: '/api/agreements',
    columns: ['id', 'vendor', 'effective', 'expires', 'terminated', 'purposes'],
    empty: 'No agreement is recorded: cordon agreement add FILE --document SIGNED',
  })
  addEnding(command, run, {
    path: '/api/agreements',
    verb: 'terminate',
    what: 'Terminate an agreement: nothing more leaves under it.',
  })
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  } catch {
    throw new CordonError('usage', { at: `${file} cannot be read` })
  }
  return hash.digest('hex')
}
