import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRealParts, type RealParts, unrecorded } from '../../identity/real-parts.fixtures.ts'
import type { Store } from '../../store/store.ts'
import { createAgreements } from '../agreements/agreements.ts'
import { createValidatedRoutes } from '../agreements/validated-routes.ts'
import { createPolicySet } from '../cedar/create-policy-set.ts'
import { readDefaultPack } from '../cedar/texts.ts'
import { createCharts } from '../consent/charts.ts'
import { createPatients, encounterPseudonym, patientPseudonym } from '../patients/patients.ts'
import { agreement, ask, caller, NOW, principal, vendor, vendorRules } from './decide.fixtures.ts'
import { decide } from './decide.ts'
import { createFacts, type GatherFacts } from './facts.ts'

let parts: RealParts
let tenant: string
let tenants = 0
/** Questions put to the database. */
let asked: number
/** Times that a request waited for it. */
let waited: number

beforeAll(async () => {
  parts = await openRealParts(NOW)
})
afterAll(() => parts.close())
beforeEach(async () => {
  tenant = `f${tenants++}`
  const agreements = createAgreements({ store: parts.store, now: () => NOW, ...vendorRules })
  await agreements.addVendor(tenant, vendor(), unrecorded)
  await agreements.addAgreement(tenant, agreement(), unrecorded)
  const keys = await parts.keyring.tenant(tenant)
  const patient = patientPseudonym(keys, '7')
  const key = await parts.keyring.sealing({ tenant, purpose: 'patient', patient })
  const sealed = key.seal(Buffer.from('{}'), { tenant, table: 'patient', row: patient, column: 'sealed' })
  await parts.store.within(tenant, (tx) => tx.insertInto('patient').values({ tenant, ref: patient, sealed }).execute())
  asked = 0
  waited = 0
})

/** What holds where a patient said nothing is the house's rule: here it stands for what a patient said. */
function gathering(unstated: 'permit' | 'deny'): GatherFacts {
  const store: Store = {
    ...parts.store,
    within(...call) {
      asked += 1
      return parts.store.within(...call)
    },
    read(tenant, readings, charts) {
      asked += readings.flatMap(({ statements }) => statements).length
      waited += 1
      return parts.store.read(tenant, readings, charts)
    },
  }
  const now = () => NOW
  const patients = createPatients({ ...parts, store })
  const charts = createCharts({ ...parts, store, now, settings: { unstated, organizations: [] } })
  const detectorHash = 'd'.repeat(64)
  return createFacts({
    store,
    charts,
    patients,
    agreements: createAgreements({ store, now, ...vendorRules }),
    validated: createValidatedRoutes({ store, now, officers: [], detectorHash }),
    emergencies: { inForceFor: () => Promise.resolve(undefined) },
    detectorHash,
  })
}

const stranger = () => caller({ tenant, principal: principal({ practitioner: 'Practitioner/stranger' }) })
const stated = { patient: 'Patient/7', purpose: 'TREAT' }

/** A site's own policy that asks for no relationship, beside those that ship. */
function withoutRelationship() {
  const pack = readDefaultPack()
  const text = `@id("site.open")\n@why("a test")\n@obligation("profile:treatment")\npermit (principal, action, resource);`
  return createPolicySet('site/1', { ...pack, policies: { ...pack.policies, 'site.cedar': text } })
}

describe('a patient with whom the caller has no relationship', () => {
  it('is asked about with what the consents say: a policy that needs no relationship is bound by a refusal', async () => {
    const policies = withoutRelationship()
    const open = await gathering('permit')(stranger(), stated)
    expect(decide(ask({ caller: stranger() }), open, policies).effect).toBe('permit')
    const refused = await gathering('deny')(stranger(), stated)
    expect(refused).toMatchObject({ relationships: [], consent: 'deny', classes: [] })
    expect(decide(ask({ caller: stranger() }), refused, policies)).toMatchObject({ code: 'patient_refused' })
  })

  it('costs as many questions to the database as one whom nobody knows, or by a name that was merged', async () => {
    const gather = gathering('deny')
    const keys = await parts.keyring.tenant(tenant)
    const [name, of] = [patientPseudonym(keys, '8'), patientPseudonym(keys, '7')]
    const link = { tenant, source: 's', kind: 'merge' as const, name, of }
    await parts.store.within(tenant, (tx) => tx.insertInto('patient_link').values(link).execute())
    const visit = { tenant, source: 'e', name: encounterPseudonym(keys, 'Stay/V1'), patient: name }
    await parts.store.within(tenant, (tx) => tx.insertInto('encounter_name').values(visit).execute())
    const counts: string[] = []
    for (const patient of ['Patient/7', 'Patient/8', 'Patient/nobody'])
      for (const encounter of [{}, { encounter: 'Stay/V1' }, { encounter: 'Encounter/none' }]) {
        asked = 0
        waited = 0
        await gather(stranger(), { ...stated, patient, ...encounter })
        counts.push(`${asked} in ${waited}`)
      }
    expect(new Set(counts).size).toBe(1)
    expect(asked).toBeGreaterThan(5)
  })

  it('costs one question less where no passages are wanted: then nobody looks what there is in the chart', async () => {
    const gather = gathering('permit')
    const related = caller({ tenant, principal: principal({ person: 'Patient/7' }) })
    const read = await gather(related, stated)
    const [withChart] = [asked]
    asked = 0
    const unread = await gather(related, stated, [], false)
    expect(read.classes).toEqual([])
    expect(unread).not.toHaveProperty('classes')
    expect({ ...unread, classes: [] }).toEqual(read)
    expect(asked).toBe(withChart - 1)
  })

  it('is waited for three times: who is meant, what was said of them, and of whom that speaks', async () => {
    await gathering('deny')(stranger(), stated)
    expect(waited).toBe(3)
  })
})
