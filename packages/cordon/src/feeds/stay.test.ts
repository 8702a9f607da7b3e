import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../kernel/clock.ts'
import { type MergeEvent, mergesOf } from './merge.ts'
import { attendances, type StayEvent, withEvent } from './stay.ts'

const T = Date.UTC(2026, 10, 1)
const dr = (form: string) => ({ form })
const event = (day: number, change: StayEvent['change'], more: Partial<StayEvent> = {}): StayEvent => ({
  at: T + day * DAY,
  control: `c${day}`,
  change,
  clinicians: {},
  ...more,
})
const attending = (...forms: string[]) => ({ clinicians: { attending: forms.map(dr) } })
const told = (events: readonly StayEvent[]) => events.reduce<StayEvent[]>((known, each) => withEvent(known, each), [])
const days = (events: readonly StayEvent[]) =>
  attendances(events).map(({ form, start, end }) => `${form} ${(start - T) / DAY}-${(end - T) / DAY}`)

describe('attendances', () => {
  const cases: [string, StayEvent[], string[]][] = [
    ['admitted', [event(0, 'admit', attending('a'))], ['a 0-0']],
    ['admitted and discharged', [event(0, 'admit', attending('a')), event(5, 'discharge')], ['a 0-5']],
    ['still there, last heard of on day 4', [event(0, 'admit', attending('a')), event(4, 'update')], ['a 0-4']],
    [
      'handed over on day 2',
      [event(0, 'admit', attending('a')), event(2, 'update', attending('b')), event(5, 'discharge')],
      ['a 0-2', 'b 2-5'],
    ],
    [
      'named years after the end: not beyond it',
      [
        event(0, 'admit', attending('a')),
        event(3, 'discharge'),
        event(800, 'update', { clinicians: { attending: [dr('snoop')], consulting: [dr('late')] } }),
      ],
      ['a 0-3', 'snoop 3-3', 'late 0-3'],
    ],
    ['with nobody any more', [event(0, 'admit', attending('a')), event(3, 'update', attending())], ['a 0-3']],
    ['an admission that was cancelled', [event(0, 'admit', attending('a')), event(1, 'cancel-admit')], []],
    [
      'cancelled, and admitted again by another',
      [event(0, 'admit', attending('a')), event(1, 'cancel-admit'), event(2, 'admit', attending('b'))],
      ['b 2-2'],
    ],
    [
      'a discharge that was cancelled',
      [event(0, 'admit', attending('a')), event(2, 'discharge'), event(3, 'cancel-discharge'), event(6, 'update')],
      ['a 0-6'],
    ],
    ['admitted before anybody said so', [event(3, 'update', { ...attending('a'), admitted: T })], ['a 0-3']],
    [
      'one person in two roles',
      [event(0, 'admit', { clinicians: { attending: [dr('a')], admitting: [dr('a')] } }), event(1, 'discharge')],
      ['a 0-1'],
    ],
    [
      'discharged for ever: at the time of the discharge',
      [event(0, 'admit', attending('a')), event(5, 'discharge', { discharged: Date.UTC(9999, 11, 31) })],
      ['a 0-5'],
    ],
    [
      'leaving in a month, as an update has it: when it was last heard of',
      [event(0, 'admit', attending('a')), event(2, 'update', { discharged: T + 30 * DAY })],
      ['a 0-2'],
    ],
    [
      'leaving later on the same day',
      [event(0, 'admit', attending('a')), event(2, 'update', { discharged: T + 3 * DAY })],
      ['a 0-3'],
    ],
    [
      'cancelled in the moment of the admission',
      [event(1, 'admit', { ...attending('a'), control: 'z' }), event(1, 'cancel-admit', { control: 'b' })],
      [],
    ],
    [
      'discharged, and cancelled in the moment of the admission',
      [
        event(1, 'admit', { ...attending('a'), control: 'z' }),
        event(1, 'cancel-admit', { control: 'b' }),
        event(1, 'discharge', { control: 'c' }),
      ],
      [],
    ],
    [
      'a discharge, and its cancellation in the same moment: it stands',
      [
        event(0, 'admit', attending('a')),
        event(2, 'discharge', { control: 'a' }),
        event(2, 'cancel-discharge', { control: 'b' }),
        event(2, 'update', { control: 'z' }),
      ],
      ['a 0-2'],
    ],
    ['nothing said', [], []],
  ]
  it.each(cases)('%s', (_case, events, expected) => {
    expect(days(told(events))).toEqual(expected)
    expect(days(told(events.toReversed()))).toEqual(expected)
  })

  const change = fc.constantFrom<StayEvent['change']>(
    'admit',
    'update',
    'discharge',
    'cancel-admit',
    'cancel-discharge',
  )
  const one = fc.record({
    day: fc.integer({ min: 0, max: 20 }),
    change,
    who: fc.subarray(['a', 'b', 'c']),
    says: fc.boolean(),
  })
  const stories = fc.array(one, { maxLength: 8 }).map((said) =>
    said.map(({ day, change: what, who, says }, n) => ({
      ...event(day, what, says ? attending(...who) : {}),
      control: `m${n}`,
    })),
  )
  it('are the same in whatever order, and however often, messages come', () => {
    fc.assert(
      fc.property(stories, fc.array(fc.nat(), { maxLength: 12 }), (events, picks) => {
        const again = picks.flatMap((n) => events[n % Math.max(1, events.length)] ?? [])
        const shuffled = [...again, ...events].reverse()
        expect(attendances(told(shuffled))).toEqual(attendances(told(events)))
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })

  it('begin before they end, name nobody twice, and nobody who was never named', () => {
    fc.assert(
      fc.property(stories, (events) => {
        const found = attendances(told(events))
        expect(found.filter(({ start, end }) => end < start)).toEqual([])
        expect(new Set(found.map(({ form }) => form)).size).toBe(found.length)
        const named = new Set(events.flatMap(({ clinicians }) => clinicians.attending?.map(({ form }) => form) ?? []))
        expect(found.filter(({ form }) => !named.has(form))).toEqual([])
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })
})

describe('mergesOf', () => {
  const merge = (at: number, name: string, of: string, what: MergeEvent['change'] = 'merge'): MergeEvent => ({
    at,
    control: `c${at}`,
    change: what,
    name,
    of,
  })
  it('is what was said last; both directions stay, and contradict each other', () => {
    expect(mergesOf([merge(1, 'a', 'b')])).toEqual([{ name: 'a', of: 'b' }])
    expect(mergesOf([merge(1, 'a', 'b'), merge(2, 'b', 'a', 'unmerge')])).toEqual([])
    expect(mergesOf([merge(1, 'a', 'b'), merge(2, 'b', 'a')])).toHaveLength(2)
  })

  it('at one time, that they are two comes after that they are one', () => {
    const both = [merge(1, 'a', 'b', 'unmerge'), { ...merge(1, 'a', 'b'), control: 'z' }]
    for (const events of [both, both.toReversed()])
      expect(mergesOf(events.reduce<MergeEvent[]>((known, each) => withEvent(known, each), []))).toEqual([])
  })
})
