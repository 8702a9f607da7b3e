/** What a token endpoint says no with: RFC 6749, 5.2 and RFC 8693, 2.2.2. Never why, beyond the code. */
export type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'

export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal'
  readonly code: OAuthCode

  constructor(code: OAuthCode) {
    super(code)
    this.code = code
  }

  /** RFC 6749, 5.2: 401 when the client did not prove itself, 400 otherwise. */
  get status(): 400 | 401 {
    return this.code === 'invalid_client' ? 401 : 400
  }
}
