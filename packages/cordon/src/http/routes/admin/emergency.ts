import { CordonError, EmergencyReview, ROUTES, type RouteName } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Call, Frame } from '../../../gateway/ask.ts'
import { stateContext } from '../../../gateway/context.ts'
import type { Caller } from '../../../identity/api-key.ts'
import { isSteppedUp } from '../../../identity/people/people.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { tlsOf } from '../../tls-of.ts'
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

  route('emergencyOpen', async (caller, request) => {
    requireFactor(doors, caller)
    return answered(doors.breakGlass(callOf(doors, caller, request)))
  })
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

/** As of every route at this door that needs a second factor: who has yet to show one has not tried. */
function requireFactor({ config, now }: Doors, { steppedUpAt }: Caller): void {
  const required = config.emergency.secondFactor === 'required'
  if (required && !isSteppedUp(steppedUpAt, config.people, now())) throw new CordonError('step_up_required')
}

/** The same road as through an application: an attempt is recorded before it is looked at, and so is its refusal. */
function callOf({ newId, admission }: Doors, caller: Caller, request: FastifyRequest): Call {
  return {
    request: newId(),
    caller,
    stated: stateContext({}),
    route: ROUTES.emergencyOpen.path,
    contentType: 'application/json',
    bytesDeclared: undefined,
    source: request.ip,
    tls: tlsOf(request),
    body: bodyOf(request),
    signal: admission.closing,
  }
}

async function* bodyOf({ body }: FastifyRequest): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(body ?? null))
}

/** Read to the end, so that the outcome is durable before anybody is answered. */
async function answered(frames: AsyncGenerator<Frame, void>): Promise<unknown> {
  let answer: unknown
  let refusal: CordonError | undefined
  for await (const frame of frames) {
    if (frame.kind === 'whole') answer = JSON.parse(frame.json)
    if (frame.kind === 'refusal') refusal = refusedAs(frame)
  }
  if (refusal !== undefined) throw refusal
  return answer
}

function refusedAs({ code, at, retryAfterS }: Extract<Frame, { kind: 'refusal' }>): CordonError {
  return new CordonError(code, {
    ...(at === undefined ? {} : { at }),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  })
}
