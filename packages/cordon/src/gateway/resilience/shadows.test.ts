import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../kernel/clock.ts'
import type { Ask } from '../ask.ts'
import type { Asked } from '../dialects/dialect.ts'
import type { Permit } from '../stages.ts'
import { createShadows } from './shadows.ts'

const SHADOW = { vendor: 'rival', model: 'theirs', share: 1 }
const askOf = (shadow: object | null = SHADOW, tenant = 'main') =>
  ({
    request: 'r1',
    dialect: { shape: 'chat' },
    caller: {
      tenant,
      principal: { id: 'p' },
      application: { id: 'a', vendors: ['v'], models: ['m'], ...(shadow === null ? {} : { shadow }) },
    },
  }) as unknown as Ask
const question = (context: object = {}) => ({ model: 'm', context }) as unknown as Asked
const permit = (more: object = {}) => ({ effect: 'permit', ...more }) as unknown as Permit

/** Copies whose intents are written down and never end: what begins is seen by its intent. */
function shadowsOf(settings: object = {}) {
  const begun: Ask[] = []
  let [now, leftOut] = [5 * HOUR, 0]
  const shadows = createShadows({
    settings: { atOnceMax: 100, perHourMax: 100, ms: 1_000, ...settings },
    now: () => now,
    after: () => () => undefined,
    random: (length) => new Uint8Array(randomBytes(length)),
    newId: () => `c${begun.length}`,
    stages: {
      begin(ask: Ask) {
        begun.push(ask)
        return { intend: () => new Promise(() => undefined) }
      },
    } as never,
    onLeftOut: () => (leftOut += 1),
  })
  return { shadows, begun, leftOut: () => leftOut, later: (ms: number) => (now += ms) }
}

describe('a copy', () => {
  it('is a request of its own for one vendor and one model, and says of what', () => {
    const { shadows, begun } = shadowsOf()
    shadows.copy(askOf(), question(), permit())
    expect(begun).toMatchObject([
      { request: 'c0', shadowOf: 'r1', caller: { application: { id: 'a', vendors: ['rival'], models: ['theirs'] } } },
    ])
    expect(begun[0]?.caller.application?.shadow).toBeUndefined()
  })

  it.each([
    ['of a question under broken glass', askOf(), question(), permit({ emergency: { id: 'g' } })],
    ['of a question that stated a grant', askOf(), question({ 'break-glass': 'g' }), permit()],
    ['of an application that asks for none', askOf(null), question(), permit()],
    [
      'of a count of tokens',
      { ...askOf(), dialect: { shape: 'count-tokens' } } as unknown as Ask,
      question(),
      permit(),
    ],
    ['of a share of none', askOf({ ...SHADOW, share: 0 }), question(), permit()],
  ])('is not made %s', (_, ask, asked, decision) => {
    const { shadows, begun, leftOut } = shadowsOf()
    shadows.copy(ask, asked, decision)
    expect([begun.length, leftOut()]).toEqual([0, 0])
  })

  it('is made in its share of the time', () => {
    const { shadows, begun } = shadowsOf({ atOnceMax: 10_000, perHourMax: 10_000 })
    for (let n = 0; n < 2_000; n++) shadows.copy(askOf({ ...SHADOW, share: 0.25 }), question(), permit())
    expect(begun.length).toBeGreaterThan(380)
    expect(begun.length).toBeLessThan(620)
  })

  it('is left out where there is no place, and counted', () => {
    const { shadows, begun, leftOut } = shadowsOf({ atOnceMax: 2 })
    for (let n = 0; n < 5; n++) shadows.copy(askOf(), question(), permit())
    expect([begun.length, leftOut()]).toEqual([2, 3])
  })

  it('is left out past the hour’s bound of its organisation, and no other’s', () => {
    const { shadows, begun, leftOut, later } = shadowsOf({ perHourMax: 2 })
    for (let n = 0; n < 3; n++) shadows.copy(askOf(), question(), permit())
    expect([begun.length, leftOut()]).toEqual([2, 1])
    shadows.copy(askOf(SHADOW, 'north'), question(), permit())
    expect(begun.length).toBe(3)
    later(HOUR)
    shadows.copy(askOf(), question(), permit())
    expect(begun.length).toBe(4)
  })

  it('is not begun once everything is to be closed', async () => {
    const { shadows, begun } = shadowsOf()
    await shadows.close(0)
    shadows.copy(askOf(), question(), permit())
    expect(begun).toEqual([])
  })
})
