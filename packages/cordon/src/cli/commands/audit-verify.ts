import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { verifyJournal } from '../../audit/verify-files.ts'
import type { AddCommand } from '../command.ts'

interface Options {
  since?: string
  vkey?: string
}

const EXAMPLE = `
Examples:
  $ cordon audit verify --data /srv/cordon/data
  $ cordon audit verify --since checkpoint-of-last-week --vkey "$(cat kept.vkey)"
`

export const addAuditVerify: AddCommand = (audit, run) => {
  audit
    .command('verify')
    .description('Re-derive the tree from the entries and check the signed checkpoint. Needs no key and no server.')
    .option('--since <checkpoint>', 'a checkpoint file kept from earlier: the log must still contain it')
    .option('--vkey <key>', 'the log’s key as you kept it, not as it lies beside the log')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async ({ dataFolder, output }, { since, vkey }) => {
        const folder = join(dataFolder, 'journal')
        if (!existsSync(folder)) throw new CordonError('data_folder_invalid', { at: `${folder} is missing` })
        const verified = await verifyJournal(folder, {
          ...(since === undefined ? {} : { since: readKept(since) }),
          ...(vkey === undefined ? {} : { vkey: vkey.trim() }),
        })
        const { ok, size, root, signed, problems, warnings } = verified
        output.line(
          `${ok ? output.style('green', 'verified') : output.style('red', 'DOES NOT VERIFY')}  ${size} entries, ${signed ?? 0} under the checkpoint`,
        )
        output.line(`root      ${root}`)
        if (since === undefined)
          output.note(
            'Without --since this shows that the log is whole, not that it was never replaced: keep a checkpoint elsewhere.',
          )
        for (const { at, what } of problems) output.line(`${output.style('red', 'problem')}   ${at}: ${what}`)
        for (const { at, what } of warnings) output.line(`${output.style('yellow', 'warning')}   ${at}: ${what}`)
        output.result(verified)
        return ok ? 0 : 1
      }),
    )
}

function readKept(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CordonError('usage', { at: `${file} cannot be read` })
  }
}
