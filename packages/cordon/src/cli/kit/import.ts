import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { CordonError } from '@cordon/contract'
import { DeidError } from '@cordon/deid'
import { type Imported, importBrat, importI2b2, importPresidio } from '@cordon/deid/kit'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { readText, writeNew } from './folder.ts'

interface Options {
  from: string
  out: string
}

const EXAMPLE = `
Examples:
  $ cordon eval kit import --from i2b2-2014 testing-PHI-Gold-fixed/ --out i2b2.jsonl
  $ cordon eval kit import --from brat corpus/ --out gold.jsonl
  $ cordon eval kit import --from presidio samples.json --out gold.jsonl
  $ cordon eval kit score --gold i2b2.jsonl --about "i2b2 2014, test part"

Corpora come under agreements of their own: Cordon ships none, and the output is as confidential as the input.
`

/** Labelled text of another form as a gold file. */
export const addImport: AddCommand = (kit, run) => {
  kit
    .command('import <path>')
    .description('Turn labelled text of another form into a gold file.')
    .requiredOption('--from <form>', Object.keys(READERS).join(', '))
    .requiredOption('--out <file>', 'the gold file, readable by its owner only')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { from, out }, [path = '']) => {
        const read = READERS[from]
        if (read === undefined)
          throw new CordonError('usage', { at: `--from ${from}: ${Object.keys(READERS).join(', ')}` })
        const imported: Imported[] = []
        const progress = cli.output.progress('notes read')
        for await (const each of read(path)) progress.update(imported.push(each))
        progress.end()
        if (imported.length === 0) throw new CordonError('usage', { at: `${path} holds nothing in the form ${from}` })
        writeNew(out, imported.map(({ document }) => `${JSON.stringify(document)}\n`).join(''))
        write(cli, imported, out)
        return 0
      }),
    )
}

const READERS: Readonly<Record<string, (path: string) => AsyncGenerator<Imported>>> = {
  async *'i2b2-2014'(path) {
    for (const { file, name } of await filesOf(path, '.xml')) yield importI2b2(readText(file), name)
  },
  async *brat(path) {
    for (const { file, name } of await filesOf(path, '.ann'))
      yield importBrat(readText(`${file.slice(0, -4)}.txt`), readText(file), name.slice(0, -4))
  },
  async *presidio(path) {
    const text = readText(path)
    const samples = text.trimStart().startsWith('[') ? samplesOf(text, path) : linesOf(text, path)
    for (const [n, sample] of samples.entries()) yield importPresidio(sample, `sample-${n + 1}`)
  },
}

const FILES_MAX = 200_000

async function filesOf(path: string, ending: string): Promise<{ file: string; name: string }[]> {
  const what = await stat(path).catch(() => undefined)
  if (what === undefined) throw new CordonError('usage', { at: `${path} cannot be read` })
  if (!what.isDirectory()) return [{ file: path, name: basename(path) }]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending))
  if (files.length > FILES_MAX) throw new CordonError('usage', { at: `the path holds more than ${FILES_MAX} files` })
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return paths.map((file) => ({ file, name: relative(path, file) }))
}

function samplesOf(text: string, path: string): unknown[] {
  const samples = parsed(text, path)
  if (Array.isArray(samples)) return samples
  throw new DeidError('gold_invalid', `${path}: a list of samples`)
}

function linesOf(text: string, path: string): unknown[] {
  return text.split('\n').flatMap((line, n) => (line.trim() === '' ? [] : [parsed(line, `${path} line ${n + 1}`)]))
}

function parsed(json: string, at: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new DeidError('gold_invalid', `${at}: not JSON`)
  }
}

function write({ output }: Cli, imported: readonly Imported[], out: string): void {
  const identifiers = imported.reduce((sum, { document }) => sum + document.spans.length, 0)
  const leftOut: Record<string, number> = {}
  for (const each of imported)
    for (const [type, count] of Object.entries(each.leftOut)) leftOut[type] = (leftOut[type] ?? 0) + count
  output.line(`${imported.length} notes, ${identifiers} identifiers: ${out}`)
  for (const [type, count] of Object.entries(leftOut))
    output.line(`  ${String(count).padStart(7)} ${type} left out: none under Safe Harbor`)
  output.result({ documents: imported.length, identifiers, leftOut, file: out })
}
