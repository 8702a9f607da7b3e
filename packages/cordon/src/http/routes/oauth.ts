import { CordonError, ERRORS, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ASSERTION_ALGORITHMS } from '../../identity/oauth/client-assertion.ts'
import { EXCHANGE } from '../../identity/oauth/exchange.ts'
import { OAuthRefusal } from '../../identity/oauth/refusal.ts'
import { countRefused } from '../authenticate.ts'
import type { Doors } from '../doors.ts'
import { knownError } from '../errors.ts'

const FORM_BYTES_MAX = 65_536
const FORM_TYPE = /^application\/x-www-form-urlencoded(;|$)/i

/**
 * `POST /oauth/token`: tokens for programs that prove themselves by a signed assertion (SMART Backend Services), and for
 * those that act for a person (RFC 8693). `GET /.well-known/smart-configuration` says so. Errors are RFC 6749's.
 */
export function oauthRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({
    ...ROUTES.token,
    url: ROUTES.token.path,
    handler: async (request, reply) => {
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache', 'x-request-id': request.id })
      try {
        return await grant(request, doors)
      } catch (error) {
        return refuse(error, request, reply, doors)
      }
    },
  })
  app.route({
    ...ROUTES.smartConfiguration,
    url: ROUTES.smartConfiguration.path,
    handler: (request) => configurationAt(baseOf(request, doors)),
  })
}

async function grant(request: FastifyRequest, doors: Doors) {
  const leave = doors.admission.enter()
  try {
    const form = await readForm(request, doors.config.limits.bodyMs)
    const base = baseOf(request, doors)
    const { answer, caller } = await doors.tokens(form, [`${base}${ROUTES.token.path}`, base], request.ip)
    const standing = await doors.organisations.standing(caller.tenant)
    if (standing === 'unknown' || standing === 'closed') throw new OAuthRefusal('invalid_client')
    // No record, no token.
    await doors.recordLogin(caller, request.ip)
    return answer
  } finally {
    leave()
  }
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, doors: Doors): FastifyReply {
  if (error instanceof OAuthRefusal) {
    if (error.code === 'invalid_client' || error.code === 'invalid_grant')
      countRefused(request, doors, 'credentials_invalid')
    return reply.status(error.status).send({ error: error.code })
  }
  const { code } = knownError(error)
  if (code === 'rate_limited') countRefused(request, doors, code)
  const { status } = ERRORS[code]
  return reply.status(status).send({ error: status === 500 ? 'server_error' : 'temporarily_unavailable' })
}

/** SMART App Launch 2.2, conformance: only what is here. */
function configurationAt(base: string) {
  return {
    token_endpoint: `${base}${ROUTES.token.path}`,
    grant_types_supported: ['client_credentials', EXCHANGE],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    scopes_supported: ['system/*.rs', 'user/*.rs', 'patient/*.rs'],
    capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
  }
}

/** As configured; else where this very connection arrived. Never the `Host` header, which a stranger writes. */
export function baseOf({ raw: { socket }, protocol }: FastifyRequest, { config }: Doors): string {
  if (config.identity.publicUrl !== undefined) return config.identity.publicUrl
  const address = (socket.localAddress ?? '').replace(/^::ffff:/, '')
  return `${protocol}://${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`
}

async function readForm({ headers, raw }: FastifyRequest, ms: number): Promise<URLSearchParams> {
  const declared = Number(headers['content-length'] ?? 0)
  if (!FORM_TYPE.test(headers['content-type'] ?? '') || declared > FORM_BYTES_MAX)
    throw new OAuthRefusal('invalid_request')
  const timer = setTimeout(() => raw.destroy(new CordonError('body_too_slow')), ms)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of raw as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength
      if (bytes > FORM_BYTES_MAX) throw new OAuthRefusal('invalid_request')
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(timer)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
