import { z } from 'zod'
import { Agreement } from './agreement.ts'
import { Purpose } from './purpose.ts'

/**
 * What a site's own measurement of the detector is made of: the sample, the review, the result, and what two people sign
 * about it. None of these holds text of a note: they are names of people, counts, hashes and times.
 */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Instant = z.iso.datetime()
const Count = z.int().min(0)
const Share = z.number().min(0).max(1)
/** One line of plain words: it stands in a signed text. */
const Words = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u)
export const PersonName = Words(100)

/** A class of documents, and how many of them were drawn. */
const Stratum = z.strictObject({ name: Words(60), documents: Count, drawn: Count })

/** `manifest.json` of a kit: which documents were drawn, by what method. */
export const SampleManifest = z.strictObject({
  v: z.literal(1),
  kind: z.literal('cordon-sample'),
  /** The draw's method and its version. */
  method: Words(100),
  seed: Words(200),
  site: Words(200),
  /** What kind of text it is. */
  about: Words(300),
  drawnAt: Instant,
  /** Of the frame: documents once each, and how many came again. */
  frame: z.strictObject({ documents: Count, duplicates: Count, empty: Count }),
  strata: z.array(Stratum).min(1).max(300),
  /** `hash` is SHA-256 over a salt, which is kept beside the text only, and the text. */
  documents: z
    .array(z.strictObject({ id: z.string().regex(/^d\d{1,7}$/), stratum: Words(60), hash: Sha256 }))
    .min(1)
    .max(100_000),
})
export type SampleManifest = z.infer<typeof SampleManifest>

/** How far the two reviewers agreed about a type, or about identifiers at all. */
const Agreed = z.strictObject({ first: Count, second: Count, same: Count, f1: Share, kappa: z.number().min(-1).max(1) })

/** `review.json` of a kit: who labelled, how far they agreed, and which gold came of it. */
export const Review = z.strictObject({
  v: z.literal(1),
  kind: z.literal('cordon-review'),
  manifest: Sha256,
  reviewers: z.array(PersonName).min(1).max(2),
  /** Whether they labelled without seeing what the detector finds. */
  blind: z.boolean(),
  overall: Agreed,
  byType: z.record(z.string().max(16), Agreed),
  disagreements: Count,
  /** A third person decided each disagreement, every label of both was kept, or there was none. */
  settledBy: z.enum(['verdicts', 'union', 'nothing to settle']),
  /** SHA-256 of the gold file. */
  gold: Sha256,
  mergedAt: Instant,
})
export type Review = z.infer<typeof Review>

const Figure = z.strictObject({ hits: Count, of: Count, share: Share, low: Share, high: Share })

/** Lower 95 % bounds: Wilson's, that of documents drawn anew, and the lower of the two. */
const Bounded = z.strictObject({
  hits: Count,
  of: Count,
  share: Share,
  wilsonLow: Share,
  documentsLow: Share,
  low: Share,
})

/** `result.json` of a kit, canonical JSON: its hash is that of the file, so `sha256sum` prints it. */
export const ValidationResult = z.strictObject({
  v: z.literal(1),
  kind: z.literal('cordon-validation-result'),
  site: Words(200),
  about: Words(300),
  scoredAt: Instant,
  detector: z.strictObject({ version: Words(200), hash: Sha256 }),
  policy: z.strictObject({ name: Words(100), hash: Sha256 }),
  /** Null: the documents were not drawn by Cordon from the site's own notes. */
  sample: SampleManifest.omit({ v: true, kind: true, site: true, about: true, documents: true })
    .extend({ manifest: Sha256 })
    .nullable(),
  /** Null: nobody can say who labelled. */
  review: Review.omit({ v: true, kind: true, manifest: true }).nullable(),
  documents: Count,
  /** Documents that the engine refused: nothing of them would have left, and their identifiers count as missed. */
  refused: Count,
  identifiers: Count,
  /** Whole identifiers: every letter and digit masked. */
  recall: Bounded,
  figures: z.strictObject({
    whole: Figure,
    strict: Figure,
    touched: Figure,
    characterPrecision: Figure,
    characterRecall: Figure,
    harmlessDamaged: Figure,
  }),
  byType: z.record(z.string().max(40), Bounded),
})
export type ValidationResult = z.infer<typeof ValidationResult>

/** The rules that a site asks its expert to determine: measured first, determined then. */
export const ExpertRules = z.strictObject({
  date: z.enum(['year', 'year-month', 'shifted']).optional(),
  age: z.enum(['bands']).optional(),
  zip: z.enum(['zip3']).optional(),
  city: z.enum(['state']).optional(),
})
export type ExpertRules = z.infer<typeof ExpertRules>

/** The facts of an expert's signed determination, 164.514(b)(1), as far as they are compared. */
export const RouteDetermination = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  expert: PersonName,
  /** The validation result that it names. */
  result: Sha256,
  effective: Instant,
  expires: Instant,
  /** SHA-256 of the signed document. */
  documentSha256: Sha256,
  /** What the expert lets stand of a value, in the engine's words; what is not named becomes a code. */
  rules: ExpertRules,
})
export type RouteDetermination = z.infer<typeof RouteDetermination>

/**
 * A route to a vendor without an agreement, by what was measured and signed. It opens nothing by being stored: at every
 * request all conditions are looked at again.
 */
export const ValidatedRoute = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  vendor: z.string().max(64),
  /** The recipient that the expert considered (164.514(b)(1)(i): "an anticipated recipient"), matched field by field. */
  service: Agreement.shape.service,
  /** Those for which the determination was made. */
  purposes: z.array(Purpose).min(1),
  result: ValidationResult,
  /** The privacy officer's signed note. */
  statement: z.string().min(1).max(10_000),
  determination: RouteDetermination,
  closed: Instant.optional(),
})
export type ValidatedRoute = z.infer<typeof ValidatedRoute>
