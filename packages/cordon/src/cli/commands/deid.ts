import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import {
  createCodeBook,
  createDeidentifier,
  createDetector,
  deidentifyText,
  FORMAT_NAMES,
  type FormatName,
  Phi,
  SAFE_HARBOR,
} from '@cordon/deid'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { readInput, readInputLines } from '../read-input.ts'

interface Options {
  format: string
  policy: string
  spans?: boolean
}

/** `jsonl` is one `{"id","text"}` a line; every other name is a document that stays valid in its own format. */
const FORMATS = ['jsonl', ...FORMAT_NAMES]

const EXAMPLE = `
Examples:
  $ cordon deid note.txt                            the text with random codes in place of identifiers
  $ cordon deid --format jsonl notes.jsonl          one {"id","text"} a line, in and out
  $ cordon deid --format hl7 message.hl7            an HL7 message that is still one; also fhir, csv, json, ccda, eml
  $ cordon deid --spans --format jsonl notes.jsonl  one {"id","spans"} a line: where, what and by which rule
`

/** Needs no server, no data folder and no keys: a text goes in, a text comes out. */
export const deidCommand: AddCommand = (program, run) => {
  program
    .command('deid')
    .description('De-identify text under Safe Harbor, 45 CFR 164.514(b)(2), or show where the identifiers are.')
    .argument('[file]', 'a file; standard input without one')
    .option('--format <name>', FORMATS.join(', '), 'text')
    .option('--policy <name>', 'safe-harbor', 'safe-harbor')
    .option('--spans', 'print the spans found instead of the text')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { format, policy, spans }, [file]) => {
        if (policy !== 'safe-harbor')
          throw new CordonError('usage', { at: `--policy ${policy}: only safe-harbor is built` })
        if (format === 'jsonl') await ofLines(cli, file, spans === true)
        else if (spans === true) await spansOfText(cli, file, format)
        else await ofDocument(cli, file, named(format))
        return 0
      }),
    )
}

function named(format: string): FormatName {
  const name = FORMAT_NAMES.find((one) => one === format)
  if (name === undefined) throw new CordonError('usage', { at: `--format ${format}: ${FORMATS.join(', ')}` })
  return name
}

/** A whole document: taken apart by its format, put together again with codes in place of identifiers. */
async function ofDocument({ now, random, output }: Cli, file: string | undefined, format: FormatName): Promise<void> {
  const book = createCodeBook({ random })
  const deidentifier = createDeidentifier({ detector: createDetector(), sha256, now })
  const { clean, report } = await deidentifyText(new Phi(await readInput(file)), { format, deidentifier, book })
  const { counts, columns } = report
  if (output.json) output.result({ text: clean.value, policy: SAFE_HARBOR, format, counts, columns })
  else process.stdout.write(clean.value)
}

async function spansOfText({ output }: Cli, file: string | undefined, format: string): Promise<void> {
  if (format !== 'text') throw new CordonError('usage', { at: `--spans with --format ${format}: text or jsonl` })
  output.raw(JSON.stringify({ spans: createFinder()(await readInput(file)) }))
}

async function ofLines(cli: Cli, file: string | undefined, spans: boolean): Promise<void> {
  const find = createFinder()
  const clean = createCleaner(cli)
  for await (const { line, text: json } of readInputLines(file)) {
    const { id, text } = parse(json, line)
    cli.output.raw(JSON.stringify(spans ? { id, spans: find(text) } : { id, ...(await clean(text)) }))
  }
}

/** Where the identifiers are, one text at a time: nothing learnt in one is used in the next. */
function createFinder() {
  const detector = createDetector()
  return (text: string) => {
    const [spans = []] = detector.find([text], { known: [] })
    return spans.map(({ start, end, kind, score, rule }) => ({ start, end, type: kind, score, rule }))
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function createCleaner({ now, random }: Cli) {
  const deidentifier = createDeidentifier({ detector: createDetector(), sha256, now })
  return async (text: string) => {
    const book = createCodeBook({ random })
    const job = {
      treat: () => 'text' as const,
      known: [],
      book,
      turnKey: (turn: string) => sha256(Buffer.from(turn)).toString('hex'),
    }
    const { clean, counts } = await deidentifier.deidentify(new Phi({ text }), job)
    return { text: clean.value.text, policy: SAFE_HARBOR, counts }
  }
}

function parse(json: string, line: number): { id: unknown; text: string } {
  try {
    const { id = `line-${line}`, text } = JSON.parse(json) as { id?: unknown; text?: unknown }
    if (typeof text === 'string') return { id, text }
  } catch {
    // The parser's message quotes the line.
  }
  throw new CordonError('usage', { at: `line ${line}: not {"id","text"}` })
}
