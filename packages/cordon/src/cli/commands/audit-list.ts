import type { EntryView } from '../../audit/reading/entry-view.ts'
import type { Freshness } from '../../audit/reading/projection.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import type { Output } from '../output.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'
import { addFilterOptions, type FilterOptions, filterIn } from './audit-filter.ts'

interface Options extends FilterOptions {
  limit: string
  after?: string
}

interface Listed {
  readonly entries: readonly EntryView[]
  readonly fresh: Freshness
  readonly next?: string
}

const EXAMPLE = `
Examples:
  $ cordon audit list
  $ cordon audit list --patient Patient/p-1001 --from 2026-11-01
  $ cordon audit list --class outcome --decision deny --person dr-quint --json

Reading the journal is itself an entry in it, with your name and what you asked for.
`

export const addAuditList: AddCommand = (audit, run) => {
  const command = audit.command('list').description('List entries, newest first, by whatever they can be found by.')
  addFilterOptions(command)
    .option('--limit <n>', 'entries on a page, at most 500', '50')
    .option('--after <place>', 'go on where a page ended: the `next` of its --json')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options) => {
        const limit = wholeNumber(options.limit, '--limit', 500)
        const asked = {
          filter: filterIn(options),
          limit,
          ...(options.after === undefined ? {} : { after: options.after }),
        }
        const { json } = await withAdminDoor(cli, (door) => door.post('/api/journal/search', asked))
        const listed = json as Listed
        writeTable(
          cli.output,
          listed.entries.map(rowOf),
          COLUMNS,
          'No entry matches: cordon audit list shows the newest of all.',
        )
        tellOfMore(cli.output, listed)
        cli.output.result(listed)
        return 0
      }),
    )
}

const COLUMNS = ['index', 'time', 'class', 'who', 'purpose', 'patient', 'vendor', 'what'] as const

function tellOfMore(output: Output, { fresh, next }: Listed): void {
  if (fresh.behind > 0)
    output.note(`The newest ${fresh.behind} of ${fresh.entries} entries cannot be found yet: they are being taken in.`)
  if (next !== undefined) output.note(`More: --after ${next}`)
}

/** One entry in one line; pseudonyms by their first letters. */
export function rowOf({ index, time, class: kind, body, closed }: EntryView): Record<string, unknown> {
  const said = (body ?? {}) as Record<string, unknown>
  const what = closed ?? said.code ?? said.outcome ?? said.action ?? said.event ?? said.what ?? said.route ?? said.model
  const patient = typeof said.patient === 'string' ? said.patient.slice(0, 8) : undefined
  const recipient = said.recipient as { vendor?: string } | undefined
  return {
    index,
    time: time.slice(0, 19).replace('T', ' '),
    class: kind,
    who: whoOf(said),
    purpose: said.purpose,
    patient,
    vendor: said.vendor ?? recipient?.vendor,
    what,
  }
}

/** `agent-a for dr-c`: who acts, nearest first, and whose rights were used. */
function whoOf({ principal, actors }: Record<string, unknown>): unknown {
  return Array.isArray(actors) && actors.length > 0 ? [...actors, principal].join(' for ') : principal
}
