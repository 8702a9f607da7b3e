import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lostReview } from '../../backup/lost-review.ts'
import { openRealParts, type RealParts, unrecorded } from '../../identity/real-parts.fixtures.ts'
import { createCharts } from '../consent/charts.ts'
import {
  agreement,
  application,
  ask,
  caller,
  decideByDefault as decide,
  instant,
  known,
  NOW,
  principal,
  vendor,
  vendorRules,
} from '../decision/decide.fixtures.ts'
import { createFacts, type GatherFacts } from '../decision/facts.ts'
import { actorPseudonym, createPatients, patientPseudonym, relationshipPlace } from '../patients/patients.ts'
import { type Agreements, createAgreements } from './agreements.ts'
import { createValidatedRoutes } from './validated-routes.ts'

let parts: RealParts
let agreements: Agreements
let gather: GatherFacts
let tenant: string
let tenants = 0

beforeAll(async () => {
  parts = await openRealParts(NOW)
})
afterAll(() => parts.close())
beforeEach(() => {
  tenant = `t${tenants++}`
  parts.clock.ms = NOW
  agreements = createAgreements({ store: parts.store, now: () => parts.clock.ms, ...vendorRules })
  const detectorHash = 'd'.repeat(64)
  const now = () => parts.clock.ms
  const validated = createValidatedRoutes({ store: parts.store, now, officers: [], detectorHash })
  gather = createFacts({
    store: parts.store,
    patients: createPatients(parts),
    charts: createCharts({ ...parts, now, settings: { unstated: 'permit', organizations: [] } }),
    agreements,
    validated,
    emergencies: { inForceFor: () => Promise.resolve(undefined) },
    detectorHash,
  })
})

describe('a review that a restore lost', () => {
  it('closes what the catalogue has as eligible, in this organisation alone', async () => {
    const row = vendorRules.catalogue.rows.find(({ eligible }) => eligible === 'yes')
    const id = row?.id ?? ''
    const lost = { tenant, id, version: 1, note: lostReview(id), created_at: new Date(NOW) }
    await parts.store.within(tenant, (tx) => tx.insertInto('vendor_review').values(lost).execute())
    const eligibleIn = async (of: string) =>
      (await agreements.known(of, [])).catalogue.rows.find((each) => each.id === id)?.eligible
    expect([await eligibleIn(tenant), await eligibleIn('another')]).toEqual(['unverified', 'yes'])
  })
})

describe('a vendor', () => {
  it('is added, replaced, listed', async () => {
    expect(await agreements.addVendor(tenant, vendor(), unrecorded)).toMatchObject({
      action: 'vendor.add',
      subject: 'acme',
    })
    await agreements.addVendor(tenant, vendor({ region: 'eu' }), unrecorded)
    await agreements.addVendor(
      tenant,
      vendor({ id: 'local', kind: 'local-extract', baseUrl: 'local://extract' }),
      unrecorded,
    )
    expect((await agreements.listVendors(tenant)).map(({ id, region }) => [id, region])).toEqual([
      ['acme', 'eu'],
      ['local', 'us'],
    ])
  })
  it.each([
    vendor({ baseUrl: 'not a url' }),
    vendor({ baseUrl: 'file:///etc' }),
    vendor({ baseUrl: 'local://extract' }),
    vendor({ kind: 'local-extract' }),
  ])('is refused with a base URL of another kind: $kind $baseUrl', async (crooked) => {
    await expect(agreements.addVendor(tenant, crooked, unrecorded)).rejects.toMatchObject({
      code: 'resource_invalid',
      at: 'baseUrl',
    })
  })
})

describe('an agreement', () => {
  beforeEach(() => agreements.addVendor(tenant, vendor(), unrecorded))
  const versions = () =>
    parts.store.within(tenant, (tx) =>
      tx.selectFrom('agreement').select(['version', 'definition']).orderBy('version').execute(),
    )

  it('is added as a version, and the versions before stay on record', async () => {
    expect((await agreements.addAgreement(tenant, agreement(), unrecorded)).version).toBe(1)
    expect((await agreements.addAgreement(tenant, agreement({ expires: instant(500) }), unrecorded)).version).toBe(2)
    expect(await agreements.listAgreements(tenant)).toEqual([agreement({ expires: instant(500) })])
    expect((await versions()).map(({ version }) => version)).toEqual([1, 2])
  })
  it('cannot be changed or deleted in place, not even by a statement of our own', async () => {
    await agreements.addAgreement(tenant, agreement(), unrecorded)
    const erase = parts.store.within(tenant, (tx) => tx.deleteFrom('agreement').execute())
    await expect(erase).rejects.toMatchObject({ code: 'internal' })
    const edit = parts.store.within(tenant, (tx) => tx.updateTable('agreement').set({ definition: '{}' }).execute())
    await expect(edit).rejects.toMatchObject({ code: 'internal' })
  })
  it('is terminated by a version that says since when; an earlier end stands', async () => {
    await agreements.addAgreement(tenant, agreement(), unrecorded)
    const { version, change } = await agreements.terminate(tenant, 'acme-baa', NOW, unrecorded)
    expect([version, change.action, change.subject]).toEqual([2, 'agreement.terminate', 'acme-baa'])
    await agreements.terminate(tenant, 'acme-baa', NOW + 1_000_000, unrecorded)
    expect((await agreements.listAgreements(tenant))[0]?.terminated).toBe(instant(0))
  })
  it('does not come back under an id that was terminated', async () => {
    await agreements.addAgreement(tenant, agreement(), unrecorded)
    await agreements.terminate(tenant, 'acme-baa', NOW, unrecorded)
    await expect(agreements.addAgreement(tenant, agreement(), unrecorded)).rejects.toMatchObject({
      code: 'resource_invalid',
      at: 'id',
    })
  })
  it('is refused for an unknown vendor, or when it ends before it begins; an unknown one is not terminated', async () => {
    await expect(agreements.addAgreement(tenant, agreement({ vendor: 'nobody' }), unrecorded)).rejects.toMatchObject({
      code: 'not_found',
      at: 'vendor',
    })
    const backwards = agreement({ effective: instant(1), expires: instant(0) })
    await expect(agreements.addAgreement(tenant, backwards, unrecorded)).rejects.toMatchObject({ at: 'expires' })
    await expect(agreements.terminate(tenant, 'nothing', NOW, unrecorded)).rejects.toMatchObject({
      code: 'not_found',
      at: 'agreement',
    })
  })
  it('takes twenty writers at once without losing a version', async () => {
    const written = await Promise.all(
      Array.from({ length: 20 }, () => agreements.addAgreement(tenant, agreement(), unrecorded)),
    )
    expect(written.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
  })
})

describe('the facts of a decision', () => {
  beforeEach(async () => {
    await agreements.addVendor(tenant, vendor(), unrecorded)
    await agreements.addVendor(tenant, vendor({ id: 'rival' }), unrecorded)
    await agreements.addAgreement(tenant, agreement(), unrecorded)
    await agreements.addAgreement(tenant, agreement({ id: 'rival-baa', vendor: 'rival' }), unrecorded)
  })
  const who = () => caller({ tenant })

  it('hold the application’s vendors and the newest version of the agreements with them, no others', async () => {
    await agreements.addAgreement(tenant, agreement({ expires: instant(7) }), unrecorded)
    expect(await gather(who(), {})).toEqual({
      patient: undefined,
      relationships: [],
      classes: [],
      consent: 'none',
      promptConsent: 'none',
      vendors: [vendor()],
      agreements: [agreement({ expires: instant(7) })],
      validated: [],
      detectorHash: 'd'.repeat(64),
      known: known(),
    })
  })
  it('do not leave an older version in force when the newest moved to another vendor', async () => {
    await agreements.addAgreement(tenant, agreement({ vendor: 'rival' }), unrecorded)
    expect((await gather(who(), {})).agreements).toEqual([])
  })
  it('hold nothing for an application of another tenant, or for a key without an application', async () => {
    const { application: _, ...administrator } = who()
    expect(await gather(administrator, {})).toMatchObject({ vendors: [], agreements: [] })
    expect(await gather(caller({ tenant: 'elsewhere' }), {})).toMatchObject({ vendors: [], agreements: [] })
  })
  it('are read afresh: terminated now, refused now', async () => {
    await relate()
    expect(await decided()).toMatchObject({ effect: 'permit' })
    await agreements.terminate(tenant, 'acme-baa', NOW, unrecorded)
    expect(await decided()).toMatchObject({ code: 'agreement_terminated' })
  })
  it('lead from a stored relationship to a permit, and without it to the refusal of an unknown patient', async () => {
    expect(await decided()).toMatchObject({
      code: 'patient_refused',
      deciding: { why: 'the store holds no such patient' },
    })
    const ref = await relate()
    expect(await decided()).toMatchObject({ effect: 'permit', patient: ref })
    const stranger = { ...who(), principal: principal({ practitioner: 'Practitioner/stranger' }) }
    expect(await decided(stranger)).toMatchObject({ code: 'patient_refused', deciding: { why: 'no relationship' } })
  })

  async function decided(by = who()) {
    return decide(
      ask({ caller: { ...by, application: application() } }),
      await gather(by, { patient: 'Patient/7', purpose: 'TREAT' }),
    )
  }
  /** Patient 7 in the store, with Practitioner c on the care team. */
  async function relate(): Promise<string> {
    const keys = await parts.keyring.tenant(tenant)
    const [patient, actor] = [patientPseudonym(keys, '7'), actorPseudonym(keys, 'Practitioner/c')]
    const key = await parts.keyring.sealing({ tenant, purpose: 'patient', patient })
    const row = { patient, actor, ref: 'r1' }
    const relationship = { kind: 'care-team', source: 'CareTeam/1', patient, actor }
    const sealed = key.seal(Buffer.from(JSON.stringify(relationship)), relationshipPlace(tenant, row))
    await parts.store.within(tenant, async (tx) => {
      await tx.insertInto('patient').values({ tenant, ref: patient, sealed }).execute()
      await tx
        .insertInto('relationship')
        .values({ tenant, ...row, sealed })
        .execute()
    })
    return patient
  }
})
