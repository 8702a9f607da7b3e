import { inspect } from 'node:util'
import { type After, createDetector, type DeidError } from '@cordon/deid'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFaultyPlan, FAULT_NAMES } from './faulty.fixture.ts'
import type { Method } from './messages.ts'
import { planOf } from './plan.ts'
import { type DetectorPool, openDetectorPool, type PoolOptions } from './pool.ts'

const after: After = (ms, late) => {
  const timer = setTimeout(late, ms)
  return () => clearTimeout(timer)
}

const TEXTS = ['Mrs. Quillfeather called', 'nothing here']
const KNOWN = [{ kind: 'NAME', value: 'Quillfeather' }] as const
const CALL_MS = 1_200

const faulty = createFaultyPlan()
const open = (more: Partial<PoolOptions> = {}) =>
  openDetectorPool({ plan: faulty.plan, threads: 1, memoryMib: 128, waitingMax: 4, callMs: CALL_MS, after, ...more })
const ask = (pool: DetectorPool, method: Method) =>
  method === 'find' ? pool.find(TEXTS, { known: [] }) : pool.findKnown(TEXTS, KNOWN)

async function refusalOf(asking: Promise<unknown>): Promise<{ code: string; text: string }> {
  const error = await asking.then(
    () => undefined,
    (refused: unknown) => refused as DeidError,
  )
  return { code: error?.code ?? 'was not refused', text: inspect(error) }
}

describe('a pool', () => {
  let pool: DetectorPool
  beforeAll(async () => {
    pool = await openDetectorPool({
      plan: planOf({}),
      threads: 2,
      memoryMib: 256,
      waitingMax: 100,
      callMs: 10_000,
      after,
    })
  })
  afterAll(() => pool.close())

  it('answers as the detector does in this thread, and has its version', async () => {
    const here = createDetector()
    expect(pool.version).toBe(here.version)
    expect(await pool.find(TEXTS, { known: [] })).toEqual(here.find(TEXTS, { known: [] }))
    expect(await pool.findKnown(TEXTS, KNOWN)).toEqual(here.findKnown(TEXTS, KNOWN))
  })

  it('gives each of many calls at once its own answer', async () => {
    const texts = Array.from({ length: 60 }, (_, n) => `${'x'.repeat(n)} Mrs. Quillfeather`)
    const found = await Promise.all(texts.map((text) => pool.find([text], { known: [] })))
    expect(found.map(([spans = []]) => spans.map(({ end }) => end))).toEqual(texts.map(({ length }) => [length]))
  })
})

describe('the status of a pool', () => {
  it('counts threads that answer and were replaced, and calls that were refused, by why', async () => {
    const pool = await open({ waitingMax: 1 })
    expect(pool.status()).toEqual({
      alive: 1,
      threads: 1,
      replaced: 0,
      waiting: 0,
      refused: { detector_busy: 0, detector_failed: 0 },
    })
    faulty.set('find', 'never ends')
    const hung = refusalOf(ask(pool, 'find'))
    const waits = refusalOf(ask(pool, 'findKnown'))
    expect(pool.status().waiting).toBe(1)
    expect((await refusalOf(ask(pool, 'find'))).code).toBe('detector_busy')
    expect((await hung).code).toBe('detector_failed')
    faulty.clear()
    await waits
    await vi.waitFor(() => expect(pool.status()).toMatchObject({ alive: 1, replaced: 1, waiting: 0 }), 10_000)
    expect(pool.status().refused.detector_failed).toBe(1)
    await pool.close()
  })
})

describe('a detector in a thread', () => {
  let pool: DetectorPool
  beforeAll(async () => {
    pool = await open()
  })
  afterAll(() => pool.close())
  // A thread that takes the place of another may need longer than a call does.
  beforeEach(() => vi.waitFor(() => expect(pool.status().alive).toBe(1), 30_000))

  const refused = FAULT_NAMES.filter((name) => name !== 'finds residue' && name !== 'answers twice')
  it.each(refused.map((fault, n) => [fault, n % 2 === 0 ? ('find' as const) : ('findKnown' as const)] as const))(
    'that %s in %s refuses the call, says nothing of the text, and the next is answered',
    async (fault, method) => {
      faulty.set(method, fault)
      const { code, text } = await refusalOf(ask(pool, method))
      faulty.clear()
      expect(code).toBe('detector_failed')
      expect(text).not.toContain('Quillfeather')
      expect(await patiently(method, ['detector_busy'])).toMatchObject([[{ start: 5, end: 17, kind: 'NAME' }], []])
    },
  )

  it('that answers twice is not believed any more: the call that it meets is refused, and the next is answered', async () => {
    faulty.set('find', 'answers twice')
    expect(await ask(pool, 'find')).toEqual([[], []])
    faulty.clear()
    expect(await patiently('find', ['detector_busy', 'detector_failed'])).toMatchObject([[{ start: 5, end: 17 }], []])
  })

  /** A thread that died is being replaced: from source that takes a while, and the wait for it is bounded too. */
  async function patiently(method: Method, until: readonly string[]): Promise<unknown> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const answer: unknown = await ask(pool, method).catch((error: unknown) => error)
      const code = (answer as Partial<DeidError>).code
      if (code === undefined || !until.includes(code)) return answer
    }
    return 'never answered'
  }
})

describe('a pool at its bounds', () => {
  it('refuses the call that is one too many, and what waits too long, as busy', async () => {
    await using closing = closable(await open({ callMs: 300, waitingMax: 1 }))
    faulty.set('find', 'never answers')
    const first = refusalOf(ask(closing.pool, 'find'))
    const second = refusalOf(ask(closing.pool, 'findKnown'))
    const third = refusalOf(ask(closing.pool, 'findKnown'))
    expect((await third).code).toBe('detector_busy')
    expect((await first).code).toBe('detector_failed')
    expect((await second).code).toBe('detector_busy')
    faulty.clear()
  })

  it('refuses everything once it is closed, also what was in work, and its threads are gone', async () => {
    const pool = await open({ callMs: 60_000 })
    faulty.set('find', 'never ends')
    const inWork = refusalOf(ask(pool, 'find'))
    const waits = refusalOf(ask(pool, 'find'))
    await pool.close()
    faulty.clear()
    expect([(await inWork).code, (await waits).code]).toEqual(['detector_failed', 'detector_failed'])
    expect((await refusalOf(ask(pool, 'find'))).code).toBe('detector_failed')
  })

  it('has no thread whose detector is another than the records name', async () => {
    await using closing = closable(await open())
    faulty.exchange()
    faulty.set('find', 'exits')
    expect((await refusalOf(ask(closing.pool, 'find'))).code).toBe('detector_failed')
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await refusalOf(ask(closing.pool, 'findKnown'))).code).toBe('detector_busy')
    faulty.clear()
  })

  it('does not open on a detector that cannot be loaded', async () => {
    const nowhere = open({ plan: { module: new URL('./nowhere.ts', import.meta.url).href } })
    await expect(nowhere).rejects.toMatchObject({ code: 'config_invalid', at: 'detector' })
  })
})

function closable(pool: DetectorPool) {
  return { pool, [Symbol.asyncDispose]: () => pool.close() }
}
