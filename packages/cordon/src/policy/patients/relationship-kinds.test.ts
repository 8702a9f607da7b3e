import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../kernel/clock.ts'
import { through } from './membership.ts'
import type { Relationship } from './patients.ts'
import { isCurrent, KINDS, type RelationshipKind } from './relationship-kinds.ts'

const NOW = Date.UTC(2026, 10, 22)
const kinds = Object.keys(KINDS) as RelationshipKind[]
const at = (kind: RelationshipKind, start?: number, end?: number): Relationship => ({
  kind,
  source: 'Any/1',
  ...(start === undefined ? {} : { start: NOW + start }),
  ...(end === undefined ? {} : { end: NOW + end }),
})

describe('isCurrent', () => {
  it.each(kinds)('%s: at each edge of its window, the last moment included', (kind) => {
    const margin = KINDS[kind].marginMs ?? 0
    expect(isCurrent(at(kind, margin, margin + DAY), NOW)).toBe(true)
    expect(isCurrent(at(kind, margin + 1, margin + DAY), NOW)).toBe(false)
    expect(isCurrent(at(kind, -margin - DAY, -margin), NOW)).toBe(true)
    expect(isCurrent(at(kind, -margin - DAY, -margin - 1), NOW)).toBe(false)
  })

  it.each(kinds.filter((kind) => KINDS[kind].marginMs !== undefined))(
    '%s: never without a start, and from its start alone without an end',
    (kind) => {
      const margin = KINDS[kind].marginMs ?? 0
      expect(isCurrent(at(kind, undefined, DAY), NOW)).toBe(false)
      expect(isCurrent(at(kind, -margin), NOW)).toBe(true)
      expect(isCurrent(at(kind, -margin - 1), NOW)).toBe(false)
    },
  )

  it.each(kinds.filter((kind) => KINDS[kind].marginMs !== undefined))(
    '%s: an end more than a year ahead is none',
    (kind) => {
      const margin = KINDS[kind].marginMs ?? 0
      const never = Date.UTC(9999, 11, 31) - NOW
      expect(isCurrent(at(kind, -margin, never), NOW)).toBe(true)
      expect(isCurrent(at(kind, -margin - 1, never), NOW)).toBe(false)
      expect(isCurrent(at(kind, -margin - 1, 366 * DAY), NOW)).toBe(true)
      expect(isCurrent(at(kind, -margin - 1, 366 * DAY + 1), NOW)).toBe(false)
    },
  )

  it('a broken time never counts', () => {
    for (const kind of kinds) expect(isCurrent(at(kind, Number.NaN), NOW)).toBe(false)
  })
})

describe('a relationship of a team', () => {
  const times = fc
    .option(fc.integer({ min: -60, max: 60 }), { nil: undefined })
    .map((days) => (days ?? Number.NaN) * DAY)
  const period = fc.tuple(times, times).map(([start, end]) => ({
    ...(Number.isNaN(start) ? {} : { start: NOW + start }),
    ...(Number.isNaN(end) ? {} : { end: NOW + end }),
  }))
  const member = { of: 'team', source: 'CareTeam/1', member: 'm', collective: 'c' } as const

  it('never counts when it would not for the team itself, whatever the membership', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), period, period, (kind, own, belonging) => {
        const fact: Relationship = { kind, source: 'Any/1', ...own }
        const had = through(fact, 'c', [{ ...member, ...belonging }], false)
        if (had.some((each) => isCurrent(each, NOW))) expect(isCurrent(fact, NOW)).toBe(true)
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })

  it('of another team is nobody’s; of an organisation only where the site says so', () => {
    const fact = at('care-team')
    expect(through(fact, 'other', [member], true)).toEqual([])
    const employed = { ...member, of: 'organization' } as const
    expect(through(fact, 'c', [employed], false)).toEqual([])
    expect(through(fact, 'c', [employed], true)).toEqual([{ ...fact, via: 'CareTeam/1' }])
  })
})
