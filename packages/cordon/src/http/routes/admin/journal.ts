import { CordonError, type EntryBody, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf } from './configuration.ts'

/** What was recorded, for those with the audit right. Reading is itself recorded. */
export function journalRoutes(app: FastifyInstance, doors: Doors): void {
  app.route<{ Params: { index: string } }>({
    method: ROUTES.proof.method,
    url: ROUTES.proof.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.proof.right)
      const index = Number(request.params.index)
      if (!Number.isSafeInteger(index) || index < 0) throw new CordonError('not_found')
      const filters = { index: String(index) }
      await doors.journal.append(tenant, {
        class: 'reading',
        v: 2,
        principal: principal.id,
        what: 'proof',
        filters,
        count: 1,
      })
      return { proof: await doors.journal.proof(index) }
    },
  })
  app.route({
    method: ROUTES.trace.method,
    url: ROUTES.trace.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.trace.right)
      const id = idOf(request)
      // Recorded before it is read, like everything.
      await doors.journal.append(tenant, {
        class: 'reading',
        v: 2,
        principal: principal.id,
        what: 'request',
        filters: { request: id.slice(0, 200) },
        count: 1,
      })
      const bodies = await doors.bodies.read(tenant, id)
      const entries = await entriesOf(doors, tenant, id, indexOf(request))
      if (bodies.left === undefined && entries.length === 0) throw new CordonError('not_found')
      return { request: id, ...bodies, entries }
    },
  })
}

/** Where to begin: the index of the receipt, or of an entry shortly before. */
function indexOf(request: FastifyRequest): number {
  const index = Number((request.query as { index?: string }).index ?? 0)
  if (!Number.isSafeInteger(index) || index < 0) throw new CordonError('not_found')
  return index
}

/** Entries looked at for one request, from its receipt's index on. */
const ENTRIES_MAX = 50_000

/** What was recorded of one request, from `index` (its receipt's) to its outcome. */
async function entriesOf({ journal }: Doors, tenant: string, request: string, index: number): Promise<EntryBody[]> {
  const found: EntryBody[] = []
  let looked = 0
  for await (const { body } of journal.read(tenant, index)) {
    if ('request' in body && body.request === request) found.push(body)
    if (found.some(({ class: kind }) => kind === 'outcome') || ++looked > ENTRIES_MAX) break
  }
  return found
}
