import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backups } from '../../../backup/backups.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { knownError, openAiError } from '../../errors.ts'

/** How the backups stand, and one now. Who asked for one is recorded before it is begun. */
export function backupRoutes(app: FastifyInstance, doors: Doors): void {
  const { backups: standing, backupCreate } = ROUTES
  app.route({
    method: standing.method,
    url: standing.path,
    handler: async (request) => {
      await authorise(request, doors, standing.right)
      const backups = configured(doors)
      return { ...backups.status(), snapshots: await backups.list() }
    },
  })
  app.route({
    method: backupCreate.method,
    url: backupCreate.path,
    handler: async (request, reply) => {
      const { tenant, principal } = await authorise(request, doors, backupCreate.right)
      const backups = configured(doors)
      const asked = { principal: principal.id, action: 'backup.create', subject: request.id }
      await doors.journal.append(tenant, { class: 'configuration', v: 1, ...asked })
      await serve(backups, request, reply)
    },
  })
}

function configured({ backups }: Doors): Backups {
  if (backups === undefined) throw new CordonError('not_found', { at: 'backup: not configured' })
  return backups
}

const STEP_MS = 500

/** Newline-delimited JSON: steps as they go, a few a second, and last the results by place or an error. */
async function serve(backups: Backups, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.hijack()
  reply.raw.writeHead(200, {
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
    'x-request-id': request.id,
  })
  const write = (value: unknown) => void reply.raw.write(`${JSON.stringify(value)}\n`)
  let last: unknown
  const beat = setInterval(() => last !== undefined && write({ step: last }), STEP_MS)
  try {
    const results = await backups.create((step) => {
      last = step
    })
    write({ results })
  } catch (error) {
    const { code, at } = knownError(error)
    write(openAiError({ code, at }, request.id))
  } finally {
    clearInterval(beat)
    reply.raw.end()
  }
}
