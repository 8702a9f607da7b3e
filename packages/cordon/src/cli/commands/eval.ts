import {
  createDetector,
  createScorer,
  type Figure,
  type GoldDocument,
  type Miss,
  parseGold,
  type Score,
} from '@cordon/deid'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { readInputLines } from '../read-input.ts'
import { addKit } from './eval-kit.ts'

interface Options {
  gold: string
  misses?: boolean
  about?: string
}

const EXAMPLE = `
Example:
  $ cordon eval deid --gold labelled.jsonl --about "discharge summaries, two reviewers, March 2026"

A gold file holds one {"id","text","spans":[{"start","end","type"}]} a line; offsets are UTF-16, end exclusive.
`

export const evalCommand: AddCommand = (program, run) => {
  const command = program.command('eval').description('Measure the detector on text of your own.')
  addKit(command, run)
  command
    .command('deid')
    .description('Score de-identification against labelled text: whole, strict and by character, with intervals.')
    .requiredOption('--gold <file>', 'labelled text, JSON lines')
    .option('--about <words>', 'what kind of text it is: printed beside the figures', 'the gold file')
    .option('--misses', 'print what was missed, with its text: for your eyes only')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { gold, misses: show, about }) => {
        const { score, misses, version } = await measure(cli, gold)
        write(cli, score, about ?? gold)
        if (show === true)
          for (const { id, type, words } of misses)
            cli.output.line(`  ${cli.output.style('red', type.padEnd(12))} ${id}  ${JSON.stringify(words)}`)
        cli.output.result({
          ...score,
          about,
          detector: version,
          misses: misses.map(({ words: _, ...miss }) => miss),
          rules: RULES,
        })
        return 0
      }),
    )
}

async function measure({ output }: Cli, file: string) {
  const detector = createDetector()
  const scorer = createScorer()
  const progress = output.progress('documents')
  const misses: (Miss & { words: string })[] = []
  let done = 0
  for await (const { line, text } of readInputLines(file)) {
    const document = parseGold(text, line)
    const [found = []] = detector.find([document.text], { known: [] })
    misses.push(...scorer.add(document, found).map((miss) => ({ ...miss, words: wordsOf(document, miss) })))
    progress.update(++done)
  }
  progress.end()
  return { score: scorer.score(), misses, version: detector.version }
}

function wordsOf({ text }: GoldDocument, { start, end }: Miss): string {
  return text.slice(start, end)
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
}

function row(name: string, { hits, of, share, low, high }: Figure, rule: string): string {
  if (of === 0) return `  ${name.padEnd(20)} –`
  const percent = (value: number) => (100 * value).toFixed(1)
  return `  ${name.padEnd(20)} ${percent(share).padStart(5)} %  [${percent(low)}, ${percent(high)}]  ${`${hits}/${of}`.padEnd(15)} ${rule}`
}
