import { CordonError, ROUTES, type Vendor } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { attested } from '../../../policy/agreements/attested.ts'
import { expiryOf, isOwnAddress, serviceAt } from '../../../policy/agreements/catalogue/eligibility.ts'
import { expiringRows } from '../../../policy/agreements/catalogue/review.ts'
import type { Known } from '../../../policy/agreements/in-force.ts'
import { isInside } from '../../../policy/agreements/recipients.ts'
import { serviceOf } from '../../../policy/agreements/service.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse, recordOf } from './configuration.ts'

const Review = z.strictObject({ note: z.string().min(1).max(8_192) })

/** How vendors stand: what the catalogue says of them, what their settings were found to be, and reviews that renew rows. */
export function vendorRoutes(app: FastifyInstance, doors: Doors): void {
  const { vendorShow, vendorAttest, catalogue, catalogueReview } = ROUTES
  const { agreements, attesting, now } = doors

  const named = async (tenant: string, id: string): Promise<Vendor> => {
    const found = (await agreements.listVendors(tenant)).find((vendor) => vendor.id === id)
    if (found === undefined) throw new CordonError('not_found', { at: 'vendor' })
    return found
  }

  app.route({
    method: vendorShow.method,
    url: vendorShow.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, vendorShow.right)
      const vendor = await named(tenant, idOf(request))
      const known = await agreements.known(tenant, [vendor])
      const signed = (await agreements.listAgreements(tenant)).filter((one) => one.vendor === vendor.id)
      return { vendor, ...standing(vendor, known, now()), agreements: signed }
    },
  })

  app.route({
    method: vendorAttest.method,
    url: vendorAttest.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, vendorAttest.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      return { items: await attesting.attest(tenant, await named(tenant, idOf(request)), principal.id) }
    },
  })

  app.route({
    method: catalogue.method,
    url: catalogue.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, catalogue.right)
      const vendors = await agreements.listVendors(tenant)
      const known = await agreements.known(tenant, vendors)
      const used = new Set(vendors.flatMap((vendor) => serviceAt(known.catalogue, vendor)?.id ?? []))
      return { items: known.catalogue.rows.map((row) => ({ ...row, used: used.has(row.service) })) }
    },
  })

  app.route({
    method: catalogueReview.method,
    url: catalogueReview.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, catalogueReview.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      const record = recordOf(doors, tenant, principal.id)
      const { change, version, review } = await agreements.addReview(tenant, parse(Review, request.body).note, record)
      return { ...change, version, review }
    },
  })
}

/** What a decision would find of this vendor, beside an agreement. */
function standing(vendor: Vendor, known: Known, now: number) {
  const { catalogue, attestations, attestedHoursMax } = known
  const service = serviceAt(catalogue, vendor)
  const rows = catalogue.rows.filter((row) => row.service === service?.id)
  const { host } = serviceOf(vendor)
  return {
    host,
    needsAgreement: !isInside(vendor),
    service: service?.id ?? (isOwnAddress(vendor) ? 'an address of its own' : 'unknown'),
    rows: rows.map((row) => ({ ...row, expired: !(now < expiryOf(row)) })),
    expiring: expiringRows(catalogue, new Set(service === undefined ? [] : [service.id]), now),
    settings: attested(vendor, attestations, attestedHoursMax, now),
    attestations: attestations.filter((one) => one.vendor === vendor.id),
  }
}
