import { CordonError } from '@cordon/contract'
import { loadConfig } from '../../config/load.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'

interface Options {
  reason?: string
}

const LOSS = `
It changes nothing where nothing is lost. What cannot be kept is set aside in the journal's folder, not destroyed; the log
goes on under a new name, and every verification shows the range that was declared.

Example:
  $ cordon audit declare-loss --as owner --reason "disk replaced on 12 March; newest backup is of 9:40"
`

const CLOCK = `
Example:
  $ cordon audit declare-clock --as owner --reason "the clock was a year ahead until today"
`

export const addAuditDeclare: AddCommand = (audit, run) => {
  audit
    .command('declare-loss')
    .description(
      'State, as a named person, that entries the journal no longer holds are lost, so that it can serve again.',
    )
    .requiredOption('--reason <text>', 'what happened, in at most 200 characters; it is recorded, sealed')
    .addHelpText('after', LOSS)
    .action(run<Options>((cli, { reason }) => declareLoss(cli, reason ?? '')))
  audit
    .command('declare-clock')
    .description('State, as a named person, that the clock is right now, though entries bear later times.')
    .requiredOption('--reason <text>', 'what happened, in at most 200 characters; it is recorded, sealed')
    .addHelpText('after', CLOCK)
    .action(run<Options>((cli, { reason }) => declareClock(cli, reason ?? '')))
}

async function declareLoss(cli: Cli, reason: string): Promise<number> {
  const { output } = cli
  const { loss, setAside, origin, vkey } = await cli.declare.loss(...whoAndWhy(cli, reason))
  const lost = loss.end - loss.kept
  output.line(`kept      ${loss.kept} entries of ${loss.origin}`)
  output.line(lost === 0 ? 'lost      the checkpoint' : `lost      ${lost} entries, ${loss.kept} to ${loss.end - 1}`)
  if (setAside !== undefined) output.line(`set aside ${setAside}`)
  output.line(`goes on   as ${origin}, key ${vkey}`)
  output.note('Give the new name and key to auditors and witnesses; the old key checks what was kept.')
  output.result({ ...loss, setAside, successor: origin, vkey })
  return 0
}

async function declareClock(cli: Cli, reason: string): Promise<number> {
  await cli.declare.clock(...whoAndWhy(cli, reason))
  cli.output.line('recorded: the clock is right now')
  cli.output.result({ declared: 'clock' })
  return 0
}

function whoAndWhy(cli: Cli, reason: string) {
  // A running server holds the journal, and has nothing to declare.
  if (cli.environment.adminUrl !== undefined) throw new CordonError('data_folder_busy', { at: 'CORDON_ADMIN_URL' })
  return [loadConfig(cli.environment, cli.dataFolder), { person: cli.person, reason }] as const
}
