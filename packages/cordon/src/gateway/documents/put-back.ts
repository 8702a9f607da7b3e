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
  const noting = notingBook(book, charactersMax)
  const document = text.reveal()
  if (format === 'text') {
    const { text: made, spans } = restoreText(document, noting.book)
    const entries = spans.map(([, , code]) => book.find(code))
    return { text: made, restored: countKinds(entries), left: codesIn(made) }
  }
  const made = restoreDocument(document, { format, book: noting.book })
  // What was found and stands there still was not put back.
  const still = new Set(findCodes(made).map(({ start, end }) => book.find(made.slice(start, end))?.code))
  const gone = noting.seen().filter(({ code }) => !still.has(code))
  return { text: made, restored: countKinds(gone), left: codesIn(made) }
}

/** The same book, which notes what is found in it and how many characters that is. */
function notingBook(book: CodeBook, charactersMax: number) {
  const seen = new Map<string, CodeEntry>()
  let characters = 0
  const note = (entry: CodeEntry): CodeEntry => {
    characters += entry.value.length
    if (characters > charactersMax) throw new CordonError('body_too_large', { at: 'limits.restoredCharactersMax' })
    seen.set(entry.code, entry)
    return entry
  }
  const noted: Pick<CodeBook, 'find' | 'surrogates'> = {
    find(written: string) {
      const entry = book.find(written)
      return entry === undefined ? undefined : note(entry)
    },
    surrogates: {
      ...book.surrogates,
      readAt(peek) {
        const read = book.surrogates.readAt(peek)
        if (read !== undefined) note(read.entry)
        return read
      },
    },
  }
  return { book: noted, seen: () => [...seen.values()] }
}

/** Different ones, by kind. */
function countKinds(entries: readonly (CodeEntry | undefined)[]): Record<string, number> {
  const kinds = new Map(entries.flatMap((entry) => (entry === undefined ? [] : [[entry.code, entry.kind] as const])))
  const counts: Record<string, number> = {}
  for (const kind of kinds.values()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** Different codes that a text holds, of whatever book. */
function codesIn(text: string): number {
  return new Set(findCodes(text).map(({ code }) => code.key)).size
}
