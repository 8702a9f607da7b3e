import { dischargeSummary } from './discharge-summary.ts'
import { edTriage } from './ed-triage.ts'
import type { NoteKindTable } from './kind.ts'
import { labReport } from './lab-report.ts'
import { portalMessage } from './portal-message.ts'
import { progressNote } from './progress-note.ts'
import { radiologyReport } from './radiology-report.ts'
import { telephoneEncounter } from './telephone-encounter.ts'

export type NoteKind =
  | 'ed-triage'
  | 'progress-note'
  | 'discharge-summary'
  | 'telephone-encounter'
  | 'portal-message'
  | 'radiology-report'
  | 'lab-report'

/** Every kind of note. A kind that is named above and missing here does not compile. */
export const NOTE_KINDS: Record<NoteKind, NoteKindTable> = {
  'ed-triage': edTriage,
  'progress-note': progressNote,
  'discharge-summary': dischargeSummary,
  'telephone-encounter': telephoneEncounter,
  'portal-message': portalMessage,
  'radiology-report': radiologyReport,
  'lab-report': labReport,
}

export const NOTE_KIND_NAMES = Object.keys(NOTE_KINDS) as NoteKind[]
