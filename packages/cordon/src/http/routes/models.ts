import {
  type Agreement,
  type Application,
  CordonError,
  ROUTES,
  type ValidatedRoute,
  type Vendor,
} from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { eligibility } from '../../policy/agreements/catalogue/eligibility.ts'
import { inForce, type Known } from '../../policy/agreements/in-force.ts'
import { isInside } from '../../policy/agreements/recipients.ts'
import { covers, featureLack, firstMismatch } from '../../policy/agreements/service.ts'
import { hasRight } from '../../policy/decision/roles.ts'
import { speaks } from '../../providers/catalogue.ts'
import type { Shape } from '../../providers/provider.ts'
import { applicationCaller, refuse } from '../authenticate.ts'
import { clientOf } from '../client-of.ts'
import { ANTHROPIC_CLIENT } from '../client-shape.ts'
import type { Doors } from '../doors.ts'

type Found = { readonly id: string; readonly vendor: string }

/** A tool is no model. */
type ModelShape = Exclude<Shape, 'tool-call'>

/** What clients of one vendor ask in, and how they read a list of models. */
interface Listing {
  readonly shapes: readonly ModelShape[]
  one(found: Found): object
  all(found: readonly Found[]): object
}

const ofOpenAi = ({ id, vendor }: Found) => ({ id, object: 'model', created: 0, owned_by: vendor })
const OPENAI: Listing = {
  shapes: ['chat', 'responses', 'embeddings'],
  one: ofOpenAi,
  all: (found) => ({ object: 'list', data: found.map(ofOpenAi) }),
}

const NEVER = new Date(0).toISOString()
const ofAnthropic = ({ id }: Found) => ({ type: 'model', id, display_name: id, created_at: NEVER })
/** One page, whatever was asked: there are not many. Source: https://docs.claude.com/en/api/models-list */
const ANTHROPIC: Listing = {
  shapes: ['messages'],
  one: ofAnthropic,
  all: (found) => ({
    data: found.map(ofAnthropic),
    has_more: false,
    first_id: found[0]?.id ?? null,
    last_id: found.at(-1)?.id ?? null,
  }),
}

/**
 * The models that this key may use now, in the shape of the client that asks: of vendors that speak its API, and that an
 * agreement in force (or a validated route, or nothing but the boundary itself) opens for one of the application's purposes.
 */
export function modelRoutes(app: FastifyInstance, doors: Doors): void {
  for (const { method, path } of [ROUTES.models, ROUTES.modelsUnderAnthropic])
    app.route({
      method,
      url: path,
      handler: async (request) => listingFor(request).all(await list(request, doors)),
    })
  for (const { method, path } of [ROUTES.model, ROUTES.modelUnderAnthropic])
    app.route<{ Params: { id: string } }>({
      method,
      url: path,
      handler: async (request) => {
        const found = (await list(request, doors)).find(({ id }) => id === request.params.id)
        if (found === undefined) throw new CordonError('model_unknown')
        return listingFor(request).one(found)
      },
    })
}

const listingFor = (request: FastifyRequest): Listing => (clientOf(request) === ANTHROPIC_CLIENT ? ANTHROPIC : OPENAI)

/** Who may not ask is not told what could be asked. */
async function list(request: FastifyRequest, doors: Doors): Promise<readonly Found[]> {
  const { principal, tenant, application } = await applicationCaller(request, doors, ROUTES.models.right)
  if (!hasRight(principal, ROUTES.models.right)) refuse(request, doors)
  const [vendors, agreements, validated] = await Promise.all([
    doors.agreements.listVendors(tenant),
    doors.agreements.listAgreements(tenant),
    doors.validatedRoutes.list(tenant),
  ])
  const known = await doors.agreements.known(tenant, vendors)
  const { shapes } = listingFor(request)
  const open = validated.filter((route) => route.open)
  const found = vendors
    .filter((vendor) => application.vendors.includes(vendor.id) && shapes.some((shape) => speaks(vendor, shape)))
    .flatMap((vendor) =>
      named(vendor, application)
        .filter((model) => isOpen({ vendor, model, application, shapes, known, now: doors.now() }, agreements, open))
        .map((id) => ({ id, vendor: vendor.id })),
    )
  return [...new Map(found.map((one) => [one.id, one])).values()]
}

/** `*` names no model, so it is not listed; it may still be asked for by name. */
function named(vendor: Vendor, application: Application): string[] {
  return vendor.models.filter((id) => id !== '*' && covers(application.models, id) !== 'no')
}

interface Looked {
  readonly vendor: Vendor
  readonly model: string
  readonly application: Application
  readonly shapes: readonly ModelShape[]
  readonly known: Known
  readonly now: number
}

function isOpen(
  { vendor, model, application: { purposes, policy = 'safe-harbor' }, shapes, known, now }: Looked,
  agreements: readonly Agreement[],
  validated: readonly Pick<ValidatedRoute, 'vendor' | 'service' | 'purposes'>[],
): boolean {
  if (isInside(vendor)) return true
  const asked = { vendor, model, deidPolicy: policy, now }
  return purposes.some(
    (purpose) =>
      shapes.some((endpoint) => {
        const feature = endpoint === 'embeddings' ? 'embeddings' : 'generation'
        return 'agreement' in inForce(agreements, { ...asked, purpose, feature, endpoint }, known)
      }) ||
      validated.some(
        (route) =>
          route.vendor === vendor.id &&
          route.purposes.includes(purpose) &&
          firstMismatch(vendor, model, route) === undefined &&
          shapes.some(
            (endpoint) =>
              featureLack(route, endpoint === 'embeddings' ? 'embeddings' : 'generation') === undefined &&
              eligibility(known.catalogue, { vendor, model, endpoint, features: [], now }).eligible,
          ),
      ),
  )
}
