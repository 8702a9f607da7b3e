import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { CordonError } from '@cordon/contract'
import { exportTiles } from '../../audit/export-tiles.ts'
import { checkComplete } from '../../audit/reading/complete/check.ts'
import { lineBytesMax } from '../../audit/reading/complete/format.ts'
import { readLines } from '../../retrieval/read-lines.ts'
import type { Cli } from '../cli.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import { DoorRefused } from '../output.ts'
import { withAdminDoor } from '../with-door.ts'
import { addFilterOptions, type FilterOptions, filterIn } from './audit-filter.ts'

interface Options extends FilterOptions {
  jsonl?: boolean
  ocsf?: boolean
  cef?: boolean
  fhir?: boolean
  complete?: boolean
  tiles?: string
  check?: string
  vkey?: string
  out?: string
  fromIndex?: string
}

const FORMATS = ['jsonl', 'ocsf', 'cef', 'fhir', 'complete'] as const

const EXAMPLE = `
Examples:
  $ cordon audit export --ocsf --from 2026-11-01 --out november.ocsf.jsonl
  $ cordon audit export --fhir --patient Patient/p-1001 > audit-events.ndjson
  $ cordon audit export --complete --out everything.jsonl
  $ cordon audit export --check everything.jsonl --vkey "$(cat kept.vkey)"
  $ cordon audit export --tiles /srv/handed-over

--complete proves by itself that nothing of the organisation is missing up to the moment it was asked for, and shows nothing
of another's. --check and --tiles read files alone: no server, no key but the log's.
`

export const addAuditExport: AddCommand = (audit, run) => {
  const command = audit
    .command('export')
    .description('Hand the journal over: for a collector, a FHIR server, an auditor.')
  command
    .option('--jsonl', 'every entry as Cordon has it, JSON lines')
    .option('--ocsf', 'OCSF 1.3 events, JSON lines')
    .option('--cef', 'Common Event Format, one line each')
    .option('--fhir', 'FHIR R4 AuditEvents after IHE BALP, NDJSON')
    .option('--complete', 'all of this organisation’s entries, with the proof that none is missing')
    .option('--tiles <dir>', 'the public part as a c2sp.org/tlog-tiles tree, for anybody’s verifier')
    .option('--check <file>', 'check a --complete export')
    .option('--vkey <key>', 'with --check: the log’s key as you kept it')
    .option('--out <file>', 'where to; otherwise standard output')
    .option('--from-index <n>', 'go on from this entry, after an export that was cut off')
  addFilterOptions(command)
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options) => {
        const chosen = FORMATS.filter((name) => options[name] === true)
        const ways = chosen.length + (options.tiles === undefined ? 0 : 1) + (options.check === undefined ? 0 : 1)
        if (ways !== 1) throw new CordonError('usage', { at: `one of --${FORMATS.join(', --')}, --tiles, --check` })
        if (options.tiles !== undefined) return writeTiles(cli, options.tiles)
        if (options.check !== undefined) return check(cli, options.check, options.vkey)
        return fetchExport(cli, chosen[0] ?? 'jsonl', options)
      }),
    )
}

async function writeTiles({ dataFolder, output }: Cli, target: string): Promise<number> {
  const written = await exportTiles(join(dataFolder, 'journal'), target)
  output.line(`${written.size} entries of ${written.origin} written to ${target}`)
  output.result({ ...written, target })
  return 0
}

async function check({ output }: Cli, file: string, vkey: string | undefined): Promise<number> {
  const stream = createReadStream(file)
  await once(stream, 'open').catch(() => {
    throw new CordonError('usage', { at: `${file} cannot be read` })
  })
  const checked = await checkComplete(readLines(stream as AsyncIterable<Uint8Array>, lineBytesMax), {
    vkey: vkey?.trim(),
  })
  const { ok, entries, completeTo, problems, warnings } = checked
  output.line(
    ok
      ? `${output.style('green', 'complete')}  ${entries} entries; nothing is missing up to ${completeTo ?? ''}`
      : output.style('red', 'NOT COMPLETE'),
  )
  for (const problem of problems) output.line(`problem   ${problem}`)
  for (const warning of warnings) output.line(`warning   ${warning}`)
  if (ok && vkey === undefined)
    output.note('Without --vkey the key in the file was believed: keep the log’s key elsewhere.')
  output.result(checked)
  return ok ? 0 : 1
}

type Told =
  | { total: number }
  | { index?: number; line: string }
  | { end: { lines: number } }
  | { error: { code: string; message: string } }

/** Line by line to the file or to standard output, at the pace of whoever reads there. */
async function fetchExport(cli: Cli, format: (typeof FORMATS)[number], options: Options): Promise<number> {
  const { output } = cli
  const fromIndex = options.fromIndex === undefined ? 0 : wholeNumber(options.fromIndex, '--from-index')
  const sink = createSink(cli, options.out, fromIndex > 0)
  const progress = output.progress('exporting')
  let [next, total, lines, whole] = [fromIndex, 0, 0, false]
  try {
    await withAdminDoor(cli, async (door) => {
      const asked = { format, filter: filterIn(options), fromIndex }
      for await (const told of door.lines('/api/journal/export', asked) as AsyncIterable<Told>) {
        if ('error' in told) throw new DoorRefused(told.error.code, told.error.message)
        if ('total' in told) total = told.total
        if ('end' in told) whole = true
        if (!('line' in told)) continue
        await sink.write(`${told.line}\n`)
        lines += 1
        if (told.index !== undefined) next = told.index + 1
        progress.update(next, total)
      }
    })
    if (!whole) throw new CordonError('upstream_invalid', { at: 'the export was cut off' })
  } catch (error) {
    if (lines > 0 && format !== 'complete')
      output.note(`Cut off. To go on: --from-index ${next} with the same options.`)
    throw error
  } finally {
    progress.end()
    await sink.end()
  }
  if (options.out !== undefined) {
    output.line(`${lines} lines written to ${options.out}`)
    output.result({ format, lines, next, file: options.out })
  }
  return 0
}

/** A file of this user's alone: what stands in it is for those with the audit right. */
function createSink({ output }: Cli, file: string | undefined, append: boolean) {
  if (file === undefined)
    return { write: (text: string) => output.bytes(Buffer.from(text)), end: () => Promise.resolve() }
  const to = createWriteStream(file, { mode: 0o600, flags: append ? 'a' : 'w' })
  const failed = new Promise<never>((_, reject) => {
    to.once('error', (cause) => reject(new CordonError('usage', { at: `${file} cannot be written`, cause })))
  })
  failed.catch(() => undefined)
  return {
    async write(text: string) {
      if (!to.write(text)) await Promise.race([once(to, 'drain'), failed])
    },
    async end() {
      to.end()
      await Promise.race([finished(to), failed])
    },
  }
}
