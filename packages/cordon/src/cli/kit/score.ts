import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { ValidationResult } from '@cordon/contract'
import {
  createCodeBook,
  createDeidentifier,
  createScorer,
  DeidError,
  type GoldDocument,
  type Miss,
  Phi,
  type Score,
  type Span,
} from '@cordon/deid'
import { type Cluster, clusteredShare } from '@cordon/deid/kit'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import type { ThreadDetector } from '../deid/thread-detector.ts'
import { asFile, KIT_FILES, sha256Hex, writeOver } from './folder.ts'
import { type MeasuredPolicy, measuredPolicy } from './policy.ts'
import { writeResult } from './report.ts'
import { openRunningDetector } from './running-detector.ts'
import { type Subject, subjectOf } from './subject.ts'

interface Options {
  gold?: string
  about?: string
  out?: string
  misses?: boolean
  rules?: string
  config?: string
}

const EXAMPLE = `
Examples:
  $ cordon eval kit score kit/                       writes kit/result.json: figures and hashes, no text
  $ cordon eval kit score kit/ --rules rules.yaml    the expert policy: "date: year-month", "zip: zip3", "age: bands"
  $ cordon eval kit score kit/ --misses              also prints what was missed, with its words: for your eyes only
  $ cordon eval kit score --gold i2b2.jsonl --about "i2b2 2014, test part"    the same report on other labelled text

Identifiers within one note are not independent, so each share has two lower 95 % bounds, Wilson's and one from drawing whole
notes anew; the lower counts.
`

export const addScore: AddCommand = (kit, run) => {
  kit
    .command('score [kit]')
    .description('Run the detector, with the policy, over the gold and write the result.')
    .option('--gold <file>', 'labelled text that no kit holds: its result informs, and opens no route')
    .option('--about <words>', 'with --gold: what kind of text it is')
    .option('--out <file>', 'with --gold: where the result goes')
    .option('--rules <file>', 'score the expert policy with these rules, YAML; Safe Harbor without it')
    .option('--config <file>', 'a cordon.yaml: score the detector that runs with it, a model of your own included')
    .option('--misses', 'print what was missed, with its words; they go nowhere else')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options, [folder]) => {
        const subject = subjectOf(folder, options)
        const policy = measuredPolicy(options.rules, cli.now())
        const { result, misses } = await scoreWith(cli, options.config, (running) =>
          score(cli, subject, { policy, running }),
        )
        const file = folder === undefined ? options.out : join(folder, KIT_FILES.result)
        const text = asFile(result)
        if (file !== undefined) writeOver(file, text)
        writeResult(cli.output, result, sha256Hex(text))
        if (options.misses === true) for (const miss of misses) writeMiss(cli, miss, subject.documents)
        if (folder !== undefined) cli.output.line(`Next: cordon eval kit statement ${folder} --officer NAME`)
        cli.output.result({ ...result, hash: sha256Hex(text), file, misses: misses.length })
        return 0
      }),
    )
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

async function scoreWith<T>(
  { openDetector }: Cli,
  config: string | undefined,
  work: (running: ThreadDetector) => Promise<T>,
): Promise<T> {
  await using running = await openRunningDetector(openDetector, config)
  return await work(running)
}

async function score(
  cli: Cli,
  subject: Subject,
  { policy, running }: { policy: MeasuredPolicy; running: ThreadDetector },
): Promise<{ result: ValidationResult; misses: Miss[] }> {
  const { now } = cli
  const { detector, after } = running
  const deidentifier = createDeidentifier({ detector, after, sha256, now, policies: [policy.policy] })
  const scorer = createScorer()
  const clusters = createClusters()
  const misses: Miss[] = []
  const progress = cli.output.progress('notes scored')
  let refused = 0
  for (const [n, document] of subject.documents.entries()) {
    const found = await maskedIn(document, deidentifier, { policy, random: cli.random })
    if (found === undefined) refused++
    const missed = scorer.add(document, found ?? [])
    misses.push(...missed)
    clusters.add(document, missed)
    progress.update(n + 1, subject.documents.length)
  }
  progress.end()
  const scored = scorer.score()
  const { documents, identifiers } = scored
  const { site, about, sample, review } = subject
  const result = ValidationResult.parse({
    v: 1,
    kind: 'cordon-validation-result',
    site,
    about,
    scoredAt: new Date(now()).toISOString(),
    detector: { version: detector.version, hash: deidentifier.detectorHash },
    policy: { name: policy.id, hash: policy.hash },
    sample,
    review,
    documents,
    refused,
    identifiers,
    figures: figuresOf(scored),
    ...clusters.shares(subject.seed),
  })
  return { result, misses }
}

/**
 * What the engine replaced, the sweep and look-alikes included: that, and not a detector's opinion, is what keeps an identifier
 * inside. `undefined` when it refused the note.
 */
async function maskedIn(
  { text }: GoldDocument,
  deidentifier: ReturnType<typeof createDeidentifier>,
  { policy, random }: { policy: MeasuredPolicy; random: Cli['random'] },
): Promise<Span[] | undefined> {
  try {
    const book = createCodeBook({ random })
    const { name } = policy.policy
    const job = { treat: () => 'text' as const, known: [], book, turnKey: () => 'note', policy: name }
    const { leaves } = await deidentifier.deidentify(new Phi({ text }), job)
    return leaves.flatMap(({ spans }) =>
      spans.map(({ start, end, kind, rule }) => ({ start, end, kind, rule, score: 1 })),
    )
  } catch (error) {
    if (error instanceof DeidError) return undefined
    throw error
  }
}

/** Hits and misses of whole identifiers, note by note. */
function createClusters() {
  const all: Cluster[] = []
  const types = new Map<string, Cluster[]>()
  return {
    add({ spans }: GoldDocument, missed: readonly Miss[]) {
      all.push({ hits: spans.length - missed.length, of: spans.length })
      for (const type of new Set(spans.map((span) => span.type))) {
        const count = (among: readonly { type: string }[]) => among.filter((each) => each.type === type).length
        const of = count(spans)
        types.set(type, [...(types.get(type) ?? []), { hits: of - count(missed), of }])
      }
    },
    shares(seed: string) {
      const named = [...types].sort(([a], [b]) => (a < b ? -1 : 1))
      const byType = Object.fromEntries(
        named.map(([type, clusters]) => [type, clusteredShare(clusters, `${seed} ${type}`)]),
      )
      return { recall: clusteredShare(all, seed), byType }
    },
  }
}

/** Those that a result has a place for, whatever else the scorer counts. */
function figuresOf({ whole, strict, touched, characterPrecision, characterRecall, harmlessDamaged }: Score) {
  return { whole, strict, touched, characterPrecision, characterRecall, harmlessDamaged }
}

/** On this terminal only: no file of the kit holds what was missed. */
function writeMiss({ output }: Cli, { id, start, end, type }: Miss, documents: readonly GoldDocument[]): void {
  const text = documents.find((document) => document.id === id)?.text ?? ''
  output.line(`  ${output.style('red', type.padEnd(12))} ${id}  ${JSON.stringify(text.slice(start, end))}`)
}
