/** A line of text, or why it could not be read. `line` counts from 1. */
export type Line = { readonly line: number } & ({ readonly text: string } | { readonly bad: string })

const NEWLINE = 0x0a

/**
 * The lines of a stream of bytes as UTF-8, one at a time; never more than one line in memory. A line that is too long or not UTF-8
 * is named and passed over; blank lines are passed over.
 */
export async function* readLines(blocks: AsyncIterable<Uint8Array>, lineBytesMax: number): AsyncGenerator<Line> {
  let line = 1
  let parts: Uint8Array[] = []
  let bytes = 0
  const add = (part: Uint8Array) => {
    bytes += part.length
    // Beyond the bound only the length is remembered.
    if (bytes <= lineBytesMax) parts.push(part)
  }
  const end = (): Line | undefined => {
    const made =
      bytes > lineBytesMax ? { line, bad: `line is longer than ${lineBytesMax} bytes` } : decoded(line, parts)
    parts = []
    bytes = 0
    line += 1
    return made
  }
  for await (const block of blocks) {
    let from = 0
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, from)) {
      add(block.subarray(from, at))
      const made = end()
      if (made) yield made
      from = at + 1
    }
    add(block.subarray(from))
  }
  const last = end()
  if (last) yield last
}

function decoded(line: number, parts: readonly Uint8Array[]): Line | undefined {
  const text = utf8(Buffer.concat(parts))
  if (text === undefined) return { line, bad: 'not UTF-8' }
  return text.trim() === '' ? undefined : { line, text }
}

/** Undefined when the bytes are not UTF-8. A byte order mark is dropped. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
