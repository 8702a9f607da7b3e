import type { TextFilter } from '../../retrieval/others/text-filter.ts'

/**
 * A filter that reads a JSON text as it says, `Ann\u0020Bell` with a blank, and lets it through as it was written. The filter
 * may hold and throw; it must not change a character.
 */
export function inJson(filter: TextFilter): TextFilter {
  /** How each character that the filter holds was written. */
  let written: string[] = []
  let begun = ''

  const passed = (text: string): string => {
    const out = written.slice(0, text.length).join('')
    written = written.slice(text.length)
    return out
  }
  const read = (chunk: string): string => {
    const text = begun + chunk
    let said = ''
    begun = ''
    for (const { 0: piece, index } of text.matchAll(PIECE)) {
      const isWhole = piece.length >= (piece.charAt(1) === 'u' ? 6 : 2)
      if (piece.startsWith('\\') && !isWhole && index + piece.length === text.length) {
        begun = piece
        return said
      }
      const isEscape = piece.startsWith('\\') && isWhole
      if (isEscape) written.push(piece)
      else for (let at = 0; at < piece.length; at++) written.push(piece.charAt(at))
      said += isEscape ? saidBy(piece) : piece
    }
    return said
  }
  return {
    push: (chunk) => passed(filter.push(read(chunk))),
    end: () => passed(filter.end()) + begun,
  }
}

/** One escape, whole or begun at the end, or everything up to the next. */
const PIECE = /\\(?:u[0-9A-Fa-f]{0,4}|[^u]|$)|[^\\]+/g

function saidBy(written: string): string {
  if (written.charAt(1) === 'u') {
    const code = Number.parseInt(written.slice(2), 16)
    return Number.isNaN(code) ? ' ' : String.fromCharCode(code)
  }
  return ESCAPES[written.charAt(1)] ?? written.charAt(1)
}

const ESCAPES: Readonly<Record<string, string>> = { b: ' ', f: ' ', n: '\n', r: '\n', t: ' ' }
