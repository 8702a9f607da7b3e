import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { change } from '../../../identity/change.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse } from './configuration.ts'

/**
 * A reference to a matter, as a file or a case is numbered. It stands in the clear beside pseudonyms: without a blank and
 * with a digit, it is no sentence about somebody, and nobody's name.
 */
const Reason = z.string().regex(/^(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._/#-]{0,79}$/)
const Patient = z.string().min(1).max(200)
const About = z.strictObject({ patient: Patient.optional(), reason: Reason })

/** Looking after keys: rotation, another root key, legal holds, and destruction by two people. */
export function keyringRoutes(app: FastifyInstance, doors: Doors): void {
  const { keyCare, shreds, holds, journal } = doors
  expiryRoutes(app, doors)

  app.route({
    method: ROUTES.keyRotate.method,
    url: ROUTES.keyRotate.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.keyRotate.right)
      // First, as a register has no transaction: what cannot be recorded does not happen.
      await record(doors, tenant, principal.id, change('keys.rotate', 'begin'))
      return keyCare.rotate(tenant)
    },
  })
  app.route({
    method: ROUTES.keyRewrap.method,
    url: ROUTES.keyRewrap.path,
    handler: async (request, reply) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.keyRewrap.right)
      await record(doors, tenant, principal.id, change('keys.rewrap', 'begin'))
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
      const line = (value: object) => void reply.raw.write(`${JSON.stringify(value)}\n`)
      try {
        const done = await keyCare.rewrap(everyPercent((at, total) => line({ done: at, total })))
        await record(doors, tenant, principal.id, change('keys.rewrap', 'end', { rewrapped: done.rewrapped }))
        line({ result: done })
      } catch (error) {
        line({ error: error instanceof CordonError ? error.code : 'internal' })
      } finally {
        reply.raw.end()
      }
    },
  })

  app.route({
    method: ROUTES.shreds.method,
    url: ROUTES.shreds.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, ROUTES.shreds.right)
      return { items: await shreds.list(tenant) }
    },
  })
  app.route({
    method: ROUTES.shredPropose.method,
    url: ROUTES.shredPropose.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.shredPropose.right)
      return shreds.propose(tenant, principal, parse(About, request.body))
    },
  })
  app.route({
    method: ROUTES.shredConfirm.method,
    url: ROUTES.shredConfirm.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.shredConfirm.right)
      if (!journal.writable) throw new CordonError('journal_unavailable')
      return shreds.confirm(tenant, principal, idOf(request))
    },
  })
  app.route({
    method: ROUTES.shredWithdraw.method,
    url: ROUTES.shredWithdraw.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.shredWithdraw.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      return shreds.withdraw(tenant, principal, idOf(request))
    },
  })

  app.route({
    method: ROUTES.holds.method,
    url: ROUTES.holds.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, ROUTES.holds.right)
      return { items: await holds.list(tenant) }
    },
  })
  app.route({
    method: ROUTES.holdAdd.method,
    url: ROUTES.holdAdd.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.holdAdd.right)
      return holds.add(tenant, principal, parse(About, request.body))
    },
  })
  app.route({
    method: ROUTES.holdLift.method,
    url: ROUTES.holdLift.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.holdLift.right)
      return holds.lift(tenant, principal, idOf(request))
    },
  })
}

/** Entries whose time is over: what goes and what stands in the way, and their end. */
function expiryRoutes(app: FastifyInstance, doors: Doors): void {
  const { journalExpiry, journal } = doors
  app.route({
    method: ROUTES.expiry.method,
    url: ROUTES.expiry.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, ROUTES.expiry.right)
      return journalExpiry.outlook(tenant)
    },
  })
  app.route({
    method: ROUTES.expiryRun.method,
    url: ROUTES.expiryRun.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.expiryRun.right)
      if (!journal.writable) throw new CordonError('journal_unavailable')
      await record(doors, tenant, principal.id, change('retention.expire', tenant))
      return journalExpiry.run(tenant)
    },
  })
}

type Recorded = ReturnType<typeof change>

async function record({ journal }: Doors, tenant: string, principal: string, made: Recorded): Promise<void> {
  await journal.append(tenant, { class: 'configuration', v: 1, principal, ...made })
}

/** A line for each percent, not for each register. */
function everyPercent(tell: (done: number, total: number) => void): (done: number, total: number) => void {
  let told = -1
  return (done, total) => {
    const percent = Math.floor((done * 100) / Math.max(1, total))
    if (percent === told) return
    told = percent
    tell(done, total)
  }
}
