import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { IngestItem } from './ingest.ts'
import { INGEST_LIMITS, type IngestLimits } from './limits.ts'
import { readBundle } from './read-bundle.ts'
import { readLines, utf8 } from './read-lines.ts'

/**
 * Reads FHIR R4 from a path: a bundle, a folder of bundles, or bulk NDJSON (a file or a folder). NDJSON is read line by
 * line; a bundle whole, within its bound. What cannot be read is an item that says so. Throws `usage` when there is no
 * such path or it holds more files than the bound.
 *
 * @example for await (const item of readFhir('export/')) console.log(item.at) // 'Patient.000.ndjson:1'
 */
export async function* readFhir(path: string, some: Partial<IngestLimits> = {}): AsyncGenerator<IngestItem> {
  const limits = { ...INGEST_LIMITS, ...some }
  for (const file of await filesOf(path, limits.filesMax)) {
    const name = file === path ? basename(path) : relative(path, file)
    yield* readOne(file, name, limits)
  }
}

/** In a fixed order, whatever the file system's. */
async function filesOf(path: string, filesMax: number): Promise<string[]> {
  const what = await stat(path).catch((cause: unknown) => {
    throw new CordonError('usage', { at: 'the path to ingest cannot be read', cause })
  })
  if (!what.isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  if (files.length > filesMax) throw new CordonError('usage', { at: `the path holds more than ${filesMax} files` })
  return files.sort()
}

async function* readOne(file: string, name: string, limits: IngestLimits): AsyncGenerator<IngestItem> {
  const kind = kindOf(name)
  if (kind === 'ndjson') yield* readNdjson(file, name, limits)
  else if (kind === 'json') yield* readJson(file, name, limits)
  else yield { at: name, skipped: kind }
}

/** Bulk exports carry a log of the export itself as NDJSON; it holds no resource. */
function kindOf(name: string): 'ndjson' | 'json' | 'export log' | 'not a FHIR file' {
  if (/^log\.ndjson$/i.test(basename(name))) return 'export log'
  if (/\.(ndjson|jsonl)$/i.test(name)) return 'ndjson'
  return /\.json$/i.test(name) ? 'json' : 'not a FHIR file'
}

async function* readNdjson(file: string, name: string, limits: IngestLimits): AsyncGenerator<IngestItem> {
  for await (const read of readLines(createReadStream(file), limits.lineBytesMax)) {
    const at = `${name}:${read.line}`
    if ('bad' in read) yield { at, bad: read.bad }
    // What a bulk export says was deleted is a bundle on each line.
    else if (/"resourceType"\s*:\s*"Bundle"/.test(read.text)) yield* readBundle(at, read.text)
    else yield { at, json: read.text }
  }
}

async function* readJson(file: string, name: string, limits: IngestLimits): AsyncGenerator<IngestItem> {
  const { size } = await stat(file)
  if (size > limits.bundleBytesMax) {
    yield { at: `${name}:1`, bad: `file is larger than ${limits.bundleBytesMax} bytes` }
    return
  }
  const text = utf8(await readFile(file))
  if (text === undefined) yield { at: `${name}:1`, bad: 'not UTF-8' }
  else yield* readBundle(name, text)
}
