export { type Clean, Phi, type StillPhi } from './boundary.ts'
export {
  BOOK_LIMITS,
  type BookLimits,
  type CodeBook,
  type CodeBookState,
  type CodeEntry,
  createCodeBook,
  type Minting,
  type TurnSpan,
} from './code-book.ts'
export {
  createDeidentifier,
  DEID_LIMITS,
  type Deidentified,
  type Deidentifier,
  type DeidJob,
  type DeidLimits,
  type DeidReport,
  type DocumentJob,
} from './deidentify.ts'
export { createDetector, type DetectorOptions } from './detect/create-detector.ts'
export { type Context, contextFor, type Detector, type SyncDetector } from './detect/detector.ts'
export type { LanguagePack } from './detect/packs/language-pack.ts'
export { checkPack, PACK_LIMITS, readPack } from './detect/packs/read-pack.ts'
export { DEID_ERRORS, DeidError, type DeidErrorCode } from './errors.ts'
export { type GoldDocument, type GoldSpan, parseGold } from './eval/gold.ts'
export { type Interval, wilson } from './eval/interval.ts'
export { createScorer, type Figure, type Miss, type Score, type Scorer } from './eval/score.ts'
export {
  type ExplainedPlace,
  type ExplainedText,
  type ExplainJob,
  explainDocument,
  withoutEvidence,
} from './explain/explain-document.ts'
export { createExplainer, type Evidence, type Explained, type Explainer } from './explain/explainer.ts'
export { explainHtml } from './explain/html.ts'
export { GROUP_OF, KIND_GROUPS, type KindGroup } from './explain/kind-groups.ts'
export type { Feature } from './explain/tagger-features.ts'
export { visible } from './explain/visible.ts'
export { type DicomJob, deidentifyDicom, restoreDicom } from './formats/deidentify-dicom.ts'
export {
  type DeidentifiedText,
  deidentifyText,
  restoreDocument,
  sniffFormat,
  type TextJob,
} from './formats/deidentify-text.ts'
export type { Column } from './formats/format.ts'
export { FORMAT_NAMES, type FormatName } from './formats/formats.ts'
export { createShortNumberRule } from './formats/short-number.ts'
export type { Determination } from './policies/determination.ts'
export {
  type Label,
  type LabelOf,
  labelOf,
  POLICY_NAMES,
  type Policy,
  type PolicyName,
  policyId,
} from './policies/policy.ts'
export type { PolicyRef } from './policies/registry.ts'
export type { Rule } from './policies/rules.ts'
export { expertPolicy, POLICIES, SAFE_HARBOR } from './policies/tables.ts'
export { type Restored, restoreJson, restoreJsonText, restoreText } from './reidentify.ts'
export type { After } from './replace/ask.ts'
export { CODE_CHARS_MAX, findCodes } from './replace/code.ts'
export type { Mark } from './replace/draft.ts'
export { createLabels, type Labels } from './replace/labelled.ts'
export { areSound } from './replace/spans.ts'
export * from './span.ts'
export {
  createJsonRestorer,
  createRestorer,
  RESTORED_CHARS_MAX,
  type Restorer,
  type RestorerOptions,
} from './stream/restorer.ts'
export {
  createDeidStream,
  type DeidStreamJob,
  type DeidStreamProgress,
  REMEMBERED_VALUES_MAX,
} from './transform/deid-stream.ts'
export { type FlowOptions, STREAM_LIMITS, type StreamLimits, type StreamProgress } from './transform/flow.ts'
export { STREAM_FORMATS, type StreamFormat } from './transform/records.ts'
export { createRestoreStream, type RestoreStreamJob } from './transform/restore-stream.ts'
export { type Path, type Treat, type Treatment, WALK_LIMITS, type WalkLimits } from './walk.ts'
