import { type Application, CordonError, ROUTES, type Vendor } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { covers } from '../../policy/agreements/service.ts'
import { hasRight } from '../../policy/decision/roles.ts'
import { applicationCaller, refuse } from '../authenticate.ts'
import type { Doors } from '../doors.ts'

interface Model {
  readonly id: string
  readonly object: 'model'
  readonly created: number
  readonly owned_by: string
}

/** `GET /v1/models` and `/v1/models/{id}`: only the models that this key may use, by the names its vendors state. */
export function modelRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({
    ...ROUTES.models,
    url: ROUTES.models.path,
    handler: async (request) => ({ object: 'list', data: await list(await entitled(request, doors), doors) }),
  })
  app.route<{ Params: { id: string } }>({
    ...ROUTES.model,
    url: ROUTES.model.path,
    handler: async (request) => {
      const models = await list(await entitled(request, doors), doors)
      const model = models.find(({ id }) => id === request.params.id)
      if (model === undefined) throw new CordonError('model_unknown')
      return model
    },
  })
}

/** Who may not ask is not told what could be asked. */
async function entitled(request: FastifyRequest, doors: Doors) {
  const caller = await applicationCaller(request, doors, ROUTES.models.right)
  return hasRight(caller.principal, ROUTES.models.right) ? caller : refuse(request, doors)
}

async function list(
  { tenant, application }: { tenant: string; application: Application },
  doors: Doors,
): Promise<Model[]> {
  const [vendors, agreements, validated] = await Promise.all([
    doors.agreements.listVendors(tenant),
    doors.agreements.listAgreements(tenant),
    doors.validatedRoutes.list(tenant),
  ])
  const opened = [...agreements, ...validated.filter(({ open }) => open)]
  const usable = vendors.filter(
    ({ id }) => application.vendors.includes(id) && opened.some(({ vendor }) => vendor === id),
  )
  const models = new Map(usable.flatMap((vendor) => named(vendor, application)).map((model) => [model.id, model]))
  return [...models.values()]
}

/** `*` names no model, so it is not listed; it may still be asked for by name. */
function named(vendor: Vendor, application: Application): Model[] {
  return vendor.models
    .filter((id) => id !== '*' && covers(application.models, id) !== 'no')
    .map((id) => ({ id, object: 'model', created: 0, owned_by: vendor.id }))
}
