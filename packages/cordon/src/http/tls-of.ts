import type { FastifyRequest } from 'fastify'

/** The TLS version that the client and this door agreed on, for the entry; undefined on a plain connection. */
export function tlsOf({ raw: { socket } }: FastifyRequest): string | undefined {
  const asked =
    'getProtocol' in socket && typeof socket.getProtocol === 'function' ? socket.getProtocol.bind(socket) : undefined
  const version: unknown = asked?.()
  return typeof version === 'string' ? version : undefined
}
