import type { Right } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call, Frame } from '../gateway/ask.ts'
import { boundToLaunch, stateContext } from '../gateway/context.ts'
import { applicationCaller } from './authenticate.ts'
import { type ClientShape, OPENAI_CLIENT } from './client-shape.ts'
import type { Doors } from './doors.ts'
import { knownError } from './errors.ts'
import { tlsOf } from './tls-of.ts'
import { writeFrames, writeRefusal } from './write-frames.ts'

type Answer = (call: Call) => AsyncGenerator<Frame, void>
type Route = {
  readonly method: 'POST'
  readonly path: string
  readonly right: Right
  readonly shape?: ClientShape
}

/** A route for applications: learn who is asking from the headers; the body is read only after the intent is durable. */
export function serveCalls(
  app: FastifyInstance,
  doors: Doors,
  { method, path, right, shape = OPENAI_CLIENT }: Route,
  answer: Answer,
): void {
  const served = { path, right, shape }
  app.route({ method, url: path, handler: (request, reply) => serve(request, reply, doors, served, answer) })
}

/** One call: the door's own work around what answers it. */
export async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  doors: Doors,
  route: Served,
  answer: Answer,
): Promise<void> {
  await inCall(request, reply, doors, route, (call) => writeFrames(answer(call), reply.raw, call.request, route.shape))
}

export interface Served {
  readonly path: string
  readonly right: Right
  readonly shape: ClientShape
}

/** Who asks is known, and has a place: `work` answers; what it throws is written as a refusal. */
export async function inCall(
  request: FastifyRequest,
  reply: FastifyReply,
  doors: Doors,
  { path, right, shape }: Served,
  work: (call: Call) => Promise<void>,
): Promise<void> {
  reply.hijack()
  const id = doors.newId()
  const hungUp = new AbortController()
  // Whoever has the whole answer has not hung up.
  reply.raw.once('close', () => reply.raw.writableFinished || hungUp.abort())
  let leave: () => void = () => undefined
  try {
    leave = doors.admission.enter()
    const caller = await applicationCaller(request, doors, right)
    await work({
      request: id,
      caller,
      stated: boundToLaunch(stateContext(request.headers), caller.launchPatient),
      route: path,
      contentType: request.headers['content-type'],
      bytesDeclared: declaredBytes(request),
      source: request.ip,
      tls: tlsOf(request),
      traceparent: statedOnce(request.headers.traceparent),
      cacheControl: request.headers['cache-control'],
      body: request.raw,
      signal: AbortSignal.any([hungUp.signal, doors.admission.closing]),
    })
  } catch (error) {
    const { code, at } = knownError(error)
    if (!reply.raw.destroyed) writeRefusal(reply.raw, { code, at, reason: undefined }, id, shape)
  } finally {
    leave()
  }
}

/** A header that stands twice states nothing. */
function statedOnce(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

function declaredBytes({ headers }: FastifyRequest): number | undefined {
  const declared = Number(headers['content-length'])
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : undefined
}
