import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { command } from '../support/command.ts'
import { readEntries } from '../support/entries.ts'

let boundary: TestBoundary
let key: string
const clock = { aheadMs: 0 }
const QUESTION = { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }

async function administrator(): Promise<string> {
  return ((await boundary.admin.post('/api/keys', { user: 'admin', days: 700 })).json as { key: string }).key
}

beforeAll(async () => {
  const retention = { journal: { days: { intent: 365 } } }
  boundary = await startBoundary({ retention, outside: { now: () => Date.now() + clock.aheadMs } })
  await ask(boundary, { body: QUESTION })
  key = await administrator()
})
afterAll(() => boundary.close())

const audit = (...argv: string[]) => command(boundary, ['audit', ...argv], key)
const json = async (...argv: string[]) => JSON.parse((await audit(...argv, '--json')).out) as Record<string, unknown>

describe('cordon audit expire', () => {
  it('says that nothing is due, and of each class what comes next', async () => {
    const { code, out } = await audit('expire')
    expect(code).toBe(0)
    expect(out).toContain('Nothing is due.')
    expect(out).toMatch(/disclosure +\d{4}-\d\d +\d{4}-\d\d-\d\d +2282/)
  })

  it('destroys nothing that is not due, and records who asked', async () => {
    const { code, out } = await audit('expire', '--confirm')
    expect(code).toBe(0)
    expect(out).toContain('Nothing was due.')
    const last = (await readEntries({ ...boundary, tenant: 'test' })).findLast(
      (entry) => entry.class === 'configuration',
    )
    expect(last).toMatchObject({ action: 'retention.expire', principal: 'admin' })
    expect(await json('expire')).toMatchObject({ due: [], expired: [], holds: [] })
  })

  it('is refused, by name, to whoever may not destroy', async () => {
    const { code, err } = await command(boundary, ['audit', 'expire', '--confirm'], boundary.strangerKey)
    expect(code).not.toBe(0)
    expect(err).toContain('right_missing')
  })

  it('destroys nothing by a clock that jumped; after three weeks of it, what was due: reading says so, all else holds', async () => {
    await boundary.stop()
    clock.aheadMs = 420 * DAY
    await boundary.restart()
    const refused = await audit('expire', '--confirm')
    expect(refused.err).toContain('clock_unproven')
    expect((await audit('expire')).out).toContain('does not show that the clock can be believed')

    await boundary.stop()
    clock.aheadMs += 20 * DAY
    await boundary.restart()
    const { due } = (await json('expire')) as { due: { class: string }[] }
    expect(due.map((each) => each.class)).toEqual(['intent'])
    const { entries: before } = (await json('list', '--class', 'intent')) as {
      entries: { index: number; body: object }[]
    }
    expect(before).toMatchObject([{ body: { class: 'intent' } }])

    const { out } = await audit('expire', '--confirm')
    expect(out).toContain('entries have expired: their keys are destroyed.')
    expect((await audit('list', '--class', 'intent')).out).toContain('entry_expired')
    expect(await json('show', String(before[0]?.index))).toMatchObject({
      verified: true,
      entry: { closed: 'entry_expired' },
    })
    expect((await audit('verify')).code).toBe(0)
    expect((await audit('expire')).out).toMatch(/Expired\n.*\n *intent +\d{4}-\d\d +1 /)
  })
})
