import { ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { stateContext } from '../../gateway/context.ts'
import { chat } from '../../gateway/dialects/chat/chat.ts'
import { applicationCaller } from '../authenticate.ts'
import type { Doors } from '../doors.ts'
import { knownError } from '../errors.ts'
import { writeFrames, writeRefusal } from '../write-frames.ts'

/** `POST /v1/chat/completions`: learn who is asking from the headers; the body is read only after the intent is durable. */
export function chatRoute(app: FastifyInstance, doors: Doors): void {
  app.route({ ...ROUTES.chat, url: ROUTES.chat.path, handler: (request, reply) => serve(request, reply, doors) })
}

async function serve(request: FastifyRequest, reply: FastifyReply, doors: Doors): Promise<void> {
  reply.hijack()
  const id = doors.newId()
  const hungUp = new AbortController()
  reply.raw.once('close', () => hungUp.abort())
  let leave: () => void = () => undefined
  try {
    leave = doors.admission.enter()
    const caller = await applicationCaller(request, doors)
    const frames = doors.answer({
      request: id,
      caller,
      dialect: chat,
      stated: stateContext(request.headers),
      route: ROUTES.chat.path,
      contentType: request.headers['content-type'],
      bytesDeclared: declaredBytes(request),
      body: request.raw,
      signal: AbortSignal.any([hungUp.signal, doors.admission.closing]),
    })
    await writeFrames(frames, reply.raw, id)
  } catch (error) {
    const { code, at } = knownError(error)
    if (!reply.raw.destroyed) writeRefusal(reply.raw, { code, at, reason: undefined }, id)
  } finally {
    leave()
  }
}

function declaredBytes({ headers }: FastifyRequest): number | undefined {
  const declared = Number(headers['content-length'])
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : undefined
}
