import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { context, entryOf } from './export.fixture.ts'
import { fhir } from './fhir.ts'
import { eventId } from './fhir-parts.ts'

describe('the id of an AuditEvent', () => {
  it('is another after a declared loss than before it, for the same index', () => {
    const entry = entryOf({ class: 'configuration', v: 1, principal: 'p', action: 'user.add', subject: 's' })
    const idIn = (origin: string): string => JSON.parse(fhir.lines(entry, { ...context, origin })[0] ?? '').id
    expect([idIn('cordon/test'), idIn('cordon/test/2')]).toEqual(['test-7', 'test-L2-7'])
  })

  it('is shared by no two events of any nodes and logs, and is one that FHIR takes', () => {
    const node = fc.oneof(fc.stringMatching(/^[a-c0-9][a-c0-9.-]{0,62}$/), fc.constantFrom('a', 'a-5', 'a-2-5'))
    const place = fc.tuple(node, fc.integer({ min: 1, max: 101 }), fc.nat(2 ** 40), fc.nat(9))
    const ids = new Map<string, string>()
    fc.assert(
      fc.property(place, ([name, log, index, event]) => {
        const id = eventId(log === 1 ? `cordon/${name}` : `cordon/${name}/${log}`, index, event)
        expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/)
        const of = `${name} ${log} ${index} ${event}`
        expect(ids.get(id) ?? of).toBe(of)
        ids.set(id, of)
      }),
      { numRuns: 2_000 },
    )
  })
})
