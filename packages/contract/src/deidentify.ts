import { z } from 'zod'
import { Receipt } from './receipt.ts'

/**
 * `POST /v1/deidentify` and `POST /v1/reidentify`: a document out of the boundary's engine, and back. Context may stand
 * in the body or in `X-Cordon-…` headers; where both speak they agree.
 */

/** The ways of de-identifying, by name. Which of them an engine offers, and an application may use, is checked elsewhere. */
export const DeidPolicy = z.enum(['safe-harbor', 'limited-data-set', 'coded', 'surrogate', 'expert'])
export type DeidPolicy = z.infer<typeof DeidPolicy>

/** Every format of texts. DICOM is binary: `cordon deid` and the library take it. */
export const DocumentFormat = z.enum(['hl7', 'eml', 'fhir', 'ndjson', 'json', 'ccda', 'html', 'tsv', 'csv', 'text'])
export type DocumentFormat = z.infer<typeof DocumentFormat>

const Patient = z.string().max(200)
const Conversation = z.string().min(1).max(200)

/** A text in its own format, byte for byte; or, for JSON and FHIR, the value itself. */
const Document = z.unknown()

/** Exactly one of `text` (plain unless `format` says otherwise) and `document` (what it looks like unless `format` says). */
export const DeidentifyRequest = z.strictObject({
  text: z.string().optional(),
  document: Document.optional(),
  format: DocumentFormat.optional(),
  policy: DeidPolicy.default('safe-harbor'),
  /** `Patient/<id>` or the bare id: what the record knows of this patient is then looked for by name. */
  patient: Patient.optional(),
  /** The caller's name for what belongs together: equal values have equal codes in it. Absent: a new one. */
  conversation: Conversation.optional(),
})
export type DeidentifyRequest = z.infer<typeof DeidentifyRequest>

export const DeidentifyAnswer = z.object({
  document: Document,
  format: DocumentFormat,
  /** With its version, for example `safe-harbor/1`. */
  policy: z.string(),
  policyHash: z.string(),
  detectorHash: z.string(),
  /** `clean`: no longer health information of anybody, 45 CFR 164.514. `phi`: still protected, whatever it looks like. */
  label: z.enum(['clean', 'phi']),
  /** How many identifiers of each kind were replaced. */
  counts: z.record(z.string(), z.int()),
  conversation: z.string(),
  /** Of a table: what each column was taken for, and why. */
  columns: z.array(z.object({ column: z.int(), role: z.string(), reason: z.string() })).optional(),
  receipt: Receipt,
})
export type DeidentifyAnswer = z.infer<typeof DeidentifyAnswer>

export const ReidentifyRequest = z.strictObject({
  conversation: Conversation,
  document: Document,
  /** As the answer that made it says. Absent: a string is a plain text, into whose links nothing is put. */
  format: DocumentFormat.optional(),
  /** The conversation knows its patient; one that is stated has to be the same. */
  patient: Patient.optional(),
})
export type ReidentifyRequest = z.infer<typeof ReidentifyRequest>

export const ReidentifyAnswer = z.object({
  document: Document,
  format: DocumentFormat,
  /** Different codes of the conversation that were put back. */
  restored: z.int(),
  /** Different codes that were left: not of this conversation, or where a name would leave in a link. */
  left: z.int(),
  conversation: z.string(),
  receipt: Receipt,
})
export type ReidentifyAnswer = z.infer<typeof ReidentifyAnswer>
