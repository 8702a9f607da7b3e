import { describe, expect, it } from 'vitest'
import { readBundle } from './read-bundle.ts'

const patient = { fullUrl: 'urn:uuid:aa-1', resource: { resourceType: 'Patient', id: 'p1' } }
const condition = {
  fullUrl: 'urn:uuid:bb-2',
  resource: {
    resourceType: 'Condition',
    subject: { reference: 'urn:uuid:aa-1' },
    asserter: { reference: 'urn:uuid:none' },
  },
}
const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [patient, condition] }

describe('readBundle', () => {
  it('resolves references inside the bundle, leaves the others, and names a resource without an id by its uuid', () => {
    expect([...readBundle('b.json', JSON.stringify(bundle))]).toEqual([
      { at: 'b.json: entry[0]', resource: patient.resource },
      {
        at: 'b.json: entry[1]',
        resource: {
          resourceType: 'Condition',
          id: 'bb-2',
          subject: { reference: 'Patient/p1' },
          asserter: { reference: 'urn:uuid:none' },
        },
      },
    ])
  })

  it('reads a single resource', () => {
    const text = JSON.stringify(patient.resource)
    expect([...readBundle('p.json', text)]).toEqual([{ at: 'p.json:1', resource: patient.resource }])
  })

  it('refuses what is no object, counts entries without a resource', () => {
    expect([...readBundle('x.json', '[1]')]).toEqual([{ at: 'x.json:1', bad: 'not a JSON object' }])
    expect([...readBundle('x.json', '{"resourceType":"Bundle"}')]).toEqual([
      { at: 'x.json:1', skipped: 'bundle without entries' },
    ])
    expect([...readBundle('x.json', '{"resourceType":"Bundle","entry":[{"fullUrl":"x"},7]}')]).toEqual([
      { at: 'x.json: entry[0]', skipped: 'entry without a resource' },
      { at: 'x.json: entry[1]', skipped: 'entry without a resource' },
    ])
  })

  it('says of each entry what the bundle’s own labels say, in whatever shape', () => {
    const labelled = (security: unknown, own?: object) => {
      const entry = [{ resource: { resourceType: 'Observation', id: 'o', ...own } }]
      const [item] = readBundle('b.json', JSON.stringify({ ...bundle, meta: { security }, entry }))
      return item && 'resource' in item ? (item.resource as { meta?: unknown }).meta : item
    }
    expect(labelled([{ code: '42CFRPart2' }])).toEqual({ security: [{ code: '42CFRPart2' }] })
    const own = { meta: { lastUpdated: '2026-01-01', security: [{ code: 'HIV' }] } }
    expect(labelled([{ code: 'R' }], own)).toEqual({ ...own.meta, security: [{ code: 'HIV' }, { code: 'R' }] })
    expect(labelled('VIP', { meta: 7 })).toEqual({ security: ['VIP'] })
    expect(labelled([{ code: 'R' }], { meta: { security: 'VIP' } })).toEqual({ security: ['VIP', { code: 'R' }] })
  })

  it('gives nothing of a damaged bundle whose own labels may be lost', () => {
    const meta = { security: [{ code: 'R' }] }
    const before = JSON.stringify({ resourceType: 'Bundle', meta, entry: [patient] })
    const after = JSON.stringify({ resourceType: 'Bundle', entry: [patient, condition], meta })
    for (const text of [before.slice(0, -1), after.slice(0, -1), after.replace('urn:uuid:none"', 'urn:uuid:none')])
      expect([...readBundle('b.json', text)].filter((item) => 'resource' in item)).toEqual([])
  })

  it('names what an entry deletes, and never keeps it', () => {
    const entry = (request: object, more = {}) => ({ ...patient, request: { method: 'DELETE', ...request }, ...more })
    const entries = [
      entry({ url: 'Condition/c1' }, { response: { lastModified: '2026-01-02T00:00:00Z' } }),
      entry({ url: 'https://ehr.example/fhir/Consent/c2/_history/3' }),
      entry({ url: 'Condition?code=1' }),
      entry({}),
    ]
    expect([...readBundle('b.json', JSON.stringify({ ...bundle, entry: entries }))]).toEqual([
      {
        at: 'b.json: entry[0]',
        deleted: { resourceType: 'Condition', id: 'c1', meta: { lastUpdated: '2026-01-02T00:00:00Z' } },
      },
      { at: 'b.json: entry[1]', deleted: { resourceType: 'Consent', id: 'c2', meta: {} } },
      { at: 'b.json: entry[2]', bad: 'what it deletes is not named by type and id' },
      { at: 'b.json: entry[3]', bad: 'what it deletes is not named by type and id' },
    ])
  })

  it('reads a history from its oldest version on', () => {
    const items = [...readBundle('b.json', JSON.stringify({ ...bundle, type: 'history' }))]
    expect(items.map(({ at }) => at)).toEqual(['b.json: entry[1]', 'b.json: entry[0]'])
  })

  it.each(['compact', 'indented'] as const)(
    'keeps the whole entries of a %s bundle cut short at any place',
    (style) => {
      const text = JSON.stringify(bundle, undefined, style === 'compact' ? undefined : 2)
      const firstEnds = text.indexOf('"urn:uuid:bb-2"')
      for (let cut = firstEnds + 20; cut < text.length - 3; cut++) {
        const items = [...readBundle('b.json', text.slice(0, cut))]
        expect(items[0]).toEqual({ at: 'b.json:1', bad: 'not valid JSON; its whole entries are read' })
        expect(items.some((item) => 'resource' in item && JSON.stringify(item.resource).includes('"p1"'))).toBe(true)
      }
    },
  )

  it('names a damaged entry by line and goes on behind it', () => {
    const lines = [
      '{"resourceType":"Bundle","entry":[',
      '{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p1"}},',
      '{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient","id":"p2",,}},',
      '{"fullUrl":"urn:uuid:3","resource":{"resourceType":"Patient","id":"p3","name":[{"family":"unclosed',
      '{"fullUrl":"urn:uuid:4","resource":{"resourceType":"Patient","id":"p4"}}',
      ']}',
    ]
    const items = [...readBundle('b.json', lines.join('\n'))].map((item) =>
      'resource' in item ? [item.at, (item.resource as { id: string }).id] : [item.at],
    )
    expect(items).toEqual([
      ['b.json:1'],
      ['b.json:3: entry[1]'],
      ['b.json:4: entry[2]'],
      ['b.json:2: entry[0]', 'p1'],
      ['b.json:5: entry[3]', 'p4'],
    ])
  })
})
