import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { DeidError, type GoldSpan, IDENTIFIER_KINDS, parseGold } from '@cordon/deid'
import { importBrat, readMarked } from '@cordon/deid/kit'
import { type KitNote, parseAs, readText } from './folder.ts'
import { ReviewSet } from './prepare.ts'

/** One reviewer's labels of every note, in the order of the notes. */
export interface Labels {
  readonly set: ReviewSet
  readonly spans: readonly (readonly GoldSpan[])[]
}

/** The sets that were prepared in this kit, by folder name. Throws `usage` unless there are two. */
export function readSets(kit: string, manifest: string): { folder: string; set: ReviewSet }[] {
  const under = join(kit, 'reviewers')
  const sets = foldersOf(under).map((name) => {
    const file = join(under, name, 'set.json')
    return { folder: join(under, name), set: parseAs(ReviewSet, readText(file), file) }
  })
  if (sets.length !== 2)
    throw new CordonError('usage', { at: `${under} holds ${sets.length} reviewers, two are needed` })
  const stale = sets.find(({ set }) => set.manifest !== manifest)
  if (stale !== undefined) throw new CordonError('resource_invalid', { at: `${stale.folder} is of another sample` })
  return sets
}

/** Throws `resource_invalid` or `DeidError` (`gold_invalid`) naming file, line and column; never what stands there. */
export function readLabels({ folder, set }: { folder: string; set: ReviewSet }, notes: readonly KitNote[]): Labels {
  const spansOf = READERS[set.form](folder)
  return { set, spans: notes.map((note) => [...spansOf(note)].sort((a, b) => a.start - b.start || b.end - a.end)) }
}

type Reader = (folder: string) => (note: KitNote) => readonly GoldSpan[]

const READERS: Record<ReviewSet['form'], Reader> = {
  inline: (folder) => (note) => {
    const file = join(folder, `${note.id}.txt`)
    return placed(file, () => readMarked(note.text, readText(file)))
  },
  brat: (folder) => (note) => {
    const file = join(folder, `${note.id}.ann`)
    return importBrat(note.text, readText(file), file).document.spans
  },
  jsonl: (folder) => {
    const file = join(folder, 'labels.jsonl')
    const lines = readText(file).split('\n')
    const read = lines.flatMap((line, n) => (line.trim() === '' ? [] : [placed(file, () => kinds(line, n + 1))]))
    const byId = new Map(read.map((document) => [document.id, document]))
    return ({ id, text }) => {
      const document = byId.get(id)
      if (document === undefined) throw new CordonError('resource_invalid', { at: `${file}: ${id} is missing` })
      if (document.text !== text)
        throw new CordonError('resource_invalid', { at: `${file}: the text of ${id} was changed` })
      return document.spans
    }
  },
}

const KINDS: ReadonlySet<string> = new Set(IDENTIFIER_KINDS)

function kinds(line: string, number: number) {
  const document = parseGold(line, number)
  const unknown = document.spans.findIndex(({ type }) => !KINDS.has(type))
  if (unknown >= 0) throw new DeidError('gold_invalid', `line ${number}: spans[${unknown}] of an unknown type`)
  return document
}

/** The file's name before the place in it. */
function placed<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DeidError) throw new DeidError(error.code, `${file}, ${error.at ?? ''}`)
    throw error
  }
}

function foldersOf(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  } catch {
    return []
  }
}
