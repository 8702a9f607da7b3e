import {
  Agreement,
  Application,
  ApplicationId,
  CordonError,
  NewPrincipalId,
  OutsideId,
  Principal,
  PrincipalId,
  ROUTES,
  type RouteName,
  unstorableAt,
  ValidatedRoute,
  Vendor,
} from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../../../identity/api-key.ts'
import type { Change, RecordChange } from '../../../identity/change.ts'
import { DAY } from '../../../kernel/clock.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'

const NewKey = z.strictObject({
  user: PrincipalId,
  application: ApplicationId.optional(),
  owner: PrincipalId.optional(),
  days: z.int().min(1).max(730).default(365),
})
const Termination = z.strictObject({ at: z.iso.datetime().optional() })

/** A name of the boundary's own is nobody's to take; who had it before keeps it. */
const NewPrincipal = z.object({ id: NewPrincipalId })

type Params = { id: string }

/** People, applications, keys, vendors, agreements and validated routes: every change is journalled with the person who made it, or is not made. */
export function configurationRoutes(app: FastifyInstance, doors: Doors): void {
  const { directory, identity, agreements, validatedRoutes, lent, secondPerson } = doors
  const reads = (name: RouteName, read: (caller: Caller) => Promise<unknown>) => listing(app, doors, name, read)
  const changes = (name: RouteName, make: Make) => changing(app, doors, name, make)

  reads('users', ({ tenant }) => directory.listUsers(tenant))
  changes('userAdd', async ({ tenant, principal }, { body }, record) => {
    const user = parse(Principal, body)
    if ((await directory.user(tenant, user.id)) === undefined) parse(NewPrincipal, user)
    await secondPerson.noteHand(tenant, user.id, principal.id)
    return { change: await directory.addUser(tenant, user, record) }
  })
  changes('userRevoke', async ({ tenant }, request, record) => ({
    change: await directory.revokeUser(tenant, idOf(request), record),
  }))

  reads('applications', ({ tenant }) => directory.listApplications(tenant))
  changes('applicationAdd', async ({ tenant }, { body }, record) => {
    const application = parse(Application, body)
    const { chatFrontEnd } = application
    const { tier } = application
    if (tier !== undefined && !doors.tiers.all.some(({ name }) => name === tier))
      throw new CordonError('resource_invalid', { at: 'tier' })
    if (chatFrontEnd !== undefined) lent.requireFrontEnd(tenant, chatFrontEnd.secretFrom)
    return { change: await directory.addApplication(tenant, application, record) }
  })
  changes('applicationRevoke', async ({ tenant }, request, record) => ({
    change: await directory.revokeApplication(tenant, idOf(request), record),
  }))

  reads('keys', ({ tenant }) => identity.listKeys(tenant))
  changes('keyAdd', async ({ tenant, principal }, { body }, record) => {
    const { user, application, days, owner = principal.id } = parse(NewKey, body)
    await secondPerson.noteHand(tenant, user, principal.id)
    const asked = {
      tenant,
      principal: user,
      owner,
      lifetimeMs: days * DAY,
      ...(application === undefined ? {} : { application }),
    }
    const { change, ...issued } = await identity.issueKey(asked, record)
    return { change, shown: issued }
  })
  changes('keyRevoke', async ({ tenant }, request, record) => ({
    change: await identity.revokeKey(tenant, idOf(request), record),
  }))

  reads('vendors', ({ tenant }) => agreements.listVendors(tenant))
  changes('vendorAdd', async ({ tenant }, { body }, record) => {
    const vendor = parse(Vendor, body)
    lent.requireVendor(tenant, vendor)
    return { change: await agreements.addVendor(tenant, vendor, record) }
  })

  reads('agreements', ({ tenant }) => agreements.listAgreements(tenant))
  changes('agreementAdd', async ({ tenant }, { body }, record) =>
    versioned(await agreements.addAgreement(tenant, parse(Agreement, body), record)),
  )
  changes('agreementTerminate', async ({ tenant }, request, record) => {
    const { at } = parse(Termination, request.body ?? {})
    const time = at === undefined ? doors.now() : Date.parse(at)
    return versioned(await agreements.terminate(tenant, idOf(request), time, record))
  })

  reads('validatedRoutes', ({ tenant }) => validatedRoutes.list(tenant))
  changes('validatedRouteAdd', async ({ tenant }, { body }, record) => {
    const { version, change, opening } = await validatedRoutes.add(tenant, parse(ValidatedRoute, body), record)
    return { change, shown: { version, opening } }
  })
  changes('validatedRouteClose', async ({ tenant }, request, record) =>
    versioned(await validatedRoutes.close(tenant, idOf(request), record)),
  )
}

const versioned = ({ version, change }: { version: number; change: Change }): Made => ({ change, shown: { version } })

/** `record` is awaited in the transaction of the change: exactly one entry for each. */
type Make = (caller: Caller, request: FastifyRequest, record: RecordChange) => Promise<Made>

interface Made {
  readonly change: Change
  /** Shown to the person once, and kept nowhere: a new key. */
  readonly shown?: Record<string, unknown>
}

function listing(
  app: FastifyInstance,
  doors: Doors,
  name: RouteName,
  read: (caller: Caller) => Promise<unknown>,
): void {
  const { method, path, right } = ROUTES[name]
  app.route({
    method,
    url: path,
    handler: async (request) => ({ items: await read(await authorise(request, doors, right)) }),
  })
}

function changing(app: FastifyInstance, doors: Doors, name: RouteName, make: Make): void {
  const { method, path, right } = ROUTES[name]
  app.route({
    method,
    url: path,
    handler: async (request) => {
      const caller = await authorise(request, doors, right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      const record = recordOf(doors, caller.tenant, caller.principal.id)
      const { change, shown } = await make(caller, request, record)
      return { ...change, ...shown }
    },
  })
}

/** Changes of a tenant by somebody: resolves once the entry is durable. */
export function recordOf({ journal }: Pick<Doors, 'journal'>, tenant: string, principal: string): RecordChange {
  return async (made) => {
    await journal.append(tenant, { class: 'configuration', v: 1, principal, ...made })
  }
}

/** Names the place that is wrong, never what stands there. What no store can keep is refused here, and not by it. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = parseUnstored(schema, value)
  const at = unstorableAt(value)
  if (at !== undefined) throw new CordonError('resource_invalid', { at })
  return parsed
}

/** For what is only compared: nothing of it reaches a store. */
export function parseUnstored<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new CordonError('resource_invalid', { at: result.error.issues[0]?.path.join('.') ?? 'body' })
}

/** The place of an entry in the journal. Throws `not_found` for what is none. */
export function indexIn({ params }: FastifyRequest): number {
  const { index } = params as { index?: string }
  if (index === undefined || !/^[0-9]{1,15}$/.test(index)) throw new CordonError('not_found', { at: 'entry' })
  return Number(index)
}

/** Throws `not_found` for what nothing can be called. */
export function idOf(request: FastifyRequest): string {
  const id = OutsideId.safeParse((request.params as Params).id)
  if (!id.success) throw new CordonError('not_found', { at: 'id' })
  return id.data
}
