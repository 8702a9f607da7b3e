import type { Ask } from './ask.ts'
import type { Restoring } from './dialects/dialect.ts'

/** How an answer is restored for this caller: what its application's registration lets come back, and where. */
export function restoringOf(
  { caller: { application } }: Ask,
  of: Pick<Restoring, 'book' | 'scan' | 'turns'>,
): Restoring {
  const inside = new Set(application?.toolsInside ?? [])
  return {
    ...of,
    images: application?.imagesInAnswers ?? 'links',
    toolInside: (name) => inside.has('*') || inside.has(name),
  }
}
