import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError, Review } from '@cordon/contract'
import { DeidError, type GoldSpan, IDENTIFIER_KINDS, parseGold } from '@cordon/deid'
import { type Agreement, createComparison, type Disagreement, settle, type Verdict } from '@cordon/deid/kit'
import { z } from 'zod'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import {
  asFile,
  KIT_FILES,
  type KitNote,
  parseAs,
  readManifest,
  readNotes,
  readText,
  sha256Hex,
  writeOver,
} from './folder.ts'
import { type Labels, readLabels, readSets } from './labels.ts'

const EXAMPLE = `
Example:
  $ cordon eval kit merge kit/            writes kit/disagreements.jsonl and exits 1 while one is undecided
  $ cordon eval kit merge kit/ --union    keeps every mark of both: the stricter gold, for when nobody can decide

In kit/disagreements.jsonl a third person replaces each "verdict": null with "first", "second", "both", "none", or labels
of their own: [{"start":8,"end":14,"type":"NAME"}]. Running merge again keeps what was decided.
`

export const addMerge: AddCommand = (kit, run) => {
  kit
    .command('merge <kit>')
    .description('Compare the two reviewers, list what is to be decided, and write the gold file.')
    .option('--union', 'keep every mark of both where they disagree')
    .addHelpText('after', EXAMPLE)
    .action(
      run<{ union?: boolean }>(async (cli, { union }, [folder = '']) => {
        const { manifest, hash } = readManifest(folder)
        const notes = readNotes(folder, manifest)
        const [first, second] = readSets(folder, hash).map((set) => readLabels(set, notes))
        if (first === undefined || second === undefined) throw new CordonError('usage', { at: 'two reviewers' })
        const compared = compare(notes, first, second)
        const verdicts = readVerdicts(join(folder, KIT_FILES.disagreements), notes)
        const settled = compared.disagreements.map((each) => ({
          ...each,
          verdict: verdicts.get(keyOf(each)) ?? null,
        }))
        if (settled.length > 0) writeOver(join(folder, KIT_FILES.disagreements), listOf(settled, notes))
        const open = settled.filter(({ verdict }) => verdict === null).length
        write(cli, compared, open)
        if (open > 0 && union !== true) {
          cli.output.line(`${open} to decide in ${join(folder, KIT_FILES.disagreements)}, then merge again.`)
          cli.output.result({ ...compared.figures, disagreements: settled.length, undecided: open })
          return 1
        }
        const gold = goldOf(notes, compared.agreed, settled)
        const review = reviewOf({ hash, first, second, compared, union: open > 0, gold, now: cli.now() })
        writeOver(join(folder, KIT_FILES.gold), gold)
        writeOver(join(folder, KIT_FILES.review), asFile(review))
        cli.output.line(`Next: cordon eval kit score ${folder}`)
        cli.output.result({ ...review, undecided: open })
        return 0
      }),
    )
}

interface ComparedKit {
  readonly agreed: readonly (readonly GoldSpan[])[]
  readonly disagreements: readonly Disagreement[]
  readonly figures: { overall: Agreement; byType: Record<string, Agreement> }
  readonly names: readonly [string, string]
  /** Notes in which a reviewer marked nothing: all clear, or not looked at yet. */
  readonly untouched: readonly [number, number]
}

function compare(notes: readonly KitNote[], first: Labels, second: Labels): ComparedKit {
  const comparison = createComparison()
  const compared = notes.map((note, n) => comparison.add(note, first.spans[n] ?? [], second.spans[n] ?? []))
  const bare = ({ spans }: Labels) => spans.filter((each) => each.length === 0).length
  return {
    agreed: compared.map(({ agreed }) => agreed),
    disagreements: compared.flatMap(({ disagreements }) => disagreements),
    figures: { overall: comparison.overall(), byType: { ...comparison.byType() } },
    names: [first.set.reviewer, second.set.reviewer],
    untouched: [bare(first), bare(second)],
  }
}

const Span = z.object({ start: z.int().min(0), end: z.int().min(1), type: z.enum(IDENTIFIER_KINDS) })
const Decided = z.object({
  id: z.string(),
  start: z.int(),
  end: z.int(),
  verdict: z.union([z.enum(['first', 'second', 'both', 'none']), z.array(Span), z.null()]),
})

const keyOf = ({ id, start, end }: { id: string; start: number; end: number }) => `${id} ${start} ${end}`

/** What was decided so far. Labels of a third person are held to the text as any gold is. */
function readVerdicts(file: string, notes: readonly KitNote[]): Map<string, Verdict> {
  if (!existsSync(file)) return new Map()
  const texts = new Map(notes.map(({ id, text }) => [id, text]))
  return new Map(
    readText(file)
      .split('\n')
      .flatMap((line, n): [string, Verdict][] => {
        if (line.trim() === '') return []
        const decided = parseAs(Decided, line, `${file} line ${n + 1}`)
        if (decided.verdict === null) return []
        if (typeof decided.verdict !== 'string')
          parseGold(JSON.stringify({ text: texts.get(decided.id) ?? '', spans: decided.verdict }), n + 1)
        return [[keyOf(decided), decided.verdict]]
      }),
  )
}

const CONTEXT_CHARS = 40

/** For the person who decides: the place with its words. The file stays with the notes. */
function listOf(settled: readonly (Disagreement & { verdict: Verdict | null })[], notes: readonly KitNote[]): string {
  const texts = new Map(notes.map(({ id, text }) => [id, text]))
  return settled
    .map(({ id, start, end, first, second, verdict }) => {
      const text = texts.get(id) ?? ''
      const around = text.slice(Math.max(0, start - CONTEXT_CHARS), end + CONTEXT_CHARS)
      return `${JSON.stringify({ id, start, end, words: text.slice(start, end), around, first, second, verdict })}\n`
    })
    .join('')
}

function goldOf(
  notes: readonly KitNote[],
  agreed: readonly (readonly GoldSpan[])[],
  settled: readonly (Disagreement & { verdict: Verdict | null })[],
): string {
  const lines = notes.map(({ id, text }, n) => {
    const decided = settled.filter((each) => each.id === id).flatMap((each) => settle(each, each.verdict ?? 'both'))
    const spans = [...(agreed[n] ?? []), ...decided].sort((a, b) => a.start - b.start)
    const overlap = spans.findIndex((span, i) => i > 0 && span.start < (spans[i - 1]?.end ?? 0))
    if (overlap >= 0) throw new DeidError('gold_invalid', `${id}: decided labels overlap at ${spans[overlap]?.start}`)
    return `${JSON.stringify({ id, text, spans })}\n`
  })
  return lines.join('')
}

function reviewOf(made: {
  hash: string
  first: Labels
  second: Labels
  compared: ComparedKit
  union: boolean
  gold: string
  now: number
}): Review {
  const { compared, first, second } = made
  const none = compared.disagreements.length === 0
  return Review.parse({
    v: 1,
    kind: 'cordon-review',
    manifest: made.hash,
    reviewers: [...compared.names],
    blind: first.set.blind && second.set.blind,
    ...compared.figures,
    disagreements: compared.disagreements.length,
    settledBy: none ? 'nothing to settle' : made.union ? 'union' : 'verdicts',
    gold: sha256Hex(made.gold),
    mergedAt: new Date(made.now).toISOString(),
  })
}

function write({ output }: Cli, { figures, names, untouched, disagreements }: ComparedKit, open: number): void {
  output.line(output.style('bold', `${names.join(' and ')}: ${disagreements.length} disagreements, ${open} undecided`))
  output.line(
    `  ${'type'.padEnd(12)} ${names.map((name) => name.slice(0, 12).padStart(12)).join('')}    same     F1  kappa`,
  )
  for (const [type, agreement] of [['all', figures.overall] as const, ...Object.entries(figures.byType)])
    output.line(row(type, agreement))
  untouched.forEach((count, n) => {
    if (count > 0) output.note(`${names[n]} marked nothing in ${count} notes: all clear, or not looked at?`)
  })
}

function row(type: string, { first, second, same, f1, kappa }: Agreement): string {
  const counts = [first, second].map((count) => String(count).padStart(12)).join('')
  return `  ${type.padEnd(12)} ${counts}${String(same).padStart(8)}  ${f1.toFixed(3)}  ${kappa.toFixed(3)}`
}
