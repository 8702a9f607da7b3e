import { CordonError, EmergencyRequest, EmergencyReview, ROUTES, type RouteName } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answerOf } from '../../../gateway/emergency.ts'
import type { Caller } from '../../../identity/api-key.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse } from './configuration.ts'

/** Breaking the glass in person, and looking at those who did. Each act is an entry of its own, durable before it is done. */
export function emergencyRoutes(app: FastifyInstance, doors: Doors): void {
  const { emergencies, journal } = doors
  const route = (name: RouteName, answer: (caller: Caller, request: FastifyRequest) => Promise<unknown>) =>
    app.route({
      method: ROUTES[name].method,
      url: ROUTES[name].path,
      handler: async (request) => answer(await authorise(request, doors, ROUTES[name].right), request),
    })

  route('emergencyOpen', async (caller, { body }) =>
    answerOf(await emergencies.open(caller, parse(EmergencyRequest, body))),
  )
  route('emergencies', async ({ tenant }) => ({ items: await emergencies.list(tenant) }))
  route('emergencyShow', async ({ tenant, principal }, request) => {
    if (!journal.writable) throw new CordonError('journal_unavailable')
    const id = idOf(request)
    const grant = await emergencies.show(tenant, id)
    // It holds what somebody said of a patient: who read it is recorded before it is shown.
    await journal.append(tenant, {
      class: 'reading',
      v: 2,
      principal: principal.id,
      what: 'emergency',
      filters: { grant: id },
      patient: grant.patient,
      count: 1,
    })
    return grant
  })
  route('emergencyStop', ({ tenant, principal }, request) => emergencies.stop(tenant, principal, idOf(request)))
  route('emergencyReview', ({ tenant, principal }, request) =>
    emergencies.review(tenant, principal, idOf(request), parse(EmergencyReview, request.body)),
  )
}
