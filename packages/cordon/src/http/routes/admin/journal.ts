import { CordonError, type EntryBody, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, indexIn } from './configuration.ts'

/** What was recorded, for those with the audit right. Reading is itself recorded. */
export function journalRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({
    method: ROUTES.proof.method,
    url: ROUTES.proof.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.proof.right)
      const index = indexIn(request)
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
      const found = await doors.reading.request({ tenant, principal: principal.id }, id)
      const entries = found.flatMap(({ body }) => body ?? [])
      const bodies = isPhi(entries) ? { withheld: 'phi' } : await doors.bodies.read(tenant, id)
      if (!('left' in bodies) && entries.length === 0) throw new CordonError('not_found')
      return { request: id, ...bodies, entries }
    },
  })
}

/**
 * Whether what was sent still identifies somebody. Opening it would be a re-identification, which the audit right is not
 * (164.514(c), 164.502(d)(2)); a request whose entries are not there to say is taken for one.
 */
function isPhi(entries: readonly EntryBody[]): boolean {
  const disclosures = entries.filter((entry) => entry.class === 'disclosure')
  return disclosures.length === 0 || disclosures.some((entry) => !('label' in entry) || entry.label !== 'clean')
}
