import { stat } from 'node:fs/promises'
import {
  createDeidStream,
  type Deidentifier,
  type FormatName,
  type PolicyName,
  STREAM_FORMATS,
  type StreamFormat,
} from '@cordon/deid'
import type { Cli } from '../cli.ts'

/** The format as one that comes record by record, when this document does. */
export function streamFormatOf(format: FormatName): StreamFormat | undefined {
  return STREAM_FORMATS.find((name) => name === format)
}

/** A plain text is read in long stretches: what a paragraph says of a name helps to find it in the next. */
const TEXT_BATCH_BYTES = 1_000_000

/** Record by record, with the memory of a few, to standard output. Rejects at a bad record with nothing of it written. */
export async function streamDocument(
  cli: Cli,
  blocks: AsyncIterable<Uint8Array>,
  job: { file: string | undefined; format: StreamFormat; policy: PolicyName; deidentifier: Deidentifier },
): Promise<void> {
  const { output, random } = cli
  const { file, format, ...rest } = job
  const total = await sizeOf(file)
  const progress = output.progress('bytes')
  const limits = format === 'text' ? { batchBytes: TEXT_BATCH_BYTES } : {}
  const onProgress = ({ bytes }: { bytes: number }) => progress.update(bytes, total)
  const stream = createDeidStream({ ...rest, format, limits, memory: { random }, onProgress })
  try {
    for await (const made of through(blocks, stream)) await output.bytes(made)
  } finally {
    progress.end()
  }
}

/** For the progress only: a file that cannot be read is refused where it is read. */
async function sizeOf(file: string | undefined): Promise<number | undefined> {
  if (file === undefined) return undefined
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  )
}

/** Feeds a stream as fast as it is read from, and passes on why either side ended. */
async function* through(
  blocks: AsyncIterable<Uint8Array>,
  { writable, readable }: TransformStream<Uint8Array, Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const writer = writable.getWriter()
  const feed = async () => {
    for await (const block of blocks) await writer.write(block)
    await writer.close()
  }
  let fault: unknown
  const fed = feed().catch(async (error: unknown) => {
    fault ??= error
    await writer.abort(error).catch(() => undefined)
  })
  const reader = readable.getReader()
  try {
    // One read ahead: what was made before a bad record is in our hands when the stream ends at that record.
    for (let read = reader.read(), next = await read; !next.done; next = await read) {
      read = reader.read()
      read.catch(() => undefined)
      yield next.value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
    await fed
  }
  if (fault !== undefined) throw fault
}

/** How far to look for the end of a first line. */
const FIRST_LINE_BYTES_MAX = 1_048_576

/** Whether a document holds one JSON value on each line, and the whole of it again. */
export async function peekLines(
  blocks: AsyncIterable<Uint8Array>,
): Promise<{ lines: boolean; blocks: AsyncGenerator<Uint8Array> }> {
  const iterator = blocks[Symbol.asyncIterator]()
  const seen: Uint8Array[] = []
  let bytes = 0
  let ended = false
  while (bytes < FIRST_LINE_BYTES_MAX && !seen.some((block) => block.includes(0x0a))) {
    const next = await iterator.next()
    if (next.done === true) {
      ended = true
      break
    }
    seen.push(next.value)
    bytes += next.value.length
  }
  const [line = '', ...others] = Buffer.concat(seen).toString('utf8').split('\n')
  async function* again(): AsyncGenerator<Uint8Array> {
    yield* seen
    while (!ended) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  }
  return { lines: others.length > 0 && isJson(line), blocks: again() }
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}
