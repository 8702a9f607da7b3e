import type { Vendor } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Disclosure } from '../disclosure.ts'
import { openReading, type Reading } from '../reading.fixture.ts'
import { account, accountedFrom, type Disclosed } from './account.ts'
import { accountingCsv } from './csv.ts'
import { EXCLUSIONS } from './exclusions.ts'
import { gatherAccounting } from './gather.ts'
import { accountingHtml } from './html.ts'

const HASH = 'a'.repeat(64)
const NOW = Date.UTC(2026, 10, 22, 12)

function disclosure(over: Partial<Extract<Disclosure, { v: 2 }>> = {}): Disclosure {
  return {
    class: 'disclosure',
    v: 2,
    request: 'r1',
    principal: 'p1',
    application: 'chart',
    purpose: 'HRESCH',
    patient: 'P'.repeat(22),
    attempt: 1,
    vendor: 'acme',
    account: 'a',
    region: 'us',
    model: 'm-1',
    basis: 'agreement',
    agreement: 'baa',
    agreementDocument: HASH,
    decision: { effect: 'permit', rule: 'all', policy: 'p', policyHash: HASH },
    policy: 'limited-data-set/1',
    policyHash: HASH,
    detectorHash: HASH,
    label: 'phi',
    payloadSalt: 's',
    payloadHash: HASH,
    payloadBytes: 900,
    identifiers: { NAME: 2, DATE: 1 },
    turnsRevised: 0,
    passages: 2,
    resources: [],
    ...over,
  }
}

/** The same as version 1 wrote it: without basis and label. */
function first(over: Partial<Extract<Disclosure, { v: 2 }>>): Disclosure {
  const {
    basis: _,
    label: __,
    decision: ___,
    resources: ____,
    ...rest
  } = disclosure(over) as Extract<Disclosure, { v: 2 }>
  return { ...rest, v: 1 }
}

const excludedBy = (body: Disclosure) => EXCLUSIONS.find(({ applies }) => applies(body))?.name ?? 'listed'
const clean = { label: 'clean', policy: 'safe-harbor/1' } as const
const none = { basis: 'validated-route', agreement: 'none: validated route x' } as const

/** 45 CFR 164.528(a)(1) and what stands before it. */
const CASES: readonly (readonly [what: string, body: Disclosure, expected: string])[] = [
  ['inside, in clear', disclosure({ basis: 'inside', agreement: 'none: inside' }), 'inside'],
  ['de-identified, for research', disclosure(clean), 'de-identified'],
  [
    'under an expert’s determination, without an agreement',
    disclosure({ ...none, label: 'clean', policy: 'expert/1' }),
    'de-identified',
  ],
  ['to the individual', disclosure({ basis: 'individual', purpose: 'PATRQT' }), 'individual'],
  ['under an authorization', disclosure({ basis: 'authorization' }), 'authorization'],
  ['a limited data set under a data use agreement', disclosure({ basis: 'data-use-agreement' }), 'limited-data-set'],
  ['coded text under a data use agreement', disclosure({ basis: 'data-use-agreement', policy: 'coded/1' }), 'listed'],
  ['a limited data set under another contract, for research', disclosure(), 'listed'],
  ['treatment', disclosure({ purpose: 'TREAT' }), 'treatment'],
  ['emergency treatment', disclosure({ purpose: 'ETREAT' }), 'treatment'],
  ['coordination of care', disclosure({ purpose: 'COC' }), 'treatment'],
  ['payment', disclosure({ purpose: 'HPAYMT' }), 'payment'],
  ['eligibility', disclosure({ purpose: 'ELIGDTRM' }), 'payment'],
  ['operations', disclosure({ purpose: 'HQUALIMP' }), 'operations'],
  [
    'treatment, but to a vendor without an agreement: impermissible',
    disclosure({ purpose: 'TREAT', ...none }),
    'listed',
  ],
  ['break-glass: a doubt', disclosure({ purpose: 'BTG' }), 'listed'],
  ['development of systems: a doubt', disclosure({ purpose: 'SYSDEV' }), 'listed'],
  ['public health', disclosure({ purpose: 'PUBHLTH' }), 'listed'],
  ['marketing', disclosure({ purpose: 'HMARKT' }), 'listed'],
  ['at the individual’s request, but to a vendor', disclosure({ purpose: 'PATRQT' }), 'listed'],
  ['a purpose that nobody knows', disclosure({ purpose: 'whim' }), 'listed'],
  ['version 1, safe harbor', first({ policy: 'safe-harbor/1' }), 'de-identified'],
  ['version 1, inside', first({ agreement: 'none: inside' }), 'inside'],
  ['version 1, treatment', first({ purpose: 'TREAT' }), 'treatment'],
  ['version 1, limited data set: the kind of agreement is not known', first({}), 'listed'],
]

describe('an accounting', () => {
  it.each(CASES)('of a disclosure %s', (_what, body, expected) => {
    expect(excludedBy(body)).toBe(expected)
  })

  it('reaches back six years to the day, and names both clocks', () => {
    const from = accountedFrom(NOW)
    expect(new Date(from).toISOString()).toBe('2020-11-22T12:00:00.000Z')
    const times = [from - 1, from, NOW, NOW + 1]
    const disclosed = times.map((time, index): Disclosed => ({ index, time, body: disclosure() }))
    const made = account(disclosed, ask())
    expect(made.disclosures.map(({ index }) => index)).toEqual([1, 2])
    expect(made.due).toBe('2027-01-21T12:00:00.000Z')
    expect(made.extended).toBe('2027-02-20T12:00:00.000Z')
    expect(new Date(accountedFrom(Date.UTC(2028, 1, 29))).toISOString().slice(0, 10)).toBe('2022-03-01')
  })

  it('says date, recipient, address, what and what for; and counts each exclusion, also none', () => {
    const vendors = new Map([['acme', { id: 'acme', name: 'Acme Models, Inc.', address: '1 Main St' } as Vendor]])
    const disclosed = [
      { index: 3, time: NOW, body: disclosure(), outcome: 'failed' },
      { index: 4, time: NOW - 1, body: disclosure({ vendor: 'gone' }) },
      { index: 5, time: NOW, body: disclosure({ purpose: 'TREAT' }) },
    ]
    const made = account(disclosed, { ...ask(), vendors })
    expect(made.disclosures).toMatchObject([
      { recipient: 'gone (no longer registered)', address: 'not known', outcome: 'unknown' },
      { recipient: 'Acme Models, Inc.', address: '1 Main St', purpose: 'Research', outcome: 'failed' },
    ])
    expect(made.disclosures[1]?.description).toContain('2 passages of the record')
    expect(made.excluded.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 1, 0, 0])
    expect(made.excluded.every(({ cite }) => cite.includes('45 CFR'))).toBe(true)
  })

  const hostile = [
    '<script>alert(1)</script>',
    '" onload="x',
    "'&amp;",
    'a\u202eb',
    '=HYPERLINK("http://x")',
    'a,b\r\nc"d',
  ]
  it.each(hostile)('is a page and a table that nothing breaks out of: %j', (name) => {
    const vendors = new Map([['acme', { id: 'acme', name, address: name } as Vendor]])
    const made = account([{ index: 1, time: NOW, body: disclosure({ model: name }) }], {
      ...ask(),
      patient: name,
      vendors,
    })
    const page = accountingHtml(made)
    expect(page).not.toContain('<script')
    expect(page).not.toContain('onload="x')
    expect(page).not.toMatch(/[\u202a-\u202e]/)
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import/)
    expect(page).toContain(`default-src 'none'`)
    expect(page).toContain('@media print')
    expect(page).toContain('prefers-color-scheme: dark')
    const rows = accountingCsv(made)
    expect(rows).not.toMatch(/(?:^|,)[=+\-@]/m)
    expect(rows.split('\r\n')[0]).toBe('date,recipient,address,description,purpose,outcome,index')
  })
})

const ask = () => ({
  patient: 'Patient/p1',
  requested: NOW,
  vendors: new Map<string, Vendor>(),
  unattributed: 0,
  expired: 0,
})

describe('gathering an accounting', () => {
  let here: Reading
  beforeAll(async () => {
    here = await openReading()
  })
  afterAll(() => here.close())

  it('finds every disclosure of the patient with its outcome, though rows were taken out; and is recorded', async () => {
    const tenant = here.newTenant()
    for (let n = 0; n < 30; n++) {
      const patient = n % 3 === 0 ? 'P'.repeat(22) : n % 3 === 1 ? 'Q'.repeat(22) : 'unstated'
      await here.journal.append(tenant, disclosure({ request: `r${n}`, patient }))
      await here.journal.append(tenant, {
        class: 'outcome',
        v: 1,
        request: `r${n}`,
        outcome: 'answered',
        reasons: [],
        bytesOut: 1,
        ms: 1,
      })
    }
    await here.projection.catchUp(tenant)
    await here.asOwner(tenant, ['delete from journal_entry where seq = 6'])
    const asked = { patient: 'Patient/p1', pseudonym: 'P'.repeat(22), requested: here.clock.ms, vendors: [] }
    const made = await gatherAccounting({ ...here, journal: here.journal }, { tenant, principal: 'officer' }, asked)
    expect(made.disclosures).toHaveLength(10)
    expect(made.disclosures.every(({ outcome }) => outcome === 'answered')).toBe(true)
    expect(made.unattributed).toBe(10)
    expect(here.damages).toContain('rows missing')
    const last = await here.journal.count(tenant)
    for await (const { body } of here.journal.read(tenant, last - 1))
      expect(body).toMatchObject({ class: 'reading', what: 'accounting', principal: 'officer', count: 10 })
  })
})
