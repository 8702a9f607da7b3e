import type { CodeBook } from '../code-book.ts'

/** One call at a time for each book: between two answers of a detector nobody else mints in it or teaches it. */
export function createTurnstile() {
  const last = new WeakMap<CodeBook, Promise<unknown>>()
  return <T>(book: CodeBook, act: () => Promise<T>): Promise<T> => {
    const mine = (last.get(book) ?? Promise.resolve()).then(act, act)
    last.set(book, mine)
    return mine
  }
}
