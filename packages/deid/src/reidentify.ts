import type { TurnSpan } from './code-book.ts'
import { DeidError } from './errors.ts'
import { createJsonRestorer, createRestorer, type Restorer } from './stream/restorer.ts'
import type { RestoringBook } from './stream/scanner.ts'
import { WALK_LIMITS } from './walk.ts'

/**
 * Restores what is here whole. The same engine as for streams, so that both give the same text.
 * Restoring is a re-identification: who may call it, and that it is recorded, is the caller's duty (164.514(c)).
 */

export interface Restored {
  readonly text: string
  /** Where values stand in `text`, for `book.remember`. */
  readonly spans: readonly TurnSpan[]
  /** Codes that are none of this book: they stay as they are. */
  readonly unknown: number
}

/** @example restoreText('Dear [NAME-7Q2K4H],', book).text // 'Dear Ada Bell,' */
export function restoreText(text: string, book: RestoringBook): Restored {
  return whole(createRestorer({ book, restoredCharsMax: Number.POSITIVE_INFINITY }), text)
}

/** For a JSON text, such as a tool call's arguments: valid JSON stays valid, and every other byte stays. */
export function restoreJsonText(json: string, book: RestoringBook): Restored {
  return whole(createJsonRestorer({ book, restoredCharsMax: Number.POSITIVE_INFINITY }), json)
}

/** For a JSON value: its strings and keys. Throws `input_too_large` beyond `depthMax` levels. */
export function restoreJson<T>(value: T, book: RestoringBook, depthMax = WALK_LIMITS.depthMax): T {
  const restore = (node: unknown, depth: number): unknown => {
    if (depth > depthMax) throw new DeidError('input_too_large')
    if (typeof node === 'string') return restoreText(node, book).text
    if (Array.isArray(node)) return node.map((child) => restore(child, depth + 1))
    if (typeof node !== 'object' || node === null) return node
    // fromEntries defines own properties: a key `__proto__` stays a key.
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [restoreText(key, book).text, restore(child, depth + 1)]),
    )
  }
  return restore(value, 0) as T
}

function whole(restorer: Restorer, text: string): Restored {
  restorer.push(text)
  restorer.end()
  return { ...(restorer.restored() ?? { text: '', spans: [] }), unknown: restorer.unknown() }
}
