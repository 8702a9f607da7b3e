import { CordonError } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import type { Call } from './ask.ts'
import { createTrail } from './create-trail.ts'

/** A trail in a time of its own, and how long its refusals waited. */
function trailFor(more: Partial<Call> = {}) {
  let time = 5_003
  const waited: number[] = []
  const counted: number[] = []
  const place = {
    patient: () => undefined,
    asks: () => undefined,
    found: (times: number) => counted.push(times),
    leave: () => undefined,
  }
  const nothing = async () => ({ index: 0 })
  const caller = { tenant: 'main', principal: { id: 'dr-a' } }
  const call = { caller, request: 'r', route: '/v1/chat/completions', stated: {}, ...more } as unknown as Call
  const trail = createTrail(call, {
    recorder: {
      intend: nothing,
      disclose: nothing,
      deidentify: nothing,
      reidentify: nothing,
      settle: nothing,
    } as never,
    limiter: { enter: () => place } as never,
    now: () => time,
    wait: async (ms) => void waited.push(ms),
    pseudonymOf: async () => 'pseudonym',
    encounterPseudonymOf: async () => 'pseudonym',
    onSettled: () => undefined,
  })
  return { trail, waited, counted, later: (ms: number) => (time += ms) }
}

describe('what is found in an answer', () => {
  it('counts for whoever asked where it tells of somebody else, and not in a copy, which nobody reads', () => {
    for (const [copy, counts] of [
      [{}, [1, 1]],
      [{ shadowOf: 'r0' }, []],
    ] as const) {
      const { trail, counted } = trailFor(copy)
      trail.enter()
      for (const finding of ['other-name', 'canary', 'code-in-link', 'hidden-text'] as const) trail.found(finding)
      expect(counted).toEqual(counts)
    }
  })
})

describe('a refusal', () => {
  it.each(['patient_refused', 'emergency_refused', 'policy_refused', 'conversation_refused', 'internal'] as const)(
    'for %s after something was looked up leaves on a beat',
    async (code) => {
      const { trail, waited, later } = trailFor()
      await trail.claims({ patient: 'Patient/1' } as never)
      later(13)
      await trail.failed(new CordonError(code))
      expect(waited).toEqual([37])
    },
  )

  it('counts its beat from when the request was read: holding the body back chooses nothing', async () => {
    for (const held of [0, 10, 24, 49]) {
      const { trail, waited, later } = trailFor()
      later(held)
      await trail.claims({ patient: 'Patient/1' } as never)
      later(3)
      await trail.failed(new CordonError('patient_refused'))
      expect(waited).toEqual([47])
    }
  })

  it('before that, and what fails after it was admitted, leaves at once', async () => {
    const early = trailFor()
    await early.trail.failed(new CordonError('field_unknown'))
    expect(early.waited).toEqual([])
    const late = trailFor()
    await late.trail.claims({ patient: 'Patient/1' } as never)
    const by = { set: { name: 's', hash: 'h' }, policies: [], faulty: false }
    late.trail.admitted({ purpose: 'TREAT', patient: 'pseudonym', reasons: [], by })
    await late.trail.failed(new CordonError('upstream_unreachable'))
    expect(late.waited).toEqual([])
  })
})
