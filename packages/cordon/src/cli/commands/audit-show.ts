import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { LedgerError, parseLeaf, verifyProof } from '@cordon/ledger'
import { noteVerifier } from '../../audit/ed25519.ts'
import type { Shown } from '../../audit/reading/read-journal.ts'
import { sha256 } from '../../audit/sealed-entry.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import { withAdminDoor } from '../with-door.ts'

interface Options {
  vkey?: string
}

const EXAMPLE = `
Example:
  $ cordon audit show 1234 --vkey "$(cat kept.vkey)"

The entry is checked here, on your side: its seal against the leaf, the leaf against the signed checkpoint.
`

export const addAuditShow: AddCommand = (audit, run) => {
  audit
    .command('show <index>')
    .description('Show one entry, opened, and check the proof that it stands in the log.')
    .option('--vkey <key>', 'the log’s key as you kept it; without it the one that the boundary names is believed')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { vkey }, [text = '']) => {
        const index = wholeNumber(text, 'index')
        const shown = (await withAdminDoor(cli, (door) => door.get(`/api/journal/entries/${index}`))) as Shown
        const wrong = await faultIn(shown, index, vkey?.trim())
        const { output } = cli
        const { body, closed, ...at } = shown.entry
        for (const [name, value] of Object.entries({ ...at, ...(body ?? { closed }) }))
          output.line(`${name.padEnd(18)}${typeof value === 'string' ? value : JSON.stringify(value)}`)
        output.line(
          wrong === undefined
            ? output.style('green', '\nproof verified')
            : output.style('red', `\nDOES NOT VERIFY: ${wrong}`),
        )
        output.result({ ...shown, verified: wrong === undefined })
        return wrong === undefined ? 0 : 1
      }),
    )
}

/** What does not hold together, if anything: the body's seal, the leaf, the proof, the signature. */
async function faultIn({ leaf, sealed, proof, vkey, entry }: Shown, index: number, kept: string | undefined) {
  try {
    const bytes = Buffer.from(leaf)
    const { body, seq } = parseLeaf(bytes)
    const head = await verifyProof(proof, { entry: bytes, log: noteVerifier(kept ?? vkey), sha256 })
    if (head.index !== index || entry.seq !== seq) return 'the proof is of another entry'
    const bound = createHash('sha256').update(Buffer.from(sealed, 'base64')).digest('base64url')
    return bound === body ? undefined : 'the sealed body is not the one that the leaf binds'
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'key_malformed') throw new CordonError('usage', { at: '--vkey' })
    if (error instanceof LedgerError) return error.message
    throw error
  }
}
