import { CordonError, type ErrorCode } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Ran } from '../shred/retention/expire-journal.ts'
import { createJournalExpiring } from './expire-journal.ts'

function running(answer: () => Ran, expire: 'daily' | 'by-hand' = 'daily') {
  const clock = { ms: Date.UTC(2026, 10, 22) }
  const lines: string[] = []
  const say = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log: Log = { debug: say, info: say, warn: say, error: say }
  let runs = 0
  const run = (): Promise<Ran> => {
    runs += 1
    try {
      return Promise.resolve(answer())
    } catch (error) {
      return Promise.reject(error as Error)
    }
  }
  let settled = 0
  const settle = () => {
    settled += 1
    return Promise.resolve<Ran>({ batches: 0, entries: 0, state: 'done' })
  }
  const job = createJournalExpiring({
    tenants: () => Promise.resolve(['t']),
    expiry: { proceed: run, settle },
    expire,
    now: () => clock.ms,
    log,
  })
  return { clock, lines, job, runs: () => runs, settled: () => settled }
}

describe('the expiry of the journal', () => {
  it('runs once a day, and says how many entries expired', async () => {
    const { clock, lines, job, runs } = running(() => ({ batches: 1, entries: 7, state: 'done' }))
    for (let hour = 0; hour < 48; hour++, clock.ms += HOUR) await job()
    expect(runs()).toBe(2)
    expect(lines[0]).toBe('entries of the journal have expired {"count":7}')
  })

  it('asks again at the next turn while a place has not confirmed', async () => {
    const { clock, job, runs } = running(() => ({ batches: 0, entries: 0, state: 'waiting' }))
    for (let hour = 0; hour < 5; hour++, clock.ms += HOUR) await job()
    expect(runs()).toBe(5)
  })

  it.each(['legal_hold', 'clock_unproven'] as const)('waits a day, and says so: %s', async (code: ErrorCode) => {
    const { clock, lines, job, runs } = running(() => {
      throw new CordonError(code)
    })
    await job()
    await job()
    clock.ms += DAY
    await job()
    expect(runs()).toBe(2)
    expect(lines[0]).toBe(`entries of the journal do not expire {"code":"${code}"}`)
  })

  it('only finishes what a person began, where it is by hand', async () => {
    const { job, runs, settled } = running(() => ({ batches: 1, entries: 7, state: 'done' }), 'by-hand')
    await job()
    expect([runs(), settled()]).toEqual([0, 1])
  })

  it('hides nothing else, and tries again', async () => {
    const { job, runs } = running(() => {
      throw new CordonError('journal_damaged')
    })
    await expect(job()).rejects.toMatchObject({ code: 'journal_damaged' })
    await expect(job()).rejects.toMatchObject({ code: 'journal_damaged' })
    expect(runs()).toBe(2)
  })
})
