import { existsSync } from 'node:fs'
import { CordonError } from '@cordon/contract'
import type { Problem } from '../../policy/cedar/problem.ts'
import type { AddCommand } from '../command.ts'
import type { Door } from '../door.ts'
import type { Output } from '../output.ts'
import { compileOrTell, readTexts, tellProblems } from '../policy/set-at.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon policy publish policies/
  site/4 is in force: 3f1a09c2b771
  $ cordon policy publish 3
  site/3 is in force: 80c4f1be02aa
`

interface Added {
  readonly valid: boolean
  readonly version?: number
  readonly hash?: string
  readonly problems: readonly Problem[]
}

export const addPolicyAdd: AddCommand = (program, run) =>
  void program
    .command('add <path>')
    .description('Keep a set that validates under the next number, for somebody else to publish.')
    .action(
      run(async (cli, _options, [path = '']) => {
        const texts = readTexts(path)
        if (compileOrTell(cli.output, texts) === undefined) return 1
        const added = await withAdminDoor(cli, (door) => add(door, texts))
        if (!added.valid) tellProblems(cli.output, added.problems)
        else cli.output.line(`site/${added.version} is kept: cordon policy publish ${added.version}`)
        cli.output.result(added)
        return added.valid ? 0 : 1
      }),
    )

export const addPolicyPublish: AddCommand = (program, run) =>
  void program
    .command('publish <what>')
    .description(
      'Put a set in force: a folder, a file, or the number of one that was added. Every node follows within 5 s.',
    )
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, _options, [what = '']) => {
        if (/^\d{1,9}$/.test(what) && !existsSync(what))
          return withAdminDoor(cli, (door) => publish(door, cli.output, Number(what)))
        const texts = readTexts(what)
        if (compileOrTell(cli.output, texts) === undefined) return 1
        return withAdminDoor(cli, async (door) => {
          const { valid, version, problems } = await add(door, texts)
          if (!valid || version === undefined) {
            tellProblems(cli.output, problems)
            return 1
          }
          cli.output.note(`site/${version} is kept`)
          return publish(door, cli.output, version)
        })
      }),
    )

async function add(door: Door, texts: object): Promise<Added> {
  return (await door.post('/api/policies', texts)).json as Added
}

async function publish(door: Door, output: Output, version: number): Promise<number> {
  if (version < 1) throw new CordonError('usage', { at: 'a version counts from 1' })
  const { json } = await door.post(`/api/policies/${version}/publish`, {})
  const { name, hash } = json as { name: string; hash: string }
  output.line(`${name} is in force: ${hash.slice(0, 12)}`)
  output.result(json)
  return 0
}
