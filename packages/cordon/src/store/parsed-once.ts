/**
 * What a text means, parsed the first time that very text is read; so rows are read afresh for every request, and parsed only
 * when they changed. The last 256 texts are remembered, of 64 Ki characters at most. What throws is not.
 *
 * @example const vendorIn = parsedOnce((text) => Vendor.parse(JSON.parse(text)))
 */
export function parsedOnce<T>(parse: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const held = known.get(text)
    if (held !== undefined) return held
    const parsed = parse(text)
    const [oldest] = known.keys()
    if (known.size >= TEXTS_MAX && oldest !== undefined) known.delete(oldest)
    if (text.length <= TEXT_CHARACTERS_MAX) known.set(text, parsed)
    return parsed
  }
}

const TEXTS_MAX = 256
const TEXT_CHARACTERS_MAX = 65_536
