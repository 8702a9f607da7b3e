import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { EXPORTS } from '../../../audit/reading/export/exports.ts'
import type { ExportContext } from '../../../audit/reading/export/format.ts'
import { Asked } from '../../../audit/reading/filter.ts'
import type { Reader } from '../../../audit/reading/read-journal.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { knownError, openAiError } from '../../errors.ts'
import { parse } from './configuration.ts'
import { filterOf } from './reading.ts'

const Export = z.strictObject({
  format: z.enum(['jsonl', 'ocsf', 'cef', 'fhir', 'complete']),
  filter: Asked.prefault({}),
  fromIndex: z.int().min(0).default(0),
})
type Export = z.infer<typeof Export>

/** A line of the export, and the index of the entry it is of: whoever is cut off goes on from the next. */
type Sent = { readonly index?: number; readonly line: string }

/**
 * `POST /api/journal/export`: newline-delimited JSON, an object with `line` for each line of the export, at the pace of
 * whoever reads; last `{"end":…}` or an error. Recorded before the first line; one entry in memory at a time.
 */
export function exportRoute(app: FastifyInstance, doors: Doors): void {
  const { method, path, right } = ROUTES.journalExport
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      const { tenant, principal } = await authorise(request, doors, right)
      const reader = { tenant, principal: principal.id }
      const { total, lines } = await linesOf(doors, reader, parse(Export, request.body))
      const leave = doors.admission.enter()
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'application/x-ndjson',
        'cache-control': 'no-store',
        'x-request-id': request.id,
      })
      try {
        await write(reply.raw, { total })
        let count = 0
        for await (const sent of lines) {
          if (reply.raw.destroyed) return
          await write(reply.raw, sent)
          count += 1
        }
        await write(reply.raw, { end: { lines: count } })
      } catch (error) {
        const { code, at } = knownError(error)
        await write(reply.raw, openAiError({ code, at }, request.id))
      } finally {
        reply.raw.end()
        leave()
      }
    },
  })
}

async function linesOf(
  doors: Doors,
  reader: Reader,
  { format, filter, fromIndex }: Export,
): Promise<{ total: number; lines: AsyncIterable<Sent> }> {
  if (format === 'complete') {
    const lines = await doors.complete(reader)
    return { total: await doors.journal.count(reader.tenant), lines: bare(lines) }
  }
  const asked = { filter: await filterOf(doors, reader, filter), fromIndex }
  const { recorded, entries } = await doors.reading.stream(reader, `export ${format}`, asked)
  const vendors = await doors.agreements.listVendors(reader.tenant)
  const context: Omit<ExportContext, 'origin'> = {
    tenant: reader.tenant,
    version: doors.version,
    vendors: new Map(vendors.map((vendor) => [vendor.id, vendor])),
  }
  async function* lines(): AsyncGenerator<Sent> {
    for await (const entry of entries) {
      const origin = doors.journal.logOf(entry.index)
      for (const line of EXPORTS[format as keyof typeof EXPORTS].lines(entry, { ...context, origin }))
        yield { index: entry.index, line }
    }
  }
  return { total: recorded.index + 1, lines: lines() }
}

async function* bare(lines: AsyncIterable<string>): AsyncGenerator<Sent> {
  for await (const line of lines) yield { line }
}

/** Waits for a reader that is slower, and for nobody who has gone. */
async function write(to: ServerResponse, value: unknown): Promise<void> {
  if (to.write(`${JSON.stringify(value)}\n`) || to.destroyed) return
  const heard = new AbortController()
  const on = (event: string) => once(to, event, { signal: heard.signal }).catch(() => undefined)
  await Promise.race([on('drain'), on('close')])
  heard.abort()
}
