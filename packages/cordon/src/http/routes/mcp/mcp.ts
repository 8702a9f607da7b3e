import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../../gateway/ask.ts'
import { hasRight } from '../../../policy/decision/roles.ts'
import { countRefused, refuse } from '../../authenticate.ts'
import type { ClientShape } from '../../client-shape.ts'
import type { Doors } from '../../doors.ts'
import { inCall } from '../../serve.ts'
import { writeRefusal } from '../../write-frames.ts'
import { baseOf } from '../oauth.ts'
import { mcpClient } from './client.ts'
import type { McpReply } from './converse.ts'
import { protectedResourceRoutes } from './protected-resource.ts'

/**
 * `POST /mcp`, and `POST /mcp/:id` in front of another server: the Model Context Protocol over Streamable HTTP, without sessions. Each message is a request of its own: its
 * caller is known before it is read, and it is recorded like any other.
 */
export function mcpRoutes(app: FastifyInstance, doors: Doors): void {
  for (const route of [ROUTES.mcp, ROUTES.mcpServer]) {
    const { method, path } = route
    app.route({ method, url: path, handler: (request, reply) => serveMessage(request, reply, doors, route) })
    // Without sessions there is no stream to open and none to end: 405, as the specification wants.
    app.route({ method: ['GET', 'DELETE'], url: path, handler: (_, reply) => refuseMethod(reply) })
  }
  protectedResourceRoutes(app, doors)
}

type Route = typeof ROUTES.mcp | typeof ROUTES.mcpServer

async function serveMessage(
  request: FastifyRequest,
  reply: FastifyReply,
  doors: Doors,
  { path, right }: Route,
): Promise<void> {
  const shape = mcpClient(`${baseOf(request, doors)}${ROUTES.protectedResourceOfMcp.path}`)
  await inCall(request, reply, doors, { path, right, shape }, async (call) => {
    if (!hasRight(call.caller.principal, right)) refuse(request, doors)
    requireNoForeignOrigin(request, doors)
    await answer(request, reply, doors, call, shape)
  })
}

/** A page that a browser opened may have rebound its name to this machine: its origin says where it came from. */
function requireNoForeignOrigin(request: FastifyRequest, doors: Doors): void {
  const { origin } = request.headers
  if (origin === undefined || origin === new URL(baseOf(request, doors)).origin) return
  countRefused(request, doors, 'origin_refused')
  throw new CordonError('origin_refused', { at: 'Origin' })
}

async function answer(
  { headers, params }: FastifyRequest,
  { raw }: FastifyReply,
  doors: Doors,
  call: Call,
  shape: ClientShape,
): Promise<void> {
  const { request, signal } = call
  // The protocol's library takes memory: it is loaded with the first message, where there is one.
  const { converse } = await import('./converse.ts')
  const conversing = { headers, request, version: doors.version, signal }
  const { id } = params as { id?: string }
  const told = await doors.toolCalls(call, (message, tools) => converse(conversing, message, tools), id)
  if (raw.destroyed) return
  if ('refusal' in told) writeRefusal(raw, told.refusal, request, shape)
  else write(raw, told.reply, request)
}

function write(response: FastifyReply['raw'], { status, json }: McpReply, request: string): void {
  response.writeHead(status, {
    'x-request-id': request,
    'cache-control': 'no-store',
    ...(json === undefined
      ? { 'content-length': 0 }
      : { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(json) }),
  })
  response.end(json)
}

function refuseMethod(reply: FastifyReply): FastifyReply {
  const error = { code: -32_000, message: 'Method not allowed: there are no sessions here' }
  return reply.status(405).header('allow', 'POST').send({ jsonrpc: '2.0', id: null, error })
}
