import { signNote } from '@cordon/ledger'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noteVerifier } from '../../audit/ed25519.ts'
import { createPersonKey } from '../../audit/person-key.ts'
import { openRealParts, type RealParts, unrecorded } from '../../identity/real-parts.fixtures.ts'
import { instant, NOW, vendor, vendorRules } from '../decision/decide.fixtures.ts'
import { type Agreements, createAgreements } from './agreements.ts'
import { statementOf, statementText } from './statement.ts'
import { determinationOf, determinedResult, routeOf } from './validated-route.fixtures.ts'
import { createValidatedRoutes, type ValidatedRoutes } from './validated-routes.ts'

const officer = createPersonKey('cy-lark', new Uint8Array(32).fill(1))
const result = determinedResult()

let parts: RealParts
let agreements: Agreements
let routes: ValidatedRoutes
let statement: string
let tenant: string
let tenants = 0

beforeAll(async () => {
  parts = await openRealParts(NOW)
  statement = await signNote(statementText(statementOf(result, 'Cy Lark', '2026-06-15')), [officer.signer])
})
afterAll(() => parts.close())
beforeEach(async () => {
  tenant = `t${tenants++}`
  parts.clock.ms = NOW
  const now = () => parts.clock.ms
  agreements = createAgreements({ store: parts.store, now, ...vendorRules })
  routes = createValidatedRoutes({
    store: parts.store,
    now,
    officers: [noteVerifier(officer.vkey)],
    detectorHash: 'd'.repeat(64),
  })
  await agreements.addVendor(tenant, vendor(), unrecorded)
})
const recorded = async (of: string, vendors: string[]) => (await parts.store.read(of, [routes.factsOf(vendors)]))[0]
const route = (over = {}) => routeOf(result, { statement, ...over })

describe('validated routes', () => {
  it('are kept as versions, each with what is lacking now', async () => {
    const added = await routes.add(tenant, route(), unrecorded)
    expect(added).toMatchObject({
      version: 1,
      change: { action: 'validated-route.add', subject: 'acme-open', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      opening: { open: true, until: NOW },
    })
    expect((await routes.add(tenant, route(), unrecorded)).version).toBe(2)
    expect(await routes.list(tenant)).toEqual([{ ...route(), open: true, lacks: [] }])
    parts.clock.ms = NOW + 1
    expect(await routes.list(tenant)).toMatchObject([{ open: false, lacks: ['result_too_old'] }])
  })
  it('are put on record also when they are shut, and say why', async () => {
    const { opening } = await routes.add(tenant, route({ statement: 'I know nothing.' }), unrecorded)
    expect(opening).toMatchObject({ open: false, lacks: [{ lack: 'statement_unsigned' }] })
  })
  it('are given to a decision with their statements opened, for these vendors only', async () => {
    await routes.add(tenant, route(), unrecorded)
    expect(await recorded(tenant, ['acme', 'other'])).toMatchObject([
      { route: { id: 'acme-open' }, statement: { standing: 'signed', by: 'cy-lark' } },
    ])
    expect(await recorded(tenant, ['other'])).toEqual([])
    expect(await recorded(tenant, [])).toEqual([])
    expect(await recorded('elsewhere', ['acme'])).toEqual([])
  })
  it('close at once, and do not open again', async () => {
    await routes.add(tenant, route(), unrecorded)
    expect((await routes.close(tenant, 'acme-open', unrecorded)).change.action).toBe('validated-route.close')
    expect(await routes.list(tenant)).toMatchObject([{ open: false, closed: instant(0) }])
    await expect(routes.add(tenant, route(), unrecorded)).rejects.toMatchObject({ code: 'resource_invalid', at: 'id' })
    await expect(routes.close(tenant, 'nothing', unrecorded)).rejects.toMatchObject({ code: 'not_found' })
  })
  it('are refused for an unknown vendor, and under a determination that nobody could rely on', async () => {
    await expect(routes.add(tenant, route({ vendor: 'nobody' }), unrecorded)).rejects.toMatchObject({
      code: 'not_found',
    })
    const backwards = determinationOf(result, { effective: instant(2), expires: instant(1) })
    await expect(routes.add(tenant, route({ determination: backwards }), unrecorded)).rejects.toMatchObject({
      code: 'resource_invalid',
      at: 'determination',
    })
  })
  it('cannot be changed or deleted in place, not even by a statement of our own', async () => {
    await routes.add(tenant, route(), unrecorded)
    const erase = parts.store.within(tenant, (tx) => tx.deleteFrom('validated_route').execute())
    await expect(erase).rejects.toMatchObject({ code: 'internal' })
    const edit = parts.store.within(tenant, (tx) =>
      tx.updateTable('validated_route').set({ definition: '{}' }).execute(),
    )
    await expect(edit).rejects.toMatchObject({ code: 'internal' })
  })
})
