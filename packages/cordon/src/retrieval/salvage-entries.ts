/** One object of a bundle's `entry` array as it stands in the text, and the line it begins on. */
export interface Entry {
  readonly json: string
  readonly line: number
  /** Where it begins and ends in the text. */
  readonly from: number
  readonly to: number
}

/**
 * Cuts the `entry` array of a damaged bundle into its objects by their braces, reading strings as JSON does. An entry
 * that never closes ends where the next one begins (`},{` at a line's start is the best sign left) or with the text.
 */
export function salvageEntries(text: string): Entry[] {
  const array = /"entry"\s*:\s*\[/.exec(text)
  if (!array) return []
  const found: Entry[] = []
  const lineOf = lineCounter(text)
  let at = array.index + array[0].length
  while (at < text.length) {
    const start = text.indexOf('{', at)
    if (start < 0 || text.slice(at, start).includes(']')) break
    const end = endOfObject(text, start)
    found.push({ json: text.slice(start, end), line: lineOf(start), from: start, to: end })
    at = end
  }
  return found
}

/** Behind the brace that closes the object, or where the next `fullUrl` or the text cuts it short. */
function endOfObject(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const mark = text[at]
    if (mark === '"') at = endOfString(text, at)
    else if (mark === '{' || mark === '[') depth += 1
    else if (mark === '}' || mark === ']') depth -= 1
    if (depth === 0) return at + 1
    if (depth > 1 && mark === '{' && at > start && NEXT_ENTRY.test(text.slice(at, at + 40))) return at
  }
  return text.length
}

const NEXT_ENTRY = /^\{\s*"fullUrl"/

/** A raw line end cannot stand in a JSON string: an unclosed one ends there. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const mark = text[at]
    if (mark === '\\') at += 1
    else if (mark === '"' || mark === '\n') return at
  }
  return text.length
}

/** For offsets that only grow; each line end is looked for once. */
function lineCounter(text: string): (offset: number) => number {
  const after = (from: number) => {
    const found = text.indexOf('\n', from)
    return found < 0 ? Number.POSITIVE_INFINITY : found
  }
  let line = 1
  let next = after(0)
  return (offset) => {
    while (next < offset) {
      line += 1
      next = after(next + 1)
    }
    return line
  }
}
