import type { Role } from '../people/staff.ts'
import type { LabName } from './labs.ts'

export type Setting = 'clinic' | 'ed' | 'inpatient' | 'phone'

/** A medicine as it is prescribed: `lisinopril`, `40 mg daily`. */
export interface Medicine {
  readonly drug: string
  readonly dose: string
}

/** A change of one medicine. Without `from` it is started, without `to` it is stopped. `why` is a template. */
export interface Change {
  readonly drug: string
  readonly from?: string
  readonly to?: string
  readonly why: string
}

export interface Diagnosis {
  /** ICD-10-CM. */
  readonly code: string
  readonly name: string
  /** Years before the first step. */
  readonly years: number
}

/**
 * One event of a course. The texts are templates (`text/fill.ts`), of which a note takes one each; `{lab.Creatinine}` is this
 * step's value and `{was.Creatinine}` the step's before. What one text says must agree with the numbers and changes beside it.
 */
export interface Step {
  /** Days after the step before. */
  readonly after: number
  readonly setting: Setting
  readonly reason: string
  readonly bp: readonly [number, number]
  readonly hr: number
  readonly labs: Partial<Record<LabName, number>>
  readonly story: readonly string[]
  readonly exam: readonly string[]
  readonly assessment: readonly string[]
  readonly changes: readonly Change[]
  readonly plan: readonly string[]
  /** What an operative report tells. */
  readonly procedure?: { readonly name: string; readonly text: string }
  readonly imaging?: { readonly study: string; readonly findings: string; readonly impression: string }
  readonly pathology?: { readonly specimen: string; readonly gross: string; readonly diagnosis: string }
}

/** What happens to one patient over time: adding a course is adding a file and a line in `courses.ts`. */
export interface Course {
  readonly id: string
  /** Who leads it. */
  readonly role: Role
  readonly ages: readonly [number, number]
  readonly sex?: 'female' | 'male'
  /** Family names that are the disease's own, for a patient in three. */
  readonly eponyms?: readonly string[]
  readonly diagnoses: readonly Diagnosis[]
  readonly history: readonly string[]
  readonly medicines: readonly Medicine[]
  readonly allergy: { readonly to: string; readonly reaction: string }
  readonly steps: readonly Step[]
}
