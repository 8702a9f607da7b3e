/** What can be wrong with the text or bytes of a log. Codes are stable. */
export type LedgerErrorCode =
  | 'note_malformed'
  | 'note_unsigned'
  | 'signature_invalid'
  | 'key_malformed'
  | 'checkpoint_malformed'
  | 'policy_malformed'
  | 'quorum_missing'
  | 'request_malformed'
  | 'proof_malformed'
  | 'leaf_malformed'
  | 'tile_malformed'
  | 'frame_malformed'
  | 'range_invalid'

/** The one error of this package. `message` says what is wrong and never holds the bytes that were. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: LedgerErrorCode

  constructor(code: LedgerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
