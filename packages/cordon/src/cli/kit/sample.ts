import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError, SampleManifest } from '@cordon/contract'
import type { Detector } from '@cordon/deid'
import { createDraw, DRAW_METHOD, type Drawn } from '@cordon/deid/kit'
import { NOTES_MIN } from '../../policy/agreements/validated-route.ts'
import type { Cli } from '../cli.ts'
import { type AddCommand, wholeNumber } from '../command.ts'
import { asFile, KIT_FILES, type KitNote, noteHash, writeNew } from './folder.ts'
import { type FrameNote, readFrame } from './frame.ts'
import { openRunningDetector } from './running-detector.ts'

interface Options {
  out: string
  site: string
  about: string
  count: string
  seed?: string
  stratum?: string
  config?: string
}

const EXAMPLE = `
Examples:
  $ cordon eval kit sample notes/ --out kit/ --site "Fernhill" --about "discharge summaries of 2026" --count 350
  $ cordon eval kit sample notes.jsonl --stratum kind --out kit/ --site "Fernhill" --about "notes of all kinds"

The same seed and notes give the same sample, so nobody can choose a note. kit/manifest.json holds no text and may be
shown; kit/notes.jsonl holds the notes and stays on this machine.
`

export const addSample: AddCommand = (kit, run) => {
  kit
    .command('sample <notes>')
    .description('Draw notes at random, by stratum, from a folder of .txt files or a file of {"id","text"} lines.')
    .requiredOption('--out <folder>', 'the kit: a folder that does not hold one yet')
    .requiredOption('--site <name>', 'whose notes these are')
    .requiredOption('--about <words>', 'what kind of text it is: printed beside every figure')
    .option('--count <n>', 'notes to draw', String(NOTES_MIN))
    .option('--seed <text>', 'draw again what was drawn with this seed; random without it')
    .option(
      '--config <file>',
      'a cordon.yaml, whose detector and languages look for identifiers in the names of strata',
    )
    .option('--stratum <name>', 'what divides the notes besides length: "folder", or a field of the lines')
    .addHelpText('after', EXAMPLE)
    .action(
      run<Options>(async (cli, options, [path = '']) => {
        const count = wholeNumber(options.count, '--count', 100_000)
        if (count === 0) throw new CordonError('usage', { at: '--count 0' })
        if (existsSync(join(options.out, KIT_FILES.manifest)))
          throw new CordonError('usage', { at: `${options.out} holds a kit already` })
        const seed = options.seed ?? Buffer.from(cli.random(16)).toString('hex')
        await using running = await openRunningDetector(cli.openDetector, options.config)
        const { detector } = running
        const drawing = await draw(cli, path, { ...options, seed, count, detector })
        const notes = await take(cli, path, options.stratum, drawing.drawn)
        await refuseBearers(notes, drawing.drawn, detector)
        const manifest = manifestOf(notes, drawing, { ...options, seed, drawnAt: new Date(cli.now()).toISOString() })
        writeNew(join(options.out, KIT_FILES.manifest), asFile(manifest))
        writeNew(join(options.out, KIT_FILES.notes), notes.map((note) => `${JSON.stringify(note)}\n`).join(''))
        write(cli, manifest, options.out)
        return 0
      }),
    )
}

interface Drawing {
  readonly drawn: Drawn
  readonly empty: number
}

async function draw(
  cli: Cli,
  path: string,
  { seed, count, stratum, detector }: { seed: string; count: number; stratum?: string; detector: Detector },
): Promise<Drawing> {
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
  const frame = createDraw({ seed, sha256 })
  const progress = cli.output.progress('notes looked at')
  const strata = new Set<string>()
  let [read, empty] = [0, 0]
  for await (const note of inFrame(readFrame(path, stratum), () => empty++)) {
    frame.add(note.text, note.stratum)
    strata.add(note.stratum)
    progress.update(++read)
  }
  progress.end()
  await refuseNaming(strata, detector)
  if (read === 0) throw new CordonError('usage', { at: `${path} holds no note` })
  if (count < strata.size && count < read)
    throw new CordonError('usage', { at: `--count ${count} is less than the ${strata.size} strata` })
  return { drawn: frame.draw(count), empty }
}

/** What has no letter or digit can hold no identifier: it is counted, and not drawn. */
async function* inFrame(notes: AsyncIterable<FrameNote>, onEmpty: () => void): AsyncGenerator<FrameNote> {
  for await (const note of notes) {
    if (/[\p{L}\p{N}]/u.test(note.text)) yield note
    else onEmpty()
  }
}

const STRATA_MAX = 300

/** The names of strata stand in the manifest and the result, which have no place for an identifier. */
async function refuseNaming(strata: ReadonlySet<string>, detector: Detector): Promise<void> {
  if (strata.size > STRATA_MAX)
    throw new CordonError('usage', { at: `--stratum: ${strata.size} strata, at most ${STRATA_MAX}` })
  const names = [...strata].sort()
  const found = await detector.find(names, { known: [] })
  const telling = names.findIndex((name, n) => name.length > 60 || /\p{Cc}/u.test(name) || (found[n]?.length ?? 0) > 0)
  if (telling >= 0)
    throw new CordonError('usage', { at: `--stratum: name ${telling + 1} of ${names.length} looks like an identifier` })
}

/**
 * A folder for each patient is called by a surname in small letters, which no detector knows by itself: the notes in it do.
 * A word that some note writes small is an ordinary one.
 */
async function refuseBearers(notes: readonly KitNote[], { picked, strata }: Drawn, detector: Detector): Promise<void> {
  const bearers = new Map<string, Set<string>>()
  for (const [n, { text }] of notes.entries()) {
    const stratum = picked[n]?.stratum ?? ''
    const known = bearers.get(stratum) ?? new Set<string>()
    for (const { start, end, kind } of (await detector.find([text], { known: [] }))[0] ?? [])
      if (kind === 'NAME') for (const word of wordsOf(text.slice(start, end))) known.add(word.toLowerCase())
    bearers.set(stratum, known)
  }
  const small = new Set(notes.flatMap(({ text }) => wordsOf(text)))
  const isBorne = (word: string, stratum: string) => bearers.get(stratum)?.has(word) === true && !small.has(word)
  const telling = strata.findIndex(({ name }) =>
    wordsOf(kindOf(name)).some((word) => isBorne(word.toLowerCase(), name)),
  )
  if (telling >= 0)
    throw new CordonError('usage', {
      at: `--stratum: name ${telling + 1} of ${strata.length} is that of somebody in its notes`,
    })
}

/** Without its length, which is ours: somebody may be called Long. */
function kindOf(stratum: string): string {
  return stratum.slice(0, stratum.lastIndexOf('/'))
}

function wordsOf(text: string): string[] {
  return text.match(/\p{L}{3,}/gu) ?? []
}

/** A second reading, in which the drawn notes are kept: a frame of millions never stands in memory. */
async function take(cli: Cli, path: string, stratum: string | undefined, drawn: Drawn): Promise<KitNote[]> {
  const rank = new Map(drawn.picked.map(({ index }, n) => [index, n]))
  const taken: KitNote[] = []
  const digits = Math.max(4, String(drawn.picked.length).length)
  let index = 0
  for await (const { source, text } of inFrame(readFrame(path, stratum), () => undefined)) {
    const n = rank.get(index++)
    if (n === undefined) continue
    const id = `d${String(n + 1).padStart(digits, '0')}`
    taken[n] = { id, salt: Buffer.from(cli.random(16)).toString('hex'), source, text }
  }
  return taken
}

function manifestOf(
  notes: readonly KitNote[],
  { drawn, empty }: Drawing,
  { site, about, seed, drawnAt }: { site: string; about: string; seed: string; drawnAt: string },
): SampleManifest {
  const documents = notes.map((note, n) => ({
    id: note.id,
    stratum: drawn.picked[n]?.stratum ?? '',
    hash: noteHash(note),
  }))
  const frame = { documents: drawn.documents, duplicates: drawn.duplicates, empty }
  const strata = [...drawn.strata]
  const said = {
    v: 1,
    kind: 'cordon-sample',
    method: DRAW_METHOD,
    seed,
    site,
    about,
    drawnAt,
    frame,
    strata,
    documents,
  }
  const parsed = SampleManifest.safeParse(said)
  if (parsed.success) return parsed.data
  throw new CordonError('usage', { at: `--${parsed.error.issues[0]?.path.join('.')}` })
}

function write({ output }: Cli, manifest: SampleManifest, folder: string): void {
  const { frame, strata, documents, seed } = manifest
  output.line(
    `${output.style('bold', `${documents.length} notes drawn`)} of ${frame.documents} (${frame.duplicates} came twice, ${frame.empty} were empty), seed ${seed}`,
  )
  for (const { name, documents: of, drawn } of strata) output.line(`  ${String(drawn).padStart(6)} of ${of}  ${name}`)
  if (documents.length < NOTES_MIN)
    output.note(`A result that opens a route needs ${NOTES_MIN} notes: this one can only inform.`)
  output.line(`Next: cordon eval kit prepare ${folder} --reviewer NAME --reviewer NAME`)
  output.result({ ...manifest, documents: documents.length, folder })
}
