import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { CordonError } from '@cordon/contract'
import { readLines, utf8 } from '../../retrieval/read-lines.ts'

/** A note of the site, as it lies in the frame from which the sample is drawn. */
export interface FrameNote {
  readonly source: string
  readonly text: string
  readonly stratum: string
}

const NOTE_BYTES_MAX = 16 * 1024 * 1024
const FILES_MAX = 2_000_000

/**
 * Every note of a folder (files that end in `.txt`) or of a file of JSON lines, in a fixed order. `stratum` names what divides
 * them: `folder`, the first folder below the path; or a field of the lines. Throws `usage` naming the file or line.
 */
export async function* readFrame(path: string, stratum: string | undefined): AsyncGenerator<FrameNote> {
  const what = await stat(path).catch(() => undefined)
  if (what === undefined) throw new CordonError('usage', { at: `${path} cannot be read` })
  yield* what.isDirectory() ? readFolder(path, stratum) : readNdjson(path, stratum)
}

async function* readFolder(folder: string, stratum: string | undefined): AsyncGenerator<FrameNote> {
  if (stratum !== undefined && stratum !== 'folder')
    throw new CordonError('usage', { at: `--stratum ${stratum}: of a folder only "folder"` })
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.txt'))
  if (files.length > FILES_MAX) throw new CordonError('usage', { at: `the path holds more than ${FILES_MAX} notes` })
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    if ((await stat(file)).size > NOTE_BYTES_MAX) throw new CordonError('body_too_large', { at: file })
    const text = utf8(await readFile(file))
    if (text === undefined) throw new CordonError('usage', { at: `${file} is not UTF-8` })
    const source = relative(folder, file)
    const [first = '', ...below] = source.split(sep)
    yield { source, text, stratum: withLength(stratum === undefined || below.length === 0 ? 'all' : first, text) }
  }
}

async function* readNdjson(file: string, stratum: string | undefined): AsyncGenerator<FrameNote> {
  for await (const read of readLines(createReadStream(file), NOTE_BYTES_MAX)) {
    if ('bad' in read) throw new CordonError('usage', { at: `line ${read.line}: ${read.bad}` })
    const fields = parseLine(read.text, read.line)
    const { id, text } = fields
    if (typeof text !== 'string') throw new CordonError('usage', { at: `line ${read.line}: not {"id","text"}` })
    const named = stratum === undefined ? 'all' : fields[stratum]
    const source = typeof id === 'string' ? id : `line ${read.line}`
    yield { source, text, stratum: withLength(typeof named === 'string' ? named : 'none', text) }
  }
}

function parseLine(json: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // The parser's message quotes the line.
  }
  throw new CordonError('usage', { at: `line ${line}: not {"id","text"}` })
}

/** Short notes and long ones differ in what they hold, so each kind is divided by length too. */
function withLength(kind: string, { length }: string): string {
  return `${kind}/${length < 1_000 ? 'short' : length < 5_000 ? 'medium' : 'long'}`
}
