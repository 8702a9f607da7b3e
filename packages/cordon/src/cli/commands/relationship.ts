import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { CordonError } from '@cordon/contract'
import type { AddCommand } from '../command.ts'
import { DoorRefused } from '../output.ts'
import { writeTable } from '../table.ts'
import { withAdminDoor } from '../with-door.ts'

interface Added {
  file?: string
  patient?: string
  who?: string
  kind?: string
  source?: string
  start?: string
  end?: string
  withdraw?: boolean
}

const EXAMPLE = `
Examples:
  $ cordon relationship add --patient Patient/17 --who Practitioner/4 --kind care-team --source "rota 2026-11"
  $ cordon relationship add --file rota.ndjson       one relationship a line, as POST /api/relationships takes them
  $ cordon relationship list --patient Patient/17    who can see this patient, and why; the reading is recorded
  $ cordon relationship list --who Practitioner/4    whom this person can see
`

export const relationshipCommand: AddCommand = (program, run) => {
  const command = program.command('relationship').description('Who may see which patient, and why.')
  command
    .command('add')
    .description('State relationships; the same source, patient and person again replaces what was said before.')
    .option('--file <path>', 'newline-delimited JSON')
    .option('--patient <reference>', 'Patient/<id>')
    .option('--who <reference>', 'Practitioner/<id>, RelatedPerson/<id>, CareTeam/<id>, …')
    .option('--kind <kind>', 'care-team, encounter, appointment, episode-of-care, …', 'care-team')
    .option('--source <reference>', 'what says so')
    .option('--start <time>', 'ISO, with an offset')
    .option('--end <time>', 'ISO, with an offset')
    .option('--withdraw', 'it does not hold, and never did')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Added>(async (cli, { file, withdraw, ...stated }) => {
        const { patient, who, kind, source, start, end } = stated
        const line = { patient, who, kind, source, start, end, ...(withdraw === true ? { withdrawn: true } : {}) }
        const lines = file === undefined ? Readable.from([`${JSON.stringify(line)}\n`]) : createReadStream(file)
        const report = await withAdminDoor(cli, (door) => reportOf(door.stream('/api/relationships', lines)))
        cli.output.line(`kept ${total(report.kept)}, skipped ${total(report.skipped)}`)
        for (const { at, why } of report.bad) cli.output.line(`  ${cli.output.style('yellow', at)}  ${why}`)
        cli.output.result(report)
        return report.bad.length > 0 ? 1 : 0
      }),
    )
  command
    .command('list')
    .description('List them, of a patient or of a person. Needs the audit right.')
    .option('--patient <reference>', 'who can see this patient')
    .option('--who <reference>', 'whom this person can see')
    .action(
      run<{ patient?: string; who?: string }>(async (cli, { patient, who }) => {
        if ((patient === undefined) === (who === undefined))
          throw new CordonError('usage', { at: '--patient or --who' })
        const [path, asked] = patient === undefined ? ['person', { who }] : ['patient', { patient }]
        const { json } = await withAdminDoor(cli, (door) => door.post(`/api/relationships/${path}`, asked))
        const { relationships } = json as { relationships: Record<string, unknown>[] }
        const columns = [
          patient === undefined ? 'patient' : 'who',
          'name',
          'kind',
          'current',
          'start',
          'end',
          'source',
          'via',
        ]
        writeTable(cli.output, relationships, columns, 'Nobody.')
        cli.output.result(json)
        return 0
      }),
    )
  command
    .command('contradictions')
    .description('List records and identifiers that were said to be several people’s. Needs the audit right.')
    .action(
      run(async (cli) => {
        const { items } = (await withAdminDoor(cli, (door) => door.get('/api/relationships/contradictions'))) as {
          items: { name: string; of: string[] }[]
        }
        const shown = items.map(({ name, of }) => ({ name, of: of.join(', ') }))
        writeTable(cli.output, shown, ['name', 'of'], 'Nothing contradicts itself.')
        cli.output.result(items)
        return items.length > 0 ? 1 : 0
      }),
    )
}

interface Report {
  readonly kept: Record<string, number>
  readonly skipped: Record<string, number>
  readonly bad: readonly { at: string; why: string }[]
}
type Line = { progress: unknown } | { report: Report } | { error: { code: string; message: string } }

async function reportOf(lines: AsyncIterable<unknown>): Promise<Report> {
  for await (const line of lines as AsyncIterable<Line>) {
    if ('report' in line) return line.report
    if ('error' in line) throw new DoorRefused(line.error.code, line.error.message)
  }
  throw new CordonError('upstream_invalid', { at: 'the boundary’s answer' })
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
