import { describe, expect, it } from 'vitest'
import { createHeld } from './held.ts'

const FRESH_MS = 60_000
let clock = 1_000_000

function reading(answer: () => Promise<string>) {
  const counted = { reads: 0 }
  const load = () => {
    counted.reads += 1
    return answer()
  }
  return { counted, held: createHeld({ load, now: () => clock, freshMs: () => FRESH_MS }) }
}

describe('what a provider publishes', () => {
  it('is read once for all who ask at once', async () => {
    const { counted, held } = reading(async () => 'said')
    expect(await Promise.all([held.current(), held.current(), held.again()])).toEqual(['said', 'said', 'said'])
    expect(counted.reads).toBe(1)
  })
  it('is not asked for within two seconds of a failure, and then again', async () => {
    let broken = true
    const { counted, held } = reading(() => (broken ? Promise.reject(new Error('down')) : Promise.resolve('said')))
    for (let n = 0; n < 5; n++) await expect(held.current()).rejects.toMatchObject({ code: 'issuer_unavailable' })
    expect(counted.reads).toBe(1)
    broken = false
    clock += 2_000
    expect(await held.current()).toBe('said')
    expect(counted.reads).toBe(2)
  })
  it('does not serve once it is old and cannot be read again', async () => {
    let broken = false
    const { held } = reading(() => (broken ? Promise.reject(new Error('down')) : Promise.resolve('said')))
    await held.current()
    broken = true
    clock += FRESH_MS
    await expect(held.current()).rejects.toMatchObject({ code: 'issuer_unavailable' })
  })
})
