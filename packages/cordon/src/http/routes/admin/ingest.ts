import { CordonError, OutsideId, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { withCareTeam } from '../../../retrieval/care-team.ts'
import type { IngestItem } from '../../../retrieval/ingest.ts'
import { readLines } from '../../../retrieval/read-lines.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { knownError, openAiError } from '../../errors.ts'
import { parse } from './configuration.ts'

/** `clinician`: who treats the patients taken in, stated by whoever takes them in. */
const Query = z.strictObject({ clinician: OutsideId.optional() })
const At = z.string().min(1).max(500)
const Item = z.union([
  z.strictObject({ at: At, json: z.string() }),
  z.strictObject({ at: At, resource: z.unknown() }),
  z.strictObject({ at: At, deleted: z.looseObject({}) }),
  z.strictObject({ at: At, bad: z.string().max(200) }),
  z.strictObject({ at: At, skipped: z.string().max(200) }),
])

/**
 * `POST /api/ingest`: newline-delimited JSON, one item of `readFhir` a line, kept at the pace of the store. Answers with
 * newline-delimited JSON: progress as it goes, and last the report or an error. One entry says who began, before anything is kept, and one who took in what, by counts.
 */
export function ingestRoute(app: FastifyInstance, doors: Doors): void {
  const { method, path, right } = ROUTES.ingest
  app.route({
    method,
    url: path,
    handler: (request, reply) =>
      takeIn(request, reply, doors, { right, source: 'admin door', items: () => itemsAsked(request, doors) }),
  })
}

function itemsAsked(request: FastifyRequest, doors: Doors): AsyncIterable<IngestItem> {
  const clinician = parse(Query, request.query).clinician ?? doors.clinicianOfIngested
  const given = itemsOf(request, doors.config.limits.ingestLineBytesMax)
  return clinician === undefined ? given : withCareTeam(given, clinician, doors.now())
}

/** Keeps items at the pace of the store, and answers with progress and the report. The entry is durable before the report goes out. */
export async function takeIn(
  request: FastifyRequest,
  reply: FastifyReply,
  doors: Doors,
  { right, source, items }: { right: 'ingest'; source: string; items: () => AsyncIterable<IngestItem> },
) {
  const { tenant, principal } = await authorise(request, doors, right)
  if (!doors.journal.writable) throw new CordonError('journal_unavailable')
  const given = items()
  const entry = { class: 'ingest', v: 1, principal: principal.id } as const
  // First, as it is kept in many transactions: what cannot be recorded is not begun. How much it was is known at its end.
  await doors.journal.append(tenant, { ...entry, source: `${source}: begun`, kept: {}, skipped: {} })
  const leave = doors.admission.enter()
  reply.hijack()
  reply.raw.writeHead(200, {
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
    'x-request-id': request.id,
  })
  const write = (value: unknown) => void reply.raw.write(`${JSON.stringify(value)}\n`)
  try {
    const report = await doors.ingest(given, {
      tenant,
      onProgress: ({ read, kept }) => write({ progress: { read, kept } }),
    })
    const { kept, skipped } = report
    await doors.journal.append(tenant, { ...entry, source, kept, skipped })
    write({ report })
  } catch (error) {
    const { code, at } = knownError(error)
    write(openAiError({ code, at }, request.id))
  } finally {
    reply.raw.end()
    leave()
  }
}

async function* itemsOf(request: FastifyRequest, lineBytesMax: number): AsyncGenerator<IngestItem> {
  for await (const line of readLines(request.raw, lineBytesMax)) {
    if ('bad' in line) yield { at: `line ${line.line}`, bad: line.bad }
    else yield itemOf(line.text, line.line)
  }
}

function itemOf(text: string, line: number): IngestItem {
  const item = Item.safeParse(parsed(text))
  return item.success ? item.data : { at: `line ${line}`, bad: 'not an item of an ingest' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
