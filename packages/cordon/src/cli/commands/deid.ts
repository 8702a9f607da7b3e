import { CordonError } from '@cordon/contract'
import {
  createCodeBook,
  type DeidentifiedText,
  type Deidentifier,
  type Detector,
  deidentifyText,
  FORMAT_NAMES,
  type FormatName,
  type Label,
  Phi,
  POLICIES,
  type PolicyName,
} from '@cordon/deid'
import { readPacks } from '../../detectors/packs.ts'
import { planOf } from '../../detectors/plan.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { createEngine, policyNamed, readDetermination } from '../deid/engine.ts'
import { type ExplainTo, explain, parseLine } from '../deid/explain.ts'
import { peekLines, streamDocument, streamFormatOf } from '../deid/stream-document.ts'
import { openInput, readInput, readInputLines } from '../read-input.ts'

interface Options {
  format: string
  policy: string
  determination?: string
  spans?: boolean
  explain?: string | true
  explainHtml?: string
  pack?: string
}

/** `jsonl` is one `{"id","text"}` a line; every other name is a document that stays valid in its own format. */
const FORMATS = ['jsonl', ...FORMAT_NAMES]

const EXAMPLE = `
Examples:
  $ cordon deid note.txt                            the text with random codes in place of identifiers
  $ cordon deid --format jsonl notes.jsonl          one {"id","text"} a line, in and out
  $ cordon deid --format hl7 messages.hl7           HL7 messages that are still some; also fhir, csv, json, ccda, eml
  $ cordon deid --format csv export.csv > clean.csv a file of any length, a row at a time
  $ cordon deid --policy coded note.txt             codes for people and numbers; dates and places stay: still PHI
  $ cordon deid --explain note.txt                  the text in colour, and what made each span
  $ cordon deid --explain-html why.html note.txt    the same as one page for a browser, for your eyes only
  $ cordon deid --spans --format jsonl notes.jsonl  one {"id","spans"} a line: where, what and by which rule
`

/** Needs no server, no data folder and no keys: a text goes in, a text comes out. */
export const deidCommand: AddCommand = (program, run) => {
  program
    .command('deid')
    .description('De-identify text under Safe Harbor, 45 CFR 164.514(b)(2), or another policy; or show why it is so.')
    .argument('[file]', 'a file; standard input without one')
    .option('--format <name>', FORMATS.join(', '), 'text')
    .option('--policy <name>', `${Object.keys(POLICIES).join(', ')}, expert`, 'safe-harbor')
    .option('--determination <file>', 'of --policy expert: the determination that it rests on, as JSON')
    .option('--pack <name>', 'a language besides English: es, or a JSON file with a pack of your own')
    .option('--spans', 'print the spans found instead of the text')
    .option('--explain [how]', 'show what made each span, with the text: in the terminal, or as html')
    .option('--explain-html <file>', 'write that as one page to a file')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options, [given]) => {
        const { to, file } = explanationOf(options, given)
        const expert = await readDetermination(options.determination)
        const policy = policyNamed(options.policy, expert)
        const format = named(options.format)
        const names = options.pack === undefined ? [] : [options.pack]
        const packs = readPacks(names)
        await using running = await cli.openDetector({ plan: planOf({ packs: names }) })
        const { detector } = running
        const deidentifier = createEngine(cli, running, expert)
        if (to !== undefined) await explain(cli, { file, format, deidentifier, packs, to })
        else if (options.spans === true) await spansOf(cli, file, format, detector)
        else if (format === 'jsonl') await ofLines(cli, file, deidentifier, policy)
        else await ofDocument(cli, { file, format, policy, deidentifier })
        if (policy !== 'safe-harbor') cli.output.note(calledOf(deidentifier, policy))
        return 0
      }),
    )
}

/** What came out, in a line beside it. */
function calledOf(deidentifier: Deidentifier, policy: PolicyName): string {
  const { id, label } = deidentifier.policy(policy)
  return label === 'clean' ? `${id}: clean` : `${id}: still PHI, which leaves only under an agreement that permits it`
}

function named(format: string): FormatName | 'jsonl' {
  const name = (['jsonl', ...FORMAT_NAMES] as const).find((one) => one === format)
  if (name === undefined) throw new CordonError('usage', { at: `--format ${format}: ${FORMATS.join(', ')}` })
  return name
}

/** `--explain FILE` is `--explain` and the file: how it is shown may be left out. */
function explanationOf(options: Options, given: string | undefined): { to?: ExplainTo; file: string | undefined } {
  const { explain: how, explainHtml: path } = options
  if (path !== undefined)
    return { to: { to: 'file', path }, file: given ?? (typeof how === 'string' ? how : undefined) }
  if (how === undefined) return { file: given }
  if (how === true || how === 'terminal' || how === 'html')
    return { to: { to: how === 'html' ? 'html' : 'terminal' }, file: given }
  if (given !== undefined) throw new CordonError('usage', { at: `--explain ${how}: terminal or html` })
  return { to: { to: 'terminal' }, file: how }
}

interface DocumentJob {
  readonly file: string | undefined
  readonly format: FormatName
  readonly policy: PolicyName
  readonly deidentifier: Deidentifier
}

/** A document that comes in records needs the memory of a few; any other is read whole. Under `--json` all are. */
async function ofDocument(cli: Cli, job: DocumentJob): Promise<void> {
  const format = cli.output.json ? undefined : streamFormatOf(job.format)
  if (format === undefined) return wholeDocument(cli, job, openInput(job.file))
  if (format !== 'fhir') return streamDocument(cli, openInput(job.file), { ...job, format })
  const { lines, blocks } = await peekLines(openInput(job.file))
  return lines ? streamDocument(cli, blocks, { ...job, format }) : wholeDocument(cli, job, blocks)
}

/** Taken apart by its format, put together again with codes in place of identifiers. */
async function wholeDocument(
  { random, output }: Cli,
  { file, format, policy, deidentifier }: DocumentJob,
  blocks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const book = createCodeBook({ random })
  const document = new Phi(await readInput(file, blocks))
  const made = await deidentifyText<PolicyName>(document, { format, deidentifier, policy, book })
  const { counts, columns, policy: ref } = made.report
  if (output.json) output.result({ text: textOf(made), policy: ref.id, label: made.label, format, counts, columns })
  else await output.bytes(Buffer.from(textOf(made)))
}

/** What is still PHI goes back to the person who brought it. */
function textOf(made: DeidentifiedText<Label>): string {
  return made.label === 'clean' ? made.clean.value : made.stillPhi.reveal()
}

async function spansOf({ output }: Cli, file: string | undefined, format: string, detector: Detector): Promise<void> {
  const find = createFinder(detector)
  if (format === 'text') output.raw(JSON.stringify({ spans: await find(await readInput(file)) }))
  else if (format !== 'jsonl') throw new CordonError('usage', { at: `--spans with --format ${format}: text or jsonl` })
  else
    for await (const { line, text: json } of readInputLines(file)) {
      const { id, text } = parseLine(json, line)
      output.raw(JSON.stringify({ id, spans: await find(text) }))
    }
}

/** Where the identifiers are, one text at a time: nothing learnt in one is used in the next. */
function createFinder(detector: Detector) {
  return async (text: string) => {
    const [spans = []] = await detector.find([text], { known: [] })
    return spans.map(({ start, end, kind, score, rule }) => ({ start, end, type: kind, score, rule }))
  }
}

/** Each text by itself, with codes of its own. */
async function ofLines(
  { output, random }: Cli,
  file: string | undefined,
  deidentifier: Deidentifier,
  policy: PolicyName,
) {
  const progress = output.progress('texts')
  let done = 0
  for await (const { line, text: json } of readInputLines(file)) {
    const { id, text } = parseLine(json, line)
    const book = createCodeBook({ random })
    const made = await deidentifyText<PolicyName>(new Phi(text), { format: 'text', deidentifier, policy, book })
    const { counts, policy: ref } = made.report
    await output.bytes(
      Buffer.from(`${JSON.stringify({ id, text: textOf(made), policy: ref.id, label: made.label, counts })}\n`),
    )
    progress.update(++done)
  }
  progress.end()
}
