import { CordonError, type ErrorCode } from '@cordon/contract'
import { errors } from 'undici'

/**
 * What a fault of the network means, by its stable code. `opened` is whether the vendor's headers had arrived: after
 * them, a broken connection is an answer cut short. Node's own error is dropped: its text may quote what the vendor sent.
 */
export function faultOf(error: unknown, opened: boolean): CordonError {
  if (error instanceof CordonError) return error
  const code = codeOf(error)
  const fault = FAULTS[code] ?? (opened ? CUT_SHORT : UNREACHABLE)
  return new CordonError(fault.code, { at: fault.at, cause: new Error(code) })
}

type Fault = { readonly code: ErrorCode; readonly at: string }

const UNREACHABLE: Fault = { code: 'upstream_unreachable', at: 'connection' }
const CUT_SHORT: Fault = { code: 'upstream_invalid', at: 'body' }

/** Codes that mean something else than `UNREACHABLE` before the headers and `CUT_SHORT` after them. */
const FAULTS: Readonly<Record<string, Fault | undefined>> = {
  NOT_HTTP: { code: 'upstream_invalid', at: 'http' },
  UND_ERR_CONNECT_TIMEOUT: { code: 'upstream_timeout', at: 'limits.upstreamConnectMs' },
  UND_ERR_HEADERS_OVERFLOW: { code: 'upstream_too_large', at: 'headers' },
  NO_CODE: { code: 'internal', at: 'egress' },
  UND_ERR_INVALID_ARG: { code: 'internal', at: 'request' },
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: { code: 'internal', at: 'request' },
  UND_ERR_DESTROYED: { code: 'shutting_down', at: 'egress' },
  UND_ERR_CLOSED: { code: 'shutting_down', at: 'egress' },
}

function codeOf(error: unknown): string {
  if (error instanceof errors.HTTPParserError) return 'NOT_HTTP'
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,80}$/.test(code) ? code : 'NO_CODE'
}
