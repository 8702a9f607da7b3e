import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../kernel/clock.ts'
import type { Ask } from '../ask.ts'
import type { Asked } from '../dialects/dialect.ts'
import type { Permit } from '../stages.ts'
import { createShadows, UNKEPT } from './shadows.ts'

const SHADOW = { vendor: 'rival', model: 'theirs', share: 1 }
const askOf = (shadow: object | null = SHADOW, tenant = 'main') =>
  ({
    request: 'r1',
    dialect: { shape: 'chat' },
    stated: { context: { purpose: 'TREAT', patient: 'Patient/p' } },
    caller: {
      tenant,
      principal: { id: 'p' },
      application: {
        id: 'a',
        vendors: ['v'],
        models: ['m'],
        answerCache: { lifetimeS: 60 },
        ...(shadow === null ? {} : { shadow }),
      },
    },
  }) as unknown as Ask
const question = (context: object = {}, more: object = {}) =>
  ({ model: 'm', context: { purpose: 'TREAT', ...context }, ...more }) as unknown as Asked
const permit = (more: object = {}) => ({ effect: 'permit', ...more }) as unknown as Permit

/** Copies that are never decided: what begins is seen by its intent, and what is asked by the decision that it waits for. */
function shadowsOf(settings: object = {}) {
  const begun: Ask[] = []
  const admitted: [Ask, Asked][] = []
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
        return { intend: async () => undefined }
      },
      admit(ask: Ask, asked: Asked) {
        admitted.push([ask, asked])
        return new Promise(() => undefined)
      },
    } as never,
    onLeftOut: () => (leftOut += 1),
  })
  return { shadows, begun, admitted, leftOut: () => leftOut, later: (ms: number) => (now += ms) }
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

  it('is asked about as an operation of the house, whatever the person asked for (164.501)', async () => {
    const { shadows, admitted } = shadowsOf()
    shadows.copy(askOf(), question({ patient: 'Patient/p' }), permit())
    await expect.poll(() => admitted.length).toBe(1)
    const [[ask, asked] = []] = admitted
    expect(asked?.context).toMatchObject({ purpose: 'HOPERAT', patient: 'Patient/p' })
    expect(ask?.stated).toEqual({ context: { purpose: 'HOPERAT', patient: 'Patient/p' } })
    expect(ask?.caller.application?.purposeFixed).toBe('HOPERAT')
  })

  it('is of an application that has no answer cache', () => {
    const { shadows, begun } = shadowsOf()
    shadows.copy(askOf(), question(), permit())
    expect(begun[0]?.caller.application).not.toHaveProperty('answerCache')
  })

  it('has a conversation that is new each time and kept nowhere', async () => {
    const states: unknown[] = []
    const turn = async (state: unknown) => ({ state: 'codes', result: states.push(state) })
    const conversation = UNKEPT.conversation('main', 'ref')
    expect([await conversation.converse(turn), await conversation.converse(turn)]).toEqual([1, 2])
    expect(states).toEqual([undefined, undefined])
  })

  it.each([
    [
      'of what is to be kept at the vendor',
      askOf(),
      question({}, { kept: { feature: 'stored-state', at: 'store' } }),
      permit(),
    ],
    ['of what goes on from an answer', askOf(), question({}, { continues: { at: 'x', id: 'resp_1' } }), permit()],
    ['of what names earlier items', askOf(), question({}, { references: { named: [] } }), permit()],
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
