import { open } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import {
  createExplainer,
  type Deidentifier,
  type ExplainedText,
  type Explainer,
  explainDocument,
  explainHtml,
  type FormatName,
  type LanguagePack,
} from '@cordon/deid'
import type { Cli } from '../cli.ts'
import { readInput, readInputLines } from '../read-input.ts'
import { writeExplained } from './terminal.ts'

/** Where an explanation goes. It holds the patient's words, so only to where somebody asked for it. */
export type ExplainTo =
  | { readonly to: 'terminal' }
  | { readonly to: 'html' }
  | { readonly to: 'file'; readonly path: string }

/** An explanation is for reading: a text of this many characters is a book. */
const EXPLAINED_CHARACTERS_MAX = 4_000_000

/** Why the document, or each text of a file of lines, is de-identified as it is. */
export async function explain(
  cli: Cli,
  job: {
    file: string | undefined
    format: FormatName | 'jsonl'
    deidentifier: Deidentifier
    packs: readonly LanguagePack[]
    to: ExplainTo
  },
): Promise<void> {
  const { file, format, deidentifier, packs, to } = job
  const texts = await explained(cli, file, format, deidentifier, createExplainer({ packs }))
  const page = () => explainHtml(texts, file ?? 'standard input')
  if (to.to === 'file') await writePage(to.path, page())
  else if (to.to === 'html') cli.output.raw(page())
  else if (cli.output.json) cli.output.result({ texts })
  else writeExplained(cli.output, texts)
}

async function explained(
  { random }: Cli,
  file: string | undefined,
  format: FormatName | 'jsonl',
  deidentifier: Deidentifier,
  explainer: Explainer,
): Promise<ExplainedText[]> {
  const why = (text: string, of: FormatName) => {
    if (text.length > EXPLAINED_CHARACTERS_MAX)
      throw new CordonError('body_too_large', { at: `--explain reads at most ${EXPLAINED_CHARACTERS_MAX} characters` })
    return explainDocument(text, { format: of, deidentifier, explainer, random })
  }
  if (format !== 'jsonl') return why(await readInput(file), format)
  const texts: ExplainedText[] = []
  for await (const { line, text: json } of readInputLines(file)) {
    const { id, text } = parseLine(json, line)
    texts.push(...(await why(text, 'text')).map((part) => ({ ...part, title: String(id) })))
  }
  return texts
}

/** For its owner only: the page holds what the note holds. */
async function writePage(path: string, page: string): Promise<void> {
  try {
    // A page that stands there already keeps its own mode: it is closed to others before a word is written.
    const file = await open(path, 'w', 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(page)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new CordonError('usage', { at: `${path} cannot be written`, cause })
  }
}

/** One line of `--format jsonl`. Throws `usage` naming the line. */
export function parseLine(json: string, line: number): { id: unknown; text: string } {
  try {
    const { id = `line-${line}`, text } = JSON.parse(json) as { id?: unknown; text?: unknown }
    if (typeof text === 'string') return { id, text }
  } catch {
    // The parser's message quotes the line.
  }
  throw new CordonError('usage', { at: `line ${line}: not {"id","text"}` })
}
