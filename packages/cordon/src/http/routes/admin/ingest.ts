import { createInterface } from 'node:readline'
import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { IngestItem } from '../../../retrieval/ingest.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'

/**
 * `POST /api/ingest`: newline-delimited JSON, one `{ at, resource }` a line, as the command line reads it from files.
 * Answers with newline-delimited progress and, last, the report. The entry says who took in what, by counts.
 */
export function ingestRoute(app: FastifyInstance, doors: Doors): void {
  const { method, path, right } = ROUTES.ingest
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const caller = await authorise(request, doors, right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      void caller
      void reply
      void items(request)
    },
  })
}

async function* items(request: FastifyRequest): AsyncGenerator<IngestItem> {
  for await (const line of createInterface({ input: request.raw })) yield JSON.parse(line) as IngestItem
}
