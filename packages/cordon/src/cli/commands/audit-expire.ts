import type { Ran } from '../../shred/retention/expire-journal.ts'
import type { Outlook } from '../../shred/retention/outlook.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

interface Options {
  confirm?: boolean
}

const EXAMPLE = `
Examples:
  $ cordon audit expire              what is due, what stands in the way, what comes next
  $ cordon audit expire --confirm    destroy the keys of what is due, now

How long each class is kept is in cordon.yaml (retention.journal.days). Only keys go: the entries stay where they are, sealed
for good, and every proof still holds. A legal hold (cordon hold) on anything keeps everything.
Without --confirm the journal gives a week's notice of what is due, and then it goes by itself.
`

export const addAuditExpire: AddCommand = (audit, run) => {
  audit
    .command('expire')
    .description('Entries whose time is over: what is due, and their end.')
    .option('--confirm', 'destroy the keys of what is due; without it nothing is changed')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { confirm }) =>
        confirm === true ? destroy(cli) : show(cli, (await ask(cli)) as Outlook),
      ),
    )
}

const ask = (cli: Cli) => withAdminDoor(cli, (door) => door.get('/api/journal/expiry'))

function show({ output }: Cli, outlook: Outlook): number {
  const { holds, steady, due, next, expired } = outlook
  writeTable(output, due, ['class', 'month', 'entries', 'goes'], 'Nothing is due.')
  if (due.length > 0 && holds.length > 0) output.line(`Held: ${holds.join(', ')}. Nothing expires until it is lifted.`)
  if (due.length > 0 && !steady)
    output.line(
      'The journal does not show that the clock can be believed: nothing expires until it has run for a week.',
    )
  if (next.length > 0) output.line('\nNext of each class')
  if (next.length > 0) writeTable(output, next, ['class', 'month', 'on', 'days'], '')
  if (expired.length > 0) output.line('\nExpired')
  if (expired.length > 0) writeTable(output, expired, ['class', 'month', 'entries', 'on'], '')
  output.result(outlook)
  return 0
}

async function destroy(cli: Cli): Promise<number> {
  const { output } = cli
  const { json } = await withAdminDoor(cli, (door) => door.post('/api/journal/expiry', {}))
  const ran = json as Ran
  output.line(ran.batches === 0 ? 'Nothing was due.' : `${ran.entries} entries have expired: their keys are destroyed.`)
  if (ran.state === 'waiting')
    output.note('A place for copies has not confirmed yet: it is asked again, and the journal says when it is done.')
  output.result(ran)
  return 0
}
