import type { CodeBook } from '@cordon/deid'
import type { Ask } from './ask.ts'
import type { Restoring } from './dialects/dialect.ts'

/** How an answer is restored for this caller: what its application's registration lets come back, and where. */
export function restoringOf({ caller: { application } }: Ask, book: CodeBook, turns: number): Restoring {
  const inside = new Set(application?.toolsInside ?? [])
  return {
    book,
    images: application?.imagesInAnswers ?? 'links',
    toolInside: (name) => inside.has('*') || inside.has(name),
    turns,
  }
}
