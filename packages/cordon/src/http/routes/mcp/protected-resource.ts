import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import type { Doors } from '../../doors.ts'
import { baseOf } from '../oauth.ts'

/**
 * RFC 9728: whose tokens open `/mcp`. An API key opens it too, and is nobody's to give out here. Stands at the root and below
 * it, where clients that derive the address from the resource look.
 */
export function protectedResourceRoutes(app: FastifyInstance, doors: Doors): void {
  const issuers = doors.config.identity.issuers.map(({ issuer }) => issuer)
  for (const { method, path } of [ROUTES.protectedResource, ROUTES.protectedResourceOfMcp])
    app.route({
      method,
      url: path,
      handler: (request) => ({
        resource: `${baseOf(request, doors)}${ROUTES.mcp.path}`,
        ...(issuers.length === 0 ? {} : { authorization_servers: issuers }),
        bearer_methods_supported: ['header'],
        resource_name: 'Cordon',
      }),
    })
}
