import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { proveEntry } from '../../audit/prove-entry.ts'
import { type AddCommand, wholeNumber } from '../command.ts'

interface Options {
  entry?: string
}

const EXAMPLE = `
Examples:
  $ cordon audit proof 1234 > 1234.tlog-proof
  $ cordon audit proof 1234 --entry 1234.leaf > 1234.tlog-proof

The proof and the leaf are all that anybody needs who has the log’s key: no server and no other entry.
`

export const addAuditProof: AddCommand = (audit, run) => {
  audit
    .command('proof <index>')
    .description('Print the proof (c2sp.org/tlog-proof) that entry <index> stands in the log. Reads files only.')
    .option('--entry <file>', 'also write the entry itself, the leaf that the proof is of')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async ({ dataFolder, output }, { entry: file }, [index = '']) => {
        const folder = join(dataFolder, 'journal')
        if (!existsSync(folder)) throw new CordonError('data_folder_invalid', { at: `${folder} is missing` })
        const number = wholeNumber(index, 'index')
        const { proof, entry } = await proveEntry(folder, number)
        if (file !== undefined) writeEntry(file, entry)
        if (output.json) output.result({ index: number, proof, entry: Buffer.from(entry).toString('utf8') })
        else await output.bytes(Buffer.from(proof))
        return 0
      }),
    )
}

function writeEntry(file: string, entry: Uint8Array): void {
  try {
    writeFileSync(file, entry, { mode: 0o600 })
  } catch (cause) {
    throw new CordonError('usage', { at: `${file} cannot be written`, cause })
  }
}
