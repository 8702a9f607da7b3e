import { CordonError } from '@cordon/contract'
import { type CodeBook, type CodeEntry, findCodes, restoreDocument, restoreText } from '@cordon/deid'
import type { GivenDocument } from './document.ts'

export interface PutBack {
  readonly text: string
  /** Different codes put back, by kind. */
  readonly restored: Record<string, number>
  /** Different codes that stand in the text still. */
  readonly left: number
}

/**
 * A document with the codes of this book replaced by what they stand for. A plain text may be a model's answer, so there
 * no name goes into a link, as in every answer that the boundary restores; in a format that the caller states a document comes
 * back to the byte.
 * Throws `body_too_large` when more than `charactersMax` would be put back: one code may be written many times.
 */
export function putBack({ text, format }: GivenDocument, book: CodeBook, charactersMax: number): PutBack {
  const counted = countingBook(book, charactersMax)
  const document = text.reveal()
  const made =
    format === 'text' ? restoreText(document, counted).text : restoreDocument(document, { format, book: counted })
  return { text: made, restored: counted.restored(), left: codesIn(made) }
}

/** The same book, which counts what is asked of it: codes, and surrogates by what they stand for. */
function countingBook(book: CodeBook, charactersMax: number) {
  const seen = new Map<string, string>()
  let characters = 0
  const count = <Found extends { readonly entry: CodeEntry }>(found: Found | undefined): Found | undefined => {
    if (found !== undefined) seen.set(found.entry.code, found.entry.kind)
    return found
  }
  return {
    find(written: string) {
      const entry = book.find(written)
      if (entry === undefined) return undefined
      characters += entry.value.length
      if (characters > charactersMax) throw new CordonError('body_too_large', { at: 'limits.restoredCharactersMax' })
      return count({ entry })?.entry
    },
    surrogates: {
      ...book.surrogates,
      readAt: (peek: Parameters<CodeBook['surrogates']['readAt']>[0]) => count(book.surrogates.readAt(peek)),
    },
    restored() {
      const counts: Record<string, number> = {}
      for (const kind of seen.values()) counts[kind] = (counts[kind] ?? 0) + 1
      return counts
    },
  }
}

/** Different codes that a text holds, of whatever book. */
function codesIn(text: string): number {
  return new Set(findCodes(text).map(({ code }) => code.key)).size
}
