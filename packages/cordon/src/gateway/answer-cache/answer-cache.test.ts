import { createHash } from 'node:crypto'
import { CordonError, type DeidPolicy } from '@cordon/contract'
import { createCodeBook, createDeidentifier, createDetector, Phi, POLICIES } from '@cordon/deid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRealParts, type RealParts, unrecorded } from '../../identity/real-parts.fixtures.ts'
import { underAgreement } from '../../policy/agreements/phi-under-agreement.ts'
import type { Route } from '../../policy/agreements/recipients.ts'
import { agreement, vendor } from '../../policy/decision/decide.fixtures.ts'
import { rowsOf } from '../../store/store.ts'
import type { Ask } from '../ask.ts'
import type { Cleaned } from '../clean.ts'
import { chat } from '../dialects/chat/chat.ts'
import type { Dispatched } from '../dispatch.ts'
import type { Permit } from '../stages.ts'
import { tryKeepAlone } from './answer-cache.queries.ts'
import { type AnswerCache, createAnswerCache, type Looked } from './answer-cache.ts'
import { type Answer, createStoredAnswers, type StoredAnswers } from './stored-answers.ts'

const START = Date.parse('2026-06-15T12:00:00Z')
const ROUTE: Route = { vendor: vendor(), agreement: agreement(), model: 'm' }
const SPARE: Route = { ...ROUTE, vendor: vendor({ id: 'spare', region: 'eu' }) }

let parts: RealParts
let tenant: string
let tenants = 0
let faults: unknown[]
beforeAll(async () => {
  parts = await openRealParts(START)
}, 90_000)
afterAll(() => parts.close())
beforeEach(() => {
  tenant = `t${tenants++}`
  parts.clock.ms = START
  faults = []
})

const limits = { entriesMax: 3, bytesMax: 1_000_000, answerBytesMax: 10_000 }
const stored = (over: Partial<typeof limits> = {}) =>
  createStoredAnswers({ store: parts.store, now: () => parts.clock.ms, limits: { ...limits, ...over } })

function cacheOver(answers: StoredAnswers = stored(), keyring = parts.keyring): AnswerCache {
  const onFault = (cause: unknown) => void faults.push(cause)
  return createAnswerCache({ answers, keyring, settings: limits, origin: 'node', detectorHash: 'd', onFault })
}

/** What a node keeps, without asking whether it opens. */
const row = (ref: string): Answer => ({
  ref,
  application: 'app',
  patient: null,
  sealed: Buffer.from('sealed'),
  lifetimeMs: 60_000,
  emptyings: 0,
  opens: () => Promise.resolve(),
})

/** Always the same codes and inventions, in their order: what they stand for is not the same. */
const repeating = () => {
  let n = 0
  return (length: number) => new Uint8Array(length).map((_, at) => (at === 0 ? 10 : n++ % 9))
}

interface Of {
  readonly text?: string
  readonly policy?: DeidPolicy
  readonly patient?: string
  readonly routes?: readonly Route[]
  readonly lifetimeS?: number
}
interface Question {
  readonly ask: Ask
  readonly cleaned: Cleaned
  readonly decision: Permit
  readonly sent: string
}

/** A question as the stages before have it: cleaned by the real engine, with a book whose codes repeat those of every other. */
async function asks({
  text = 'How is she?',
  policy = 'safe-harbor',
  patient,
  routes = [ROUTE],
  lifetimeS = 60,
}: Of = {}) {
  const book = createCodeBook({ random: repeating() })
  const engine = createDeidentifier({
    detector: createDetector(),
    sha256: (data) => createHash('sha256').update(data).digest(),
    now: () => START,
    policies: Object.values(POLICIES),
  })
  const job = { treat: () => 'text' as const, known: [], book, turnKey: (turn: string) => turn, policy }
  const made = await engine.deidentify(new Phi<Record<string, unknown>>({ text }), job)
  const names = patient === undefined ? [] : [patient]
  const by = { set: { name: 'default', hash: 'h' }, policies: [], faulty: false }
  const decision = { routes, patient, names, purpose: 'TREAT', by, deidPolicy: policy } as unknown as Permit
  const prompt = (route: Route) =>
    made.label === 'clean' ? made.clean : underAgreement(decision, route, made.stillPhi)
  const cleaned = {
    promptFor: prompt,
    policy: made.policy,
    label: made.label,
    stream: false,
    opaque: false,
    codes: { book },
  } as unknown as Cleaned
  const application = { id: 'app', answerCache: { lifetimeS } }
  const ask = { dialect: chat, caller: { tenant, application } } as unknown as Ask
  return { ask, cleaned, decision, sent: JSON.stringify(prompt(routes[0] ?? ROUTE).value) } satisfies Question
}

const look = (cache: AnswerCache, { ask, cleaned, decision }: Question) => cache.look(ask, cleaned, decision)
const kindOf = async (cache: AnswerCache, of: Question) => (await look(cache, of))?.kind

/** What a vendor said, through the keeper of a question that was not answered from the cache. */
async function keep(looked: Looked | undefined, content = 'Fine.', route = ROUTE, found = false): Promise<void> {
  const json = { choices: [{ index: 0, message: { content }, finish_reason: 'stop' }] }
  if (looked?.kind !== 'miss') return expect.fail(`it is a ${looked?.kind}`)
  const dispatched = { reply: { kind: 'whole', json, tls: undefined }, receipt: { index: 7 }, route }
  const keeper = looked.keeper(dispatched as unknown as Dispatched)
  keeper?.received(json)
  keeper?.restored({ turns: [{ text: content, spans: [] }], opaque: [] })
  if (found) keeper?.drop()
  await keeper?.keep()
}

async function asked(cache: AnswerCache, of: Of): Promise<Question> {
  const question = await asks(of)
  await keep(await look(cache, question))
  return question
}

describe('a kept answer', () => {
  it('is found by the same question, with the index of its disclosure', async () => {
    const cache = cacheOver()
    await asked(cache, {})
    expect(await look(cache, await asks())).toMatchObject({ kind: 'hit', answer: { stream: false, disclosure: 7 } })
    expect(faults).toEqual([])
  })

  it('never crosses to a conversation where the same code stands for somebody else', async () => {
    const cache = cacheOver()
    const ada = await asked(cache, { text: 'Mrs. Ada Okonkwo called.' })
    const eve = await asks({ text: 'Mrs. Eve Thistlewood called.' })
    expect(eve.sent).toBe(ada.sent)
    expect(ada.sent).toMatch(/\[NAME-/)
    expect(await kindOf(cache, eve)).toBe('miss')
    expect(await kindOf(cache, await asks({ text: 'Mrs. Ada Okonkwo called.' }))).toBe('hit')
  })

  it('never crosses where the same two codes are swapped', async () => {
    const cache = cacheOver()
    const one = await asked(cache, { text: 'Mrs. Ada Okonkwo called Mrs. Eve Thistlewood.' })
    const swapped = await asks({ text: 'Mrs. Eve Thistlewood called Mrs. Ada Okonkwo.' })
    expect(swapped.sent).toBe(one.sent)
    expect(await kindOf(cache, swapped)).toBe('miss')
  })

  it('never crosses where the same invented name stands for somebody else', async () => {
    const cache = cacheOver()
    const routes = [{ ...ROUTE, agreement: agreement({ deidPolicies: ['surrogate'] }) }]
    const one = await asks({ text: 'Mrs. Ada Okonkwo called.', policy: 'surrogate', routes })
    await keep(await look(cache, one), 'Fine.', routes[0])
    const other = await asks({ text: 'Mrs. Eve Thistlewood called.', policy: 'surrogate', routes })
    expect(one.sent).not.toContain('Okonkwo')
    expect(await kindOf(cache, other)).toBe('miss')
    expect(await kindOf(cache, await asks({ text: 'Mrs. Ada Okonkwo called.', policy: 'surrogate', routes }))).toBe(
      'hit',
    )
  })

  it('is only of a route that the decision of now allows', async () => {
    const cache = cacheOver()
    await asked(cache, { routes: [ROUTE, SPARE] })
    expect(await kindOf(cache, await asks({ routes: [SPARE, ROUTE] }))).toBe('hit')
    expect(await kindOf(cache, await asks({ routes: [SPARE] }))).toBe('miss')
  })

  it('of a patient does not open once that patient’s key is gone, and one of nobody does', async () => {
    const without = (patient: string) => ({
      ...parts.keyring,
      async opening(of: string, sealed: Uint8Array) {
        const theirs = await parts.keyring.sealing({ tenant, purpose: 'patient', patient })
        const key = await parts.keyring.opening(of, sealed)
        if (key.id === theirs.id) throw new CordonError('keys_unavailable')
        return key
      },
    })
    const cache = cacheOver()
    for (const of of [{ patient: 'p1' }, { patient: 'p2' }, {}]) await asked(cache, of)
    const later = cacheOver(stored(), without('p1'))
    expect(await kindOf(later, await asks({ patient: 'p1' }))).toBe('miss')
    expect(faults).toHaveLength(1)
    for (const of of [{ patient: 'p2' }, {}]) expect(await kindOf(later, await asks(of))).toBe('hit')
  })

  it('lives as long as was said, and leaves the table after', async () => {
    const answers = stored()
    const cache = cacheOver(answers)
    await asked(cache, { lifetimeS: 60 })
    parts.clock.ms = START + 59_000
    expect(await kindOf(cache, await asks())).toBe('hit')
    expect(await answers.expire(tenant)).toBe(0)
    parts.clock.ms = START + 60_000
    expect(await kindOf(cache, await asks())).toBe('miss')
    expect([await answers.expire(tenant), await answers.list(tenant)]).toEqual([1, []])
  })
})

describe('what is kept', () => {
  it('is bounded in answers: the oldest go, and nobody else’s', async () => {
    const other = tenant
    await asked(cacheOver(), {})
    tenant = `t${tenants++}`
    const cache = cacheOver()
    for (let n = 0; n < 5; n++) {
      parts.clock.ms = START + n
      await asked(cache, { text: `Question ${'abcde'.charAt(n)}?` })
    }
    const found = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (n) => kindOf(cache, await asks({ text: `Question ${n}?` }))),
    )
    expect(found).toEqual(['miss', 'miss', 'hit', 'hit', 'hit'])
    expect(await stored().list(tenant)).toMatchObject([{ application: 'app', entries: 3 }])
    expect(await stored().list(other)).toMatchObject([{ entries: 1 }])
  })

  it('is bounded in bytes', async () => {
    const answers = stored({ bytesMax: 500 })
    const cache = cacheOver(answers)
    for (const n of 'abc') {
      parts.clock.ms += 1
      await asked(cache, { text: `Question ${n}?` })
    }
    const [kept] = await answers.list(tenant)
    expect(kept?.bytes).toBeLessThanOrEqual(500)
    expect(kept?.entries).toBeGreaterThan(0)
    expect(await kindOf(cache, await asks({ text: 'Question c?' }))).toBe('hit')
  })

  it('stays within its bounds when many nodes keep at once', async () => {
    await Promise.all(Array.from('abcdefghijkl', (n) => asked(cacheOver(), { text: `Question ${n}?` })))
    const [kept] = await stored().list(tenant)
    expect(kept?.entries).toBeGreaterThan(0)
    expect(kept?.entries).toBeLessThanOrEqual(3)
    expect(faults).toEqual([])
  })

  it('is taken from in batches, once it is full', async () => {
    const answers = stored({ entriesMax: 40 })
    for (let n = 0; n < 40; n++) await answers.put(tenant, row(`r${n}`))
    expect(await answers.list(tenant)).toMatchObject([{ entries: 40 }])
    await answers.put(tenant, row('one more'))
    expect(await answers.list(tenant)).toMatchObject([{ entries: 38 }])
  })

  it('is nothing where another is being kept: nobody waits, and no connection but two is held', async () => {
    const answers = stored()
    await parts.store.within(tenant, async (tx) => {
      await rowsOf(tx, tenant, tryKeepAlone)
      await answers.put(tenant, row('r'))
    })
    const at = ['a', 'b', 'c'].map((name) => `${tenant}${name}`)
    await Promise.all([...at, ...at].map((name) => answers.put(name, row('r'))))
    const kept = await Promise.all([tenant, ...at].map(async (name) => (await answers.list(name)).length))
    expect(kept).toEqual([0, 1, 1, 0])
  })

  it('is not an answer that somebody was waiting for when it was emptied', async () => {
    const answers = stored()
    const waiting = await look(cacheOver(answers), await asks())
    await answers.empty(tenant, undefined, unrecorded)
    await keep(waiting)
    expect(await answers.list(tenant)).toEqual([])
    await asked(cacheOver(answers), {})
    expect(await answers.list(tenant)).toMatchObject([{ entries: 1 }])
  })

  it('is not an answer whose key was destroyed while somebody was waiting for it', async () => {
    let destroyed = false
    const opening: typeof parts.keyring.opening = (...of) =>
      destroyed ? Promise.reject(new CordonError('keys_unavailable')) : parts.keyring.opening(...of)
    const waiting = await look(cacheOver(stored(), { ...parts.keyring, opening }), await asks({ patient: 'p1' }))
    destroyed = true
    await keep(waiting)
    expect(await stored().list(tenant)).toEqual([])
  })

  it('is not an answer in which something was found', async () => {
    const cache = cacheOver()
    await keep(await look(cache, await asks()), 'Fine.', ROUTE, true)
    expect(await kindOf(cache, await asks())).toBe('miss')
  })

  it('is not an answer with a code that did not stand in its prompt', async () => {
    const cache = cacheOver()
    await keep(await look(cache, await asks()), 'Ask [NAME-A01234].')
    expect(await kindOf(cache, await asks())).toBe('miss')
  })
})

describe('a cache that cannot do its part', () => {
  const fault = () => Promise.reject(new CordonError('store_unavailable'))

  it('has nothing and keeps nothing while the store is down, and nobody hears of it', async () => {
    const down: StoredAnswers = {
      emptyings: () => 0,
      find: fault,
      put: fault,
      list: fault,
      empty: fault,
      expire: fault,
    }
    await asked(cacheOver(down), {})
    expect(faults).toHaveLength(2)
    expect(await kindOf(cacheOver(), await asks())).toBe('miss')
  })

  it('is passed by while no key is to be had', async () => {
    const keyring = { ...parts.keyring, tenant: fault }
    expect(await kindOf(cacheOver(stored(), keyring), await asks())).toBe('skip')
  })

  it('takes nothing that was written by somebody else', async () => {
    const cache = cacheOver()
    await asked(cache, {})
    const written = { sealed: Buffer.from('not sealed at all, and long enough to look at: 0123456789') }
    await parts.store.within(tenant, async (tx) => void (await tx.updateTable('kept_answer').set(written).execute()))
    expect(await kindOf(cache, await asks())).toBe('miss')
    expect(faults).toHaveLength(1)
  })
})
