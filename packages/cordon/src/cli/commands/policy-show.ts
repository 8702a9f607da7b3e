import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { type PolicyTexts, PROFILES_FILE } from '../../policy/cedar/texts.ts'
import type { AddCommand } from '../command.ts'
import { readTexts } from '../policy/set-at.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon policy show
  $ cordon policy show default --to policies/
`

export const addPolicyList: AddCommand = (program, run) =>
  void program
    .command('list')
    .description('The sets that were added, who published them, and which is in force.')
    .action(
      run(async (cli) => {
        const answer = await withAdminDoor(cli, (door) => door.get('/api/policies'))
        const { items, inForce } = answer as {
          items: Record<string, unknown>[]
          inForce: { name: string; hash: string; unreadable?: boolean }
        }
        const columns = ['version', 'inForce', 'hash', 'addedBy', 'addedAt', 'publishedBy', 'publishedAt']
        const rows = items.map((item) => ({ ...item, hash: String(item.hash).slice(0, 12) }))
        writeTable(cli.output, rows, columns, 'None was published: the set that ships is in force.')
        cli.output.line(`in force: ${inForce.name} (${inForce.hash.slice(0, 12)})`)
        if (inForce.unreadable === true)
          cli.output.line('this Cordon cannot read it, and refuses every request until another is published')
        cli.output.result(answer)
        return 0
      }),
    )

export const addPolicyShow: AddCommand = (program, run) =>
  void program
    .command('show [which]')
    .description('The policies in force, of a version, or those that ship (`default`); --to writes them into a folder.')
    .option('--to <folder>', 'write them into this folder, to change and publish')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ to?: string }>(async (cli, { to }, [which = 'in-force']) => {
        const shown = which === 'default' ? { name: 'default', texts: readTexts(undefined) } : await shownAt(which)
        const { policies, profiles } = shown.texts
        const files = { ...policies, [PROFILES_FILE]: profiles }
        if (to !== undefined) writeFiles(to, files)
        for (const [file, text] of Object.entries(files))
          cli.output.line(to === undefined ? `// ${file}\n${text}` : `${join(to, file)}: written`)
        cli.output.result(shown)
        return 0

        function shownAt(of: string): Promise<{ name: string; texts: PolicyTexts }> {
          const path = `/api/policies/${encodeURIComponent(of)}`
          return withAdminDoor(cli, (door) => door.get(path)) as Promise<{ name: string; texts: PolicyTexts }>
        }
      }),
    )

/** Never over what is there: it may be somebody's work. */
function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  try {
    mkdirSync(folder, { recursive: true })
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { flag: 'wx' })
  } catch {
    throw new CordonError('usage', { at: `${folder} cannot be written, or holds policies already` })
  }
}
