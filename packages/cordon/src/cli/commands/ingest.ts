import { Readable } from 'node:stream'
import { CordonError } from '@cordon/contract'
import { readFhir } from '../../retrieval/read-fhir.ts'
import type { IngestReport } from '../../retrieval/retrieval.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { DoorRefused } from '../output.ts'
import { withAdminDoor } from '../with-door.ts'

const EXAMPLE = `
Examples:
  $ cordon ingest export/                  bulk NDJSON, or a folder of bundles
  $ cordon ingest patient-17.json          one FHIR R4 transaction bundle
  $ cordon ingest export/ --clinician Practitioner/p-17    who treats these patients, when the records do not say
`

export const ingestCommand: AddCommand = (program, run) => {
  program
    .command('ingest')
    .description('Take in FHIR R4: a bundle, a folder of bundles, or bulk NDJSON. Running it again changes nothing.')
    .argument('<path>', 'a file or a folder')
    .option('--clinician <reference>', 'state that this practitioner treats every patient taken in')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ clinician?: string }>(async (cli, { clinician }, [path = '']) => {
        const query = clinician === undefined ? '' : `?clinician=${encodeURIComponent(clinician)}`
        const report = await withAdminDoor(cli, async (door) => {
          const progress = cli.output.progress('ingest')
          try {
            return await reportOf(door.stream(`/api/ingest${query}`, Readable.from(linesOf(path))), (read) =>
              progress.update(read),
            )
          } finally {
            progress.end()
          }
        })
        write(cli, report)
        cli.output.result(report)
        return 0
      }),
    )
}

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const item of readFhir(path)) yield `${JSON.stringify(item)}\n`
}

type Line = { progress: { read: number } } | { report: IngestReport } | { error: { code: string; message: string } }

async function reportOf(lines: AsyncIterable<unknown>, onRead: (read: number) => void): Promise<IngestReport> {
  for await (const line of lines as AsyncIterable<Line>) {
    if ('progress' in line) onRead(line.progress.read)
    else if ('report' in line) return line.report
    else throw new DoorRefused(line.error.code, line.error.message)
  }
  throw new CordonError('upstream_invalid', { at: 'the boundary’s answer' })
}

function write({ output }: Cli, { kept, skipped, bad }: IngestReport): void {
  output.line(output.style('bold', `kept ${total(kept)}`))
  for (const [type, count] of sorted(kept)) output.line(`  ${String(count).padStart(7)}  ${type}`)
  if (total(skipped) > 0) output.line(output.style('bold', `skipped ${total(skipped)}`))
  for (const [reason, count] of sorted(skipped)) output.line(`  ${String(count).padStart(7)}  ${reason}`)
  for (const { at, why } of bad) output.line(`  ${output.style('yellow', at)}  ${why}`)
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function sorted(counts: Record<string, number>): [string, number][] {
  return Object.entries(counts).sort(([a, one], [b, other]) => other - one || a.localeCompare(b))
}
