import { ERRORS, type ErrorCode } from '@cordon/contract'
import type { ClientShape } from '../../client-shape.ts'
import { openAiError, type Refused } from '../../errors.ts'

/** JSON-RPC 2.0, section 5.1; what none of its own codes says is the server's. */
const RPC_CODES: Partial<Record<ErrorCode, number>> = {
  body_malformed: -32_700,
  field_unknown: -32_602,
  field_invalid: -32_602,
  internal: -32_603,
}
const SERVER_ERROR = -32_000

/**
 * A refusal of a whole message, in JSON-RPC's shape and without an id, as Streamable HTTP wants it of what was not read. The
 * stable code stands in `data`. `metadata`: where a client learns who gives out credentials (RFC 9728, 5.1).
 */
export function mcpClient(metadata: string): ClientShape {
  return {
    error: rpcRefusal,
    refusalHeaders: (code) =>
      ERRORS[code].status === 401 ? { 'www-authenticate': `Bearer resource_metadata="${metadata}"` } : {},
    requestHeader: undefined,
    event: (json) => `data: ${json}\n\n`,
    errorEvent: (json) => `data: ${json}\n\n`,
    isLast: () => false,
    end: '',
  }
}

function rpcRefusal(refused: Refused, request: string): object {
  const { message, type: _, ...data } = openAiError(refused, request).error
  return { jsonrpc: '2.0', id: null, error: { code: RPC_CODES[refused.code] ?? SERVER_ERROR, message, data } }
}

/** A refusal of one tool's call, as its result: the host's model reads it, and can mend what it asked. */
export function toolRefusal(refused: Refused, request: string) {
  const { message, code, param, policy } = openAiError(refused, request).error
  const why = { code, param, request_id: request, ...(policy === undefined ? {} : { policy }) }
  return {
    content: [{ type: 'text' as const, text: `${code}: ${message}` }],
    structuredContent: { error: why },
    isError: true,
  }
}

/** The same of another server's tool: a client holds `structuredContent` against that tool's own schema, so the code stands beside. */
export function foreignRefusal(refused: Refused, request: string) {
  const { structuredContent, ...result } = toolRefusal(refused, request)
  return { ...result, _meta: { 'cordon/error': structuredContent.error } }
}
