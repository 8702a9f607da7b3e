/** Every way this package refuses, once. A title is written here and never holds text that was given. */
export const DEID_ERRORS = {
  leaf_unknown: 'A value of the request has no known treatment',
  text_invalid: 'A text is not well-formed Unicode',
  input_too_large: 'The input is larger than its bound',
  identifier_in_key: 'A key of a JSON text holds an identifier',
  detector_failed: 'The detector failed, so nothing is clean',
  detector_busy: 'The detector is at its bound of work, so nothing is clean',
  residual_identifier: 'An identifier remained after de-identification',
  book_full: 'The code book is at its bound',
  book_invalid: 'The stored code book cannot be read',
  format_invalid: 'A document is not valid in its format',
  format_unsupported: 'A part of a document cannot be de-identified',
  policy_unknown: 'No policy of this name is registered',
  label_wrong: 'A policy claims another label than its rules make',
  determination_invalid: 'A determination is incomplete or allows what is not on the list',
  determination_not_in_force: 'The expert determination is not in force',
  gold_invalid: 'A gold file is not valid',
  pack_invalid: 'A language pack is not valid',
} as const

export type DeidErrorCode = keyof typeof DEID_ERRORS

/**
 * A refusal: nothing was cleaned. `at` is the place in the request, for example `messages[2].content`; a key that does
 * not look like a field name is written `?`. There is no `cause`: a detector's own error could quote what it read.
 */
export class DeidError extends Error {
  readonly code: DeidErrorCode
  readonly at: string | undefined

  constructor(code: DeidErrorCode, at?: string) {
    super(at === undefined ? DEID_ERRORS[code] : `${DEID_ERRORS[code]} (at ${at})`)
    this.name = 'DeidError'
    this.code = code
    this.at = at
  }
}
