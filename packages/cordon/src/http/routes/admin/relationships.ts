import { ROUTES, StatedRelationship } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { IngestItem } from '../../../retrieval/ingest.ts'
import { readLines } from '../../../retrieval/read-lines.ts'
import { statedDraft } from '../../../retrieval/stated.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { parse } from './configuration.ts'
import { takeIn } from './ingest.ts'

/** In the body, not in the address: a patient's id has no place in a URL (ASVS 14.2.1). */
const OfPatient = z.strictObject({ patient: z.string().min(1).max(300) })
const OfPerson = z.strictObject({ who: z.string().min(1).max(300) })
const LINE_BYTES_MAX = 4_096

/** Who may see whom, and why: stated by a registration system, read by those with the audit right. Each reading is an entry. */
export function relationshipRoutes(app: FastifyInstance, doors: Doors): void {
  const { whoMaySee, journal } = doors
  app.route({
    method: ROUTES.relationshipAdd.method,
    url: ROUTES.relationshipAdd.path,
    handler: (request, reply) =>
      takeIn(request, reply, doors, {
        right: ROUTES.relationshipAdd.right,
        source: 'relationships',
        items: () => itemsOf(request),
      }),
  })
  app.route({
    method: ROUTES.relationshipsOfPatient.method,
    url: ROUTES.relationshipsOfPatient.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.relationshipsOfPatient.right)
      const { patient } = parse(OfPatient, request.body)
      const found = await whoMaySee.ofPatient(tenant, patient)
      const count = found.relationships.length
      const reading = { what: 'relationships', filters: {}, patient: found.ref, count }
      await journal.append(tenant, { class: 'reading', v: 2, principal: principal.id, ...reading })
      return found
    },
  })
  app.route({
    method: ROUTES.relationshipsOfPerson.method,
    url: ROUTES.relationshipsOfPerson.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.relationshipsOfPerson.right)
      const { who } = parse(OfPerson, request.body)
      const relationships = await whoMaySee.ofPerson(tenant, who)
      const reading = { what: 'relationships', filters: { who: who.slice(0, 200) }, count: relationships.length }
      await journal.append(tenant, { class: 'reading', v: 2, principal: principal.id, ...reading })
      return { relationships }
    },
  })
  app.route({
    method: ROUTES.contradictions.method,
    url: ROUTES.contradictions.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.contradictions.right)
      const items = await whoMaySee.contradictions(tenant)
      const reading = { what: 'contradictory names', filters: {}, count: items.length }
      await journal.append(tenant, { class: 'reading', v: 2, principal: principal.id, ...reading })
      return { items }
    },
  })
}

async function* itemsOf(request: FastifyRequest): AsyncGenerator<IngestItem> {
  for await (const line of readLines(request.raw, LINE_BYTES_MAX)) {
    const at = `line ${line.line}`
    if ('bad' in line) yield { at, bad: line.bad }
    else yield { at, ...statedIn(line.text) }
  }
}

function statedIn(text: string) {
  const stated = StatedRelationship.safeParse(parsed(text))
  if (stated.success) return statedDraft(stated.data)
  return { bad: `wrong or missing ${stated.error.issues[0]?.path.join('.') || 'value'}` }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
