import { aiScribe } from './ai-scribe.ts'
import { billingLetter } from './billing-letter.ts'
import { chartPrompt } from './chart-prompt.ts'
import { consultLetter } from './consult-letter.ts'
import { deviceCheck } from './device-check.ts'
import { dischargeSummary } from './discharge-summary.ts'
import { edTriage } from './ed-triage.ts'
import { emailThread } from './email-thread.ts'
import { emsRun } from './ems-run.ts'
import { generalQuestion } from './general-question.ts'
import { historyPhysical } from './history-physical.ts'
import { hl7Result } from './hl7-result.ts'
import { immunizationRecord } from './immunization-record.ts'
import type { NoteKindTable } from './kind.ts'
import { labReport } from './lab-report.ts'
import { nursingNote } from './nursing-note.ts'
import { operativeReport } from './operative-report.ts'
import { pathologyReport } from './pathology-report.ts'
import { physicalTherapy } from './physical-therapy.ts'
import { portalMessage } from './portal-message.ts'
import { prescription } from './prescription.ts'
import { progressNote } from './progress-note.ts'
import { radiologyReport } from './radiology-report.ts'
import { referralFax } from './referral-fax.ts'
import { registrationForm } from './registration-form.ts'
import { socialWork } from './social-work.ts'
import { telephoneEncounter } from './telephone-encounter.ts'
import { textThread } from './text-thread.ts'
import { toolResult } from './tool-result.ts'
import { workLetter } from './work-letter.ts'

export type NoteKind =
  | 'ed-triage'
  | 'history-physical'
  | 'progress-note'
  | 'consult-letter'
  | 'discharge-summary'
  | 'operative-report'
  | 'radiology-report'
  | 'pathology-report'
  | 'nursing-note'
  | 'telephone-encounter'
  | 'portal-message'
  | 'referral-fax'
  | 'social-work'
  | 'physical-therapy'
  | 'billing-letter'
  | 'lab-report'
  | 'immunization-record'
  | 'ai-scribe'
  | 'hl7-result'
  | 'chart-prompt'
  | 'text-thread'
  | 'tool-result'
  | 'prescription'
  | 'registration-form'
  | 'device-check'
  | 'ems-run'
  | 'work-letter'
  | 'email-thread'
  | 'general-question'

/** Every kind of note. A kind that is named above and missing here does not compile. */
export const NOTE_KINDS: Record<NoteKind, NoteKindTable> = {
  'ed-triage': edTriage,
  'history-physical': historyPhysical,
  'progress-note': progressNote,
  'consult-letter': consultLetter,
  'discharge-summary': dischargeSummary,
  'operative-report': operativeReport,
  'radiology-report': radiologyReport,
  'pathology-report': pathologyReport,
  'nursing-note': nursingNote,
  'telephone-encounter': telephoneEncounter,
  'portal-message': portalMessage,
  'referral-fax': referralFax,
  'social-work': socialWork,
  'physical-therapy': physicalTherapy,
  'billing-letter': billingLetter,
  'lab-report': labReport,
  'immunization-record': immunizationRecord,
  'ai-scribe': aiScribe,
  'hl7-result': hl7Result,
  'chart-prompt': chartPrompt,
  'text-thread': textThread,
  'tool-result': toolResult,
  prescription,
  'registration-form': registrationForm,
  'device-check': deviceCheck,
  'ems-run': emsRun,
  'work-letter': workLetter,
  'email-thread': emailThread,
  'general-question': generalQuestion,
}

export const NOTE_KIND_NAMES = Object.keys(NOTE_KINDS) as NoteKind[]
