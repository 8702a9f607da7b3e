import type { IdentifierType } from '../gold.ts'
import type { Role } from '../people/staff.ts'
import type { Setting } from '../story/course.ts'
import type { Voice } from '../text/writer.ts'

/** One kind of note: everything that makes it look and sound like itself. A new kind is a file with this and a line in `kinds.ts`. */
export interface NoteKindTable {
  readonly title: string
  /** LOINC code of the document type. */
  readonly loinc: string
  /** Who signs it: a role, or whoever leads the course. */
  readonly author: Role | 'lead' | 'pcp'
  /** Where it is written. Without settings it is written of what `when` names, and without either it belongs to no chart. */
  readonly settings: readonly Setting[]
  readonly when?: 'procedure' | 'imaging' | 'pathology'
  /** Days after the visit. */
  readonly lag: readonly [number, number]
  /** One of these is how the whole note is typed. */
  readonly voices: readonly Voice[]
  /** What stray sentences may bring in: `{aside}` takes one of them. */
  readonly asides: readonly IdentifierType[]
  /** Templates of the kind's own, by slot name. */
  readonly parts: Readonly<Record<string, readonly string[]>>
  /** Whole notes; one is taken. */
  readonly layouts: readonly string[]
}
