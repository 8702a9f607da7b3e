import type { CodeBook } from '../code-book.ts'
import type { IdentifierKind } from '../span.ts'
import { type DraftLeaf, isCleaned, leafMarks, markRemembered } from './draft.ts'

/** A text of a conversation: new, or one that the book remembers. */
export interface Turn {
  readonly leaf: DraftLeaf
  readonly key: string
  /** How many codes the book remembered for it; `undefined` when it is new. */
  readonly remembered: number | undefined
}

/** Turns that the book knows get their old codes again, so that their upstream text stays the same to the byte. */
export function recallTurns(
  draft: readonly DraftLeaf[],
  job: { readonly book: CodeBook; readonly turnKey: (text: string) => string },
  policyHash: string,
): Turn[] {
  job.book.under(policyHash)
  const kindOf = (code: string): IdentifierKind | undefined => job.book.find(code)?.kind
  return draft.filter(isCleaned).map((leaf) => {
    const key = job.turnKey(keyed(leaf))
    const spans = job.book.recall(key)
    const fits = spans !== undefined && markRemembered(leaf, spans, kindOf)
    return { leaf, key, remembered: fits ? spans.length : undefined }
  })
}

/** `May` under `first_name` is another text than `May` under `month`: what one is remembered by says nothing of the other. */
function keyed({ text, treatment, pieces: [piece] }: DraftLeaf): string {
  return treatment === 'labelled' ? `labelled\0${piece?.lead}\0${text}` : text
}

/** Nothing is remembered of what becomes a vector. */
export function strangers(draft: readonly DraftLeaf[]): Turn[] {
  return draft.filter(isCleaned).map((leaf) => ({ leaf, key: '', remembered: undefined }))
}

/** The book keeps how each turn left. Gives how many earlier turns are no longer what they were. */
export function rememberTurns(turns: readonly Turn[], book: CodeBook): number {
  let revised = 0
  for (const { leaf, key, remembered } of turns) {
    const marks = leafMarks(leaf)
    if (marks.length === remembered) continue
    book.remember(
      key,
      marks.map(({ start, end, code }) => [start, end, code] as const),
    )
    if (remembered !== undefined) revised += 1
  }
  return revised
}
