import { createScanner, type RestoringBook, type Stood } from './scanner.ts'

/** What of a text the book would put back, wherever it stands, links included. For what stays inside the boundary. */
export function findRestorable(text: string, book: RestoringBook): (Stood & { start: number; end: number })[] {
  const found: (Stood & { start: number; end: number })[] = []
  let at = 0
  const scanner = createScanner(
    book,
    {
      pass: (passed) => {
        at += passed.length
      },
      restore: (chars, stood) => {
        found.push({ ...stood, start: at, end: at + chars })
        at += chars
      },
      add: () => {},
    },
    { everywhere: true },
  )
  scanner.feed(text)
  scanner.end()
  return found
}

/** The text with what the book would put back, put back. */
export function restoreEverywhere(text: string, book: RestoringBook): string {
  let restored = ''
  const write = (more: string): void => {
    restored += more
  }
  const output = { pass: write, restore: (_: number, { value }: Stood) => write(value), add: write }
  const scanner = createScanner(book, output, { everywhere: true })
  scanner.feed(text)
  scanner.end()
  return restored
}
