import { ROUTES, type RouteName } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Asked, CursorText, encodeCursor, type Filter, pageMax } from '../../../audit/reading/filter.ts'
import type { Reader } from '../../../audit/reading/read-journal.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { indexIn, parse } from './configuration.ts'

const Search = z.strictObject({
  filter: Asked.prefault({}),
  after: CursorText.optional(),
  limit: z.int().min(1).max(pageMax).default(50),
})
/** In the body, not in the address: a patient's id has no place in a URL (ASVS 14.2.1). */
const AccountingAsk = z.strictObject({ patient: z.string().min(1).max(200), requested: z.iso.datetime().optional() })
const Signature = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  finding: z.enum(['nothing', 'followed-up', 'incident']),
})

/** The journal for those with the audit right. Each reading is an entry, durable before anything is handed out. */
export function readingRoutes(app: FastifyInstance, doors: Doors): void {
  const route = (name: RouteName, answer: (reader: Reader, request: FastifyRequest) => Promise<unknown>) =>
    app.route({
      method: ROUTES[name].method,
      url: ROUTES[name].path,
      handler: async (request) => {
        const { tenant, principal } = await authorise(request, doors, ROUTES[name].right)
        return answer({ tenant, principal: principal.id }, request)
      },
    })

  route('journalSearch', async (reader, { body }) => {
    const { filter, after, limit } = parse(Search, body ?? {})
    const { entries, next, fresh } = await doors.reading.list(reader, await filterOf(doors, reader, filter), {
      after,
      limit,
    })
    return { entries, fresh, ...(next === undefined ? {} : { next: encodeCursor(next) }) }
  })
  route('journalEntry', (reader, request) => doors.reading.show(reader, indexIn(request)))
  route('accounting', async (reader, { body }) => {
    const { patient, requested } = parse(AccountingAsk, body)
    return doors.accounting(reader, {
      patient,
      pseudonym: await doors.patientPseudonym(reader.tenant, patient),
      requested: requested === undefined ? doors.now() : Date.parse(requested),
      vendors: await doors.agreements.listVendors(reader.tenant),
    })
  })
  route('reviews', async (reader) => ({ items: await doors.review.weeks(reader) }))
  route('review', (reader, request) => doors.review.report(reader, weekIn(request)))
  route('reviewSign', (reader, request) =>
    doors.review.sign(reader, { week: weekIn(request), ...parse(Signature, request.body) }),
  )
}

/** Names as pseudonyms: what rows are compared with. `unstated` stays what it is. */
export async function filterOf(doors: Doors, { tenant }: Reader, { patient, ...asked }: Asked): Promise<Filter> {
  const filter = await doors.reading.filterOf(tenant, asked)
  if (patient === undefined) return filter
  return { ...filter, patient: patient === 'unstated' ? patient : await doors.patientPseudonym(tenant, patient) }
}

const weekIn = ({ params }: FastifyRequest): string => (params as { week?: string }).week ?? ''
