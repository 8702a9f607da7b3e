import {
  createScorer,
  type Figure,
  type GoldDocument,
  type Miss,
  parseGold,
  type Score,
  type Span,
  visible,
} from '@cordon/deid'
import { planOf } from '../../detectors/plan.ts'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { readInputLines } from '../read-input.ts'
import { addKit } from './eval-kit.ts'

interface Options {
  gold: string
  misses?: boolean
  extras?: boolean
  type?: string
  about?: string
  pack?: string[]
}

const EXAMPLE = `
Example:
  $ cordon eval deid --gold labelled.jsonl --about "discharge summaries, two reviewers, March 2026"

A gold file holds one {"id","kind","text","spans":[{"start","end","type"}]} a line; offsets are UTF-16, end exclusive.
"kind" says what kind of text it is: figures are printed for each.
`

export const evalCommand: AddCommand = (program, run) => {
  const command = program.command('eval').description('Measure the detector on text of your own.')
  addKit(command, run)
  command
    .command('deid')
    .description('Score de-identification against labelled text: whole, strict and by character, with intervals.')
    .requiredOption('--gold <file>', 'labelled text, JSON lines')
    .option('--about <words>', 'what kind of text it is: printed beside the figures; the file’s name without it')
    .option('--pack <names...>', 'languages besides English: es, or a JSON file with a pack of your own')
    .option('--misses', 'print what was missed, with the text around it: for your eyes only')
    .option('--extras', 'print what was masked and not labelled, with its rule and the text around it')
    .option('--type <name>', 'print misses and extras of this type only')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { gold, about, type, pack, ...show }) => {
        const { score, misses, extras, version } = await measure(cli, gold, pack)
        write(cli, score, about ?? gold)
        const wanted = (one: Shown) => type === undefined || one.type === type
        if (show.misses === true) writePlaces(cli, 'missed', misses.filter(wanted))
        if (show.extras === true) writePlaces(cli, 'not labelled', extras.filter(wanted))
        cli.output.result({
          ...score,
          about,
          detector: version,
          misses: misses.map(withoutWords),
          extras: extras.map(withoutWords),
          rules: RULES,
        })
        return 0
      }),
    )
}

async function measure({ output, openDetector }: Cli, file: string, packs: string[] = []) {
  await using running = await openDetector({ plan: planOf({ packs }) })
  const { detector } = running
  const scorer = createScorer()
  const progress = output.progress('documents')
  const misses: Shown[] = []
  const extras: Shown[] = []
  let done = 0
  for await (const { line, text } of readInputLines(file)) {
    const document = parseGold(text, line)
    const [found = []] = await detector.find([document.text], { known: [] })
    for (const miss of scorer.add(document, found)) misses.push(shown(document, miss, foundIn(miss, found)))
    for (const span of found.filter((one) => !overlapsAny(one, document.spans)))
      extras.push(shown(document, { id: document.id, type: span.kind, ...span }, span.rule))
    progress.update(++done)
  }
  progress.end()
  return { score: scorer.score(), misses, extras, version: detector.version }
}

/** A place of a gold text, with its words: for the terminal of whoever asked, and nowhere else. */
interface Shown extends Miss {
  readonly words: string
  readonly before: string
  readonly after: string
  /** What of it was masked, by which rules; of an extra, its rule. */
  readonly by: string
}

const AROUND = 35

function shown({ text }: GoldDocument, { id, start, end, type }: Miss, by: string): Shown {
  const before = text.slice(Math.max(0, start - AROUND), start)
  return { id, start, end, type, words: text.slice(start, end), before, after: text.slice(end, end + AROUND), by }
}

function withoutWords({ id, start, end, type, by }: Shown) {
  return { id, start, end, type, by }
}

type Range = Pick<Span, 'start' | 'end'>

function overlapsAny({ start, end }: Range, others: readonly Range[]): boolean {
  return others.some((other) => other.start < end && other.end > start)
}

function foundIn(miss: Range, found: readonly Span[]): string {
  const parts = found.filter((span) => overlapsAny(span, [miss]))
  return parts.length === 0 ? 'nothing of it found' : `in part: ${parts.map(({ rule }) => rule).join(', ')}`
}

function writePlaces({ output }: Cli, what: string, places: readonly Shown[]): void {
  output.line()
  output.line(output.style('bold', `${what}: ${places.length}`))
  for (const { id, type, words, before, after, by } of places) {
    const said = (text: string) => visible(text).replaceAll('\n', '⏎')
    const around = `…${said(before)}${output.style('red', `[${said(words)}]`)}${said(after)}…`
    output.line(`  ${type.padEnd(12)} ${id}  ${around}  ${output.style('dim', by)}`)
  }
}

/** Beside each figure, the rule by which it was counted. */
const RULES = {
  whole: 'every letter and digit of the labelled value masked; a leading Dr, Mr, Mrs, Ms is forgiven',
  strict: 'start, end and type are the label’s own',
  touched: 'any letter or digit of it masked',
  characterPrecision: 'letters and digits masked that are labelled',
  characterRecall: 'letters and digits labelled that are masked',
  harmlessDamaged: 'documents without a label in which anything was masked',
} as const

function write({ output }: Cli, score: Score, about: string): void {
  output.line(`${output.style('bold', about)}: ${score.documents} documents, ${score.identifiers} identifiers`)
  for (const [name, rule] of Object.entries(RULES) as [keyof typeof RULES, string][])
    output.line(row(name, score[name], rule))
  output.line()
  for (const [type, figure] of Object.entries(score.byType)) output.line(row(type, figure, 'whole'))
  output.line()
  for (const [kind, { documents, whole, harmlessDamaged }] of Object.entries(score.byKind))
    output.line(
      harmlessDamaged.of === documents
        ? row(kind, harmlessDamaged, `harmless damaged, ${documents} documents`)
        : row(kind, whole, `whole, ${documents} documents`),
    )
}

const NAME_CHARS = 34

function row(name: string, { hits, of, share, low, high }: Figure, rule: string): string {
  if (of === 0) return `  ${name.padEnd(NAME_CHARS)} –`
  const percent = (value: number) => (100 * value).toFixed(1)
  return `  ${name.padEnd(NAME_CHARS)} ${percent(share).padStart(5)} %  [${percent(low)}, ${percent(high)}]  ${`${hits}/${of}`.padEnd(15)} ${rule}`
}
