import type { Drill, DrillResult } from '../../gateway/resilience/drills.ts'
import type { AddCommand } from '../command.ts'
import type { Output } from '../output.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Example:
  $ cordon vendor drill openai-us --minutes 5    as if it had failed, for five minutes
  $ cordon vendor drill                          drills, and what came of each
  $ cordon vendor drill --end 01J9ZK…            ends one before its time

Requests that are at the vendor already go on. It ends by itself, and is refused where an application of a tier
without drills uses the vendor. Only this organisation is touched.
`

type Listed = Drill & { readonly running: boolean; readonly results: readonly DrillResult[] }

/** `drill`: takes a vendor out for a while, and says what came of it. */
export const addDrill: AddCommand = (vendor, run) => {
  vendor
    .command('drill [id]')
    .description('Take a vendor out for some minutes to see what happens then; without a vendor: what happened.')
    .option('--minutes <n>', 'how long, 1 to 240', '5')
    .option('--end <drill>', 'end this drill now')
    .addHelpText('after', EXAMPLE)
    .action(
      run(async (cli, options, [id]) => {
        const { minutes, end } = options as { minutes: string; end?: string }
        if (end !== undefined) {
          const { json } = await withAdminDoor(cli, (door) =>
            door.post(`/api/drills/${encodeURIComponent(end)}/end`, {}),
          )
          cli.output.line(`${end}: ended. What came of it: cordon vendor drill`)
          cli.output.result(json)
          return 0
        }
        if (id !== undefined) {
          const path = `/api/vendors/${encodeURIComponent(id)}/drill`
          const { json } = await withAdminDoor(cli, (door) => door.post(path, { minutes: Number(minutes) }))
          const { drill } = json as unknown as { drill: Drill }
          const until = new Date(drill.endsAt).toISOString()
          cli.output.line(`${id}: not asked until ${until} (drill ${drill.id}). What comes of it: cordon vendor drill`)
          cli.output.result(json)
          return 0
        }
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/drills'))) as unknown as {
          items: Listed[]
        }
        if (items.length === 0) cli.output.line('No drill yet: cordon vendor drill VENDOR')
        for (const drill of items) report(cli.output, drill)
        cli.output.result(items)
        return 0
      }),
    )
}

function report(output: Output, { id, vendor, person, startedAt, endsAt, endedAt, running, results }: Listed): void {
  const ended = running ? `until ${time(endsAt)}` : `ended ${time(endedAt ?? endsAt)}`
  output.line(`${id}: ${vendor} out from ${time(startedAt)}, ${ended}, by ${person}`)
  const rows = results.map((result) => ({
    'answered by': result.vendor,
    'client saw': result.code === 'none' ? 'an answer' : result.code,
    requests: result.requests,
    'fallback ms': result.fallbackMsMean === undefined ? undefined : `${result.fallbackMsMean}`,
    'at most': result.fallbackMsMax === undefined ? undefined : `${result.fallbackMsMax}`,
  }))
  const columns = ['answered by', 'client saw', 'requests', 'fallback ms', 'at most']
  writeTable(output, rows, columns, 'No request came to it meanwhile.')
}

const time = (ms: number): string => new Date(ms).toISOString()
