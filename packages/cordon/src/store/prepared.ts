/**
 * Names for statements that come again, so that the server parses and plans each once for a connection. A text is named from
 * its second time on; beyond the bounds it stays without a name: lists of any length make texts without end.
 */
export function createNames(prefix: string): NameOf {
  const seen = new Set<string>()
  const named = new Map<string, string>()
  return (text) => {
    const known = named.get(text)
    if (known !== undefined || named.size >= NAMED_MAX) return known
    if (seen.delete(text)) {
      const name = `${prefix}${named.size}`
      named.set(text, name)
      return name
    }
    if (seen.size < SEEN_MAX && text.length <= TEXT_MAX) seen.add(text)
    return undefined
  }
}

/** Absent: it has no name. */
export type NameOf = (text: string) => string | undefined

/** Statements that one connection keeps. */
const NAMED_MAX = 256
/** Texts seen once that are remembered. */
const SEEN_MAX = 1_024
/** Characters of a text. */
const TEXT_MAX = 4_096
