import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError, PersonName } from '@cordon/contract'
import { writeMarked } from '@cordon/deid/kit'
import { z } from 'zod'
import type { Cli } from '../cli.ts'
import type { AddCommand } from '../command.ts'
import { asFile, type KitNote, readManifest, readNotes, writeNew } from './folder.ts'
import { guidelines } from './guidelines.ts'
import { openRunningDetector } from './running-detector.ts'

interface Options {
  reviewer: string[]
  form: string
  showDetector?: boolean
  config?: string
}

const FORMS = ['inline', 'jsonl', 'brat'] as const

/** `set.json` of a reviewer's folder: whose it is, and of which sample. */
export const ReviewSet = z.strictObject({
  v: z.literal(1),
  kind: z.literal('cordon-review-set'),
  manifest: z.string().regex(/^[0-9a-f]{64}$/),
  reviewer: PersonName,
  form: z.enum(FORMS),
  blind: z.boolean(),
})
export type ReviewSet = z.infer<typeof ReviewSet>

const EXAMPLE = `
Example:
  $ cordon eval kit prepare kit/ --reviewer "Ada Quint" --reviewer "Ben Moth"

Reviewers do not see what the detector finds: whoever sees marks passes over what is not marked, and that is exactly what
is to be measured. --show-detector is for practice; a result from such a review opens no route.
`

export const addPrepare: AddCommand = (kit, run) => {
  kit
    .command('prepare <kit>')
    .description('Write the drawn notes for two reviewers to label, each in a folder of their own.')
    .requiredOption('--reviewer <name>', 'a person who labels; twice', collect, [])
    .option('--form <name>', `${FORMS.join(', ')}: marks in the text, spans on JSON lines, or brat standoff`, 'inline')
    .option('--show-detector', 'mark beforehand what the detector finds: for practice only')
    .option('--config <file>', 'with --show-detector: a cordon.yaml, whose detector and languages mark')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, { reviewer, form, showDetector, config }, [folder = '']) => {
        const { manifest, hash } = readManifest(folder)
        const notes = readNotes(folder, manifest)
        const sets = setsOf(reviewer, { form, manifest: hash, blind: showDetector !== true })
        for (const set of sets) if (existsSync(reviewerFolder(folder, set.reviewer))) throw taken(set.reviewer)
        const find = showDetector === true ? await markBeforehand(cli, config, notes) : () => []
        for (const set of sets) writeSet(folder, set, notes, find)
        for (const set of sets) cli.output.line(`${set.reviewer}: ${reviewerFolder(folder, set.reviewer)}`)
        cli.output.line(`When both have labelled: cordon eval kit merge ${folder}`)
        cli.output.result({ sets, documents: notes.length })
        return 0
      }),
    )
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

function taken(reviewer: string): CordonError {
  return new CordonError('usage', { at: `${reviewer} has a folder already: labels are never replaced` })
}

function setsOf(reviewers: readonly string[], rest: { form: string; manifest: string; blind: boolean }): ReviewSet[] {
  const slugs = new Set(reviewers.map(slugOf))
  if (reviewers.length !== 2 || slugs.size !== 2)
    throw new CordonError('usage', { at: '--reviewer: two different people' })
  return reviewers.map((reviewer) => {
    const set = ReviewSet.safeParse({ v: 1, kind: 'cordon-review-set', reviewer, ...rest })
    if (set.success) return set.data
    const at =
      set.error.issues[0]?.path[0] === 'form' ? `--form ${rest.form}: ${FORMS.join(', ')}` : '--reviewer: one line'
    throw new CordonError('usage', { at })
  })
}

export function reviewerFolder(kit: string, reviewer: string): string {
  return join(kit, 'reviewers', slugOf(reviewer))
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
  if (slug === '') throw new CordonError('usage', { at: '--reviewer: a name has letters' })
  return slug
}

function writeSet(kit: string, set: ReviewSet, notes: readonly KitNote[], find: Find): void {
  const folder = reviewerFolder(kit, set.reviewer)
  writeNew(join(folder, 'set.json'), asFile(set))
  writeNew(join(folder, 'HOW.md'), guidelines(set.reviewer, set.form))
  FORM_WRITERS[set.form](folder, notes, find)
}

type Find = (text: string) => Label[]

const FORM_WRITERS: Record<ReviewSet['form'], (folder: string, notes: readonly KitNote[], find: Find) => void> = {
  inline(folder, notes, find) {
    for (const { id, text } of notes) writeNew(join(folder, `${id}.txt`), writeMarked(text, find(text)))
  },
  jsonl(folder, notes, find) {
    const lines = notes.map(({ id, text }) => `${JSON.stringify({ id, text, spans: find(text) })}\n`)
    writeNew(join(folder, 'labels.jsonl'), lines.join(''))
  },
  brat(folder, notes, find) {
    for (const { id, text } of notes) {
      writeNew(join(folder, `${id}.txt`), text)
      writeNew(join(folder, `${id}.ann`), bratLines(text, find(text)))
    }
  },
}

interface Label {
  readonly start: number
  readonly end: number
  readonly type: string
}

/** Each note read by itself, before anything is written. */
async function markBeforehand(
  { openDetector }: Cli,
  config: string | undefined,
  notes: readonly KitNote[],
): Promise<Find> {
  await using running = await openRunningDetector(openDetector, config)
  const marks = new Map<string, Label[]>()
  for (const { text } of notes) {
    const [spans = []] = await running.detector.find([text], { known: [] })
    marks.set(
      text,
      spans.map(({ start, end, kind }) => ({ start, end, type: kind })),
    )
  }
  return (text) => marks.get(text) ?? []
}

/** brat counts code points. */
function bratLines(text: string, labels: readonly Label[]): string {
  const points = (offset: number) => Array.from(text.slice(0, offset)).length
  const words = ({ start, end }: Label) => text.slice(start, end).replaceAll(/\s+/g, ' ')
  return labels
    .map((label, n) => `T${n + 1}\t${label.type} ${points(label.start)} ${points(label.end)}\t${words(label)}\n`)
    .join('')
}
