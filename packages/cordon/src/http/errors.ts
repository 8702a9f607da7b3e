import { CordonError, ERRORS, type ErrorCode, type Reason } from '@cordon/contract'

/** What a client is told: the code, a title, where, why, and what would make it pass. Never the text that was refused. */
export interface Refused {
  readonly code: ErrorCode
  readonly at: string | undefined
  readonly reason?: Reason | undefined
  readonly downtime?: string | undefined
}

/**
 * An error in OpenAI's own shape, so that its clients read it: `{ error: { message, type, param, code } }`.
 * Source: https://platform.openai.com/docs/guides/error-codes
 */
export function openAiError({ code, at, reason, downtime }: Refused, request: string) {
  const { status, title, mend } = ERRORS[code]
  const why = reason === undefined || reason.why === title ? '' : `: ${reason.why}`
  return {
    error: {
      message: [`${title}${why}. ${mend}`, downtime].filter((text) => text !== undefined).join(' '),
      type: typeOf(status),
      param: at ?? null,
      code,
      ...(reason === undefined ? {} : { policy: reason.policy }),
      ...(downtime === undefined ? {} : { downtime }),
      request_id: request,
    },
  }
}

/**
 * An error in Anthropic's own shape: `{ type: "error", error: { type, message }, request_id }`. What ours adds stands
 * beside the message. Source: https://docs.claude.com/en/api/errors
 */
export function anthropicError(refused: Refused, request: string) {
  const { request_id, type, ...rest } = openAiError(refused, request).error
  const named = ERRORS[refused.code].status === 503 ? 'overloaded_error' : type
  return { type: 'error', error: { type: named, ...rest }, request_id }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 404) return 'not_found_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'api_error'
}

/** Anything thrown, as a known error. What nobody foresaw is `internal`, with its cause kept inside. */
export function knownError(error: unknown): CordonError {
  return error instanceof CordonError ? error : new CordonError('internal', { cause: error })
}

/** Errors that will not pass by trying again at once: clients are told not to. */
export function isWorthRetrying(code: ErrorCode): boolean {
  return ['overloaded', 'rate_limited', 'shutting_down', 'upstream_timeout', 'upstream_unreachable'].includes(code)
}
