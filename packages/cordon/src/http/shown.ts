import { X509Certificate } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Shown } from '../identity/callers.ts'
import { shownCertificate } from '../identity/certificates.ts'

/**
 * What a request shows of its caller, unverified. Headers such as `X-OpenWebUI-User-Email` are labels that anybody can
 * write: they are not read here, so nothing can come to rest on them.
 */
export function shownBy(request: FastifyRequest): Shown {
  return {
    credentials: credentialsOf(request),
    certificate: certificateOf(request),
    onBehalfOf: headerOf(request, 'x-cordon-on-behalf-of'),
    chatUser: headerOf(request, 'x-openwebui-user-jwt'),
    personOptional: request.method === 'GET',
  }
}

export function credentialsOf({ headers }: FastifyRequest): string | undefined {
  const bare = headers['x-api-key']
  return headers.authorization ?? (typeof bare === 'string' ? bare : undefined)
}

/** A header that came twice is joined by Node: no token has such a form. */
function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

function certificateOf({ raw: { socket } }: FastifyRequest): Shown['certificate'] {
  const read = 'getPeerX509Certificate' in socket ? socket.getPeerX509Certificate : undefined
  const certificate: unknown = typeof read === 'function' ? read.call(socket) : undefined
  if (!(certificate instanceof X509Certificate)) return undefined
  return shownCertificate(certificate, 'authorized' in socket && socket.authorized === true)
}
