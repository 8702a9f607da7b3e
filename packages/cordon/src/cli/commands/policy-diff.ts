import { CordonError } from '@cordon/contract'
import { type Compiled, compilePolicies, type Policy } from '../../policy/cedar/compile.ts'
import type { PolicyTexts } from '../../policy/cedar/texts.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import type { Output } from '../output.ts'
import { readTexts } from '../policy/set-at.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cordon policy diff in-force policies/
  + site.interpreters   permit   policies/site.cedar
  ~ nurse.own-patients  permit   treating.cedar
`

/** What became of each policy from one set to another, by its id; profiles as one. */
export const addPolicyDiff: AddCommand = (program, run) =>
  void program
    .command('diff <from> <to>')
    .description('Policies added, taken away and changed, by id: of folders, files, versions, `in-force` or `default`.')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, _options, [from = '', to = '']) => {
        const [before, after] = [await setAt(cli, from), await setAt(cli, to)]
        const changes = changesBetween(before, after)
        for (const { mark, id, effect, file } of changes)
          cli.output.line(`${mark} ${id.padEnd(34)} ${effect.padEnd(7)} ${file}`)
        for (const { mark, before: old, after: now } of changes) if (mark === '~') showLines(cli.output, old, now)
        if (changes.length === 0) cli.output.line('no difference')
        cli.output.result(changes)
        return changes.length === 0 ? 0 : 1
      }),
    )

async function setAt(cli: Cli, where: string): Promise<Compiled & { profilesText: string }> {
  const texts = /^(in-force|\d{1,9}|site\/\d{1,9})$/.test(where) ? await shown(cli, where) : readTexts(where)
  const compiled = compilePolicies(texts)
  if (!compiled.valid)
    throw new CordonError('usage', { at: `${where} does not validate: cordon policy check ${where}` })
  return { ...compiled, profilesText: texts.profiles }
}

async function shown(cli: Cli, which: string): Promise<PolicyTexts> {
  const path = `/api/policies/${encodeURIComponent(which)}`
  return ((await withAdminDoor(cli, (door) => door.get(path))) as { texts: PolicyTexts }).texts
}

interface Change {
  readonly mark: '+' | '-' | '~'
  readonly id: string
  readonly effect: string
  readonly file: string
  readonly before?: string
  readonly after?: string
}

function changesBetween(
  one: Compiled & { profilesText: string },
  other: Compiled & { profilesText: string },
): readonly Change[] {
  const before = new Map(one.policies.map((policy) => [policy.id, policy]))
  const after = new Map(other.policies.map((policy) => [policy.id, policy]))
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort()
  const policies = ids.flatMap((id) => changeOf(before.get(id), after.get(id)) ?? [])
  const [old, now] = [one.profilesText, other.profilesText]
  if (old === now) return policies
  return [...policies, { mark: '~', id: 'profiles', effect: '', file: 'profiles.yaml', before: old, after: now }]
}

function changeOf(before: Policy | undefined, after: Policy | undefined): Change | undefined {
  const { id, effect, file } = after ?? before ?? { id: '', effect: '', file: '' }
  if (before === undefined)
    return { mark: '+', id, effect, file, ...(after === undefined ? {} : { after: after.text }) }
  if (after === undefined) return { mark: '-', id, effect, file, before: before.text }
  return before.text === after.text
    ? undefined
    : { mark: '~', id, effect, file, before: before.text, after: after.text }
}

/** The lines that only one of them has. */
function showLines(output: Output, before = '', after = ''): void {
  const [old, now] = [before.split('\n'), after.split('\n')]
  output.line()
  for (const line of old) if (!now.includes(line)) output.line(output.style('red', `  - ${line}`))
  for (const line of now) if (!old.includes(line)) output.line(output.style('green', `  + ${line}`))
}
