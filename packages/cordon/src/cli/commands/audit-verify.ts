import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { LedgerError, type Policy, PROBLEMS, parsePolicy, type Verified } from '@cordon/ledger'
import { arithmetic } from '../../audit/ed25519.ts'
import { verifyJournal } from '../../audit/verify-files.ts'
import { verifyTiles } from '../../audit/verify-tiles.ts'
import { SECOND } from '../../kernel/clock.ts'
import type { AddCommand } from '../command.ts'
import type { Output } from '../output.ts'

interface Options {
  since?: string
  vkey?: string
  policy?: string
  tiles?: string
}

const EXAMPLE = `
Examples:
  $ cordon audit verify --data /srv/cordon/data
  $ cordon audit verify --since checkpoint-of-last-week --vkey "$(cat kept.vkey)"
  $ cordon audit verify --policy trust.policy
  $ cordon audit verify --tiles exported --policy trust.policy

Exit code 0: it verifies. 1: it does not.
`

export const addAuditVerify: AddCommand = (audit, run) => {
  audit
    .command('verify')
    .description('Re-derive the tree from the entries and check the signed checkpoint. Needs no key and no server.')
    .option('--since <checkpoint>', 'a checkpoint file kept from earlier: the log must still contain it')
    .option('--policy <file>', 'whom to believe (c2sp.org/tlog-policy): the newest witnessed checkpoint must meet it')
    .option('--tiles <dir>', 'check an exported tree instead of the journal: tiles, entries, checkpoint')
    .option('--vkey <key>', 'the log’s key as you kept it, not as it lies beside the log')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async ({ dataFolder, output }, { since, vkey, policy, tiles }) => {
        const folder = tiles ?? join(dataFolder, 'journal')
        if (!existsSync(folder)) throw new CordonError('data_folder_invalid', { at: `${folder} is missing` })
        const verify = tiles === undefined ? verifyJournal : verifyTiles
        const verified = await verify(folder, {
          ...(since === undefined ? {} : { since: readKept(since) }),
          ...(vkey === undefined ? {} : { vkey: vkey.trim() }),
          ...(policy === undefined ? {} : { policy: readPolicy(policy) }),
        })
        write(output, verified)
        if (verified.ok && since === undefined && policy === undefined)
          output.note(
            'Without --since or --policy this shows that the log is whole, not that it was never replaced: keep a checkpoint elsewhere.',
          )
        output.result(verified)
        return verified.ok ? 0 : 1
      }),
    )
}

function write(output: Output, verified: Verified): void {
  const { ok, size, root, signed, witnessed, intact, problems, warnings } = verified
  const verdict = ok ? output.style('green', 'verified') : output.style('red', 'DOES NOT VERIFY')
  output.line(`${verdict}  ${size} entries, ${signed ?? 0} under the checkpoint`)
  output.line(`root      ${root}`)
  if (witnessed !== undefined) {
    const unseen = Math.max(0, size - witnessed.size)
    output.line(`witnessed ${witnessed.size} entries; ${unseen} newer ones have no witness yet`)
    for (const { witness, time } of witnessed.cosignatures) output.line(`          ${witness} at ${timeOf(time)}`)
  }
  for (const { code, at, what } of problems) {
    output.line(`${output.style('red', 'problem')}   ${at}: ${what}`)
    output.line(`          ${PROBLEMS[code]}`)
  }
  for (const { at, what } of warnings) output.line(`${output.style('yellow', 'warning')}   ${at}: ${what}`)
  if (!ok)
    output.line(
      `safe      ${intact === 0 ? 'nothing is certain' : `entries 0 to ${intact - 1} are those that were signed`}`,
    )
}

/** ISO 8601, UTC. A signed time that no calendar reaches stays a number. */
function timeOf(seconds: number): string {
  const date = new Date(seconds * SECOND)
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString()
}

function readPolicy(file: string): Policy {
  try {
    return parsePolicy(readKept(file), arithmetic)
  } catch (error) {
    if (error instanceof LedgerError) throw new CordonError('usage', { at: `${file}: ${error.message}` })
    throw error
  }
}

function readKept(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch {
    throw new CordonError('usage', { at: `${file} cannot be read as text` })
  }
}
