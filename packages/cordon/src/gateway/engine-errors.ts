import { CordonError, type ErrorCode } from '@cordon/contract'
import type { DeidError } from '@cordon/deid'

type EngineCode = DeidError['code']

/** What the caller is told when the engine refuses. Anything it cannot finish is a refusal, never a pass. */
const CODES: Record<EngineCode, ErrorCode> = {
  leaf_unknown: 'field_unknown',
  identifier_in_key: 'identifier_in_schema',
  input_too_large: 'body_too_large',
  text_invalid: 'field_invalid',
  detector_failed: 'detector_failed',
  detector_busy: 'overloaded',
  residual_identifier: 'residual_identifier',
  book_full: 'vault_failed',
  book_invalid: 'vault_failed',
  format_invalid: 'document_invalid',
  format_unsupported: 'part_unsupported',
  policy_unknown: 'policy_unavailable',
  // A registration that lies, or a determination that has run out: the boundary has no such policy now.
  label_wrong: 'policy_unavailable',
  determination_invalid: 'policy_unavailable',
  determination_not_in_force: 'policy_unavailable',
  gold_invalid: 'resource_invalid',
  pack_invalid: 'config_invalid',
}

export function errorOfEngine(error: DeidError): CordonError {
  return new CordonError(CODES[error.code], error.at === undefined ? { cause: error } : { at: error.at, cause: error })
}
