import { createReadStream } from 'node:fs'
import { CordonError } from '@cordon/contract'
import { readLines } from '../retrieval/read-lines.ts'

const LINE_BYTES_MAX = 64 * 1024 * 1024
const FILE_BYTES_MAX = 256 * 1024 * 1024

/** The lines of a file, or of standard input when no file is named. Throws `usage` naming the line that cannot be read. */
export async function* readInputLines(file: string | undefined): AsyncGenerator<{ line: number; text: string }> {
  for await (const line of readLines(openInput(file), LINE_BYTES_MAX)) {
    if ('bad' in line) throw new CordonError('usage', { at: `line ${line.line}: ${line.bad}` })
    yield line
  }
}

/** A whole file, or standard input, as UTF-8. */
export async function readInput(
  file: string | undefined,
  from: AsyncIterable<Uint8Array> = openInput(file),
): Promise<string> {
  const blocks: Uint8Array[] = []
  let bytes = 0
  for await (const block of from) {
    bytes += block.length
    if (bytes > FILE_BYTES_MAX) throw new CordonError('body_too_large', { at: file ?? 'standard input' })
    blocks.push(block)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(blocks))
  } catch {
    throw new CordonError('usage', { at: `${file ?? 'standard input'} is not UTF-8` })
  }
}

/** The bytes of a file, or of standard input, as they come. Throws `usage` when they cannot be read. */
export async function* openInput(file: string | undefined): AsyncGenerator<Uint8Array> {
  const stream = file === undefined ? process.stdin : createReadStream(file)
  try {
    for await (const block of stream) yield block as Uint8Array
  } catch (cause) {
    throw new CordonError('usage', { at: `${file ?? 'standard input'} cannot be read`, cause })
  }
}
