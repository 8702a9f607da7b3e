import { CordonError, Purpose, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { stateContext } from '../../../gateway/context.ts'
import { chat } from '../../../gateway/dialects/chat/chat.ts'
import { authorise } from '../../authenticate.ts'
import { OPENAI_CLIENT } from '../../client-shape.ts'
import type { Doors } from '../../doors.ts'
import { tlsOf } from '../../tls-of.ts'
import { writeFrames, writeRefusal } from '../../write-frames.ts'
import { parse } from './configuration.ts'

const Question = z.strictObject({
  application: z.string().max(64),
  patient: z.string().max(200),
  purpose: Purpose.optional(),
  model: z.string().max(200),
  question: z.string().min(1).max(20_000),
})

/**
 * `POST /api/ask`: a named person asks about one patient through an application's registration. It is the same road as
 * any other request, with the person in the application's service key's place.
 */
export function askRoute(app: FastifyInstance, doors: Doors): void {
  const { method, path, right } = ROUTES.ask
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const caller = await authorise(request, doors, right)
      const asked = parse(Question, request.body)
      const application = await doors.directory.application(caller.tenant, asked.application)
      const leave = doors.admission.enter()
      reply.hijack()
      const hungUp = new AbortController()
      reply.raw.once('close', () => hungUp.abort())
      const id = doors.newId()
      try {
        const frames = doors.answer({
          request: id,
          caller: { ...caller, application },
          dialect: chat,
          stated: stateContext({
            'x-cordon-patient': asked.patient,
            'x-cordon-purpose': asked.purpose,
            'x-cordon-retrieve': 'notes,facts',
          }),
          route: path,
          contentType: 'application/json',
          bytesDeclared: undefined,
          source: request.ip,
          tls: tlsOf(request),
          body: bodyOf(asked),
          signal: AbortSignal.any([hungUp.signal, doors.admission.closing]),
        })
        await writeFrames(frames, reply.raw, id, OPENAI_CLIENT)
      } catch (error) {
        if (!reply.raw.destroyed) writeRefusal(reply.raw, refusalOf(error), id, OPENAI_CLIENT)
      } finally {
        leave()
      }
    },
  })
}

async function* bodyOf({ model, question }: { model: string; question: string }): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify({ model, messages: [{ role: 'user', content: question }] }))
}

function refusalOf(error: unknown) {
  const { code, at } = error instanceof CordonError ? error : new CordonError('internal', { cause: error })
  return { code, at, reason: undefined }
}
