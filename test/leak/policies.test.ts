import type { Agreement, Application, DeidPolicy } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { POLICIES } from '../../packages/deid/src/policies/tables.ts'
import { ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/** Policies at the boundary: what leaves under each, under which agreement, and what of it comes back. */

const SAID =
  'Mrs. Ottoline Brandvold, SSN 531-44-6001, was seen on 03/14/2025 and on 04/11/2025, and lives in Springfield, IL 62704.'
const DIRECT = /ottoline|brandvold|531.?44.?6001/i

const PATHS = [
  { path: 'whole', model: 'echo', stream: false },
  { path: 'streamed, character by character', model: 'echo-k1', stream: true },
]

const LEAVES: readonly { policy: DeidPolicy; application: string; as: RegExp }[] = [
  {
    policy: 'safe-harbor',
    application: 'demo',
    as: /\[DATE-2025-\w{6}\] and on \[DATE-2025-\w{6}\], and lives in \[CITY-\w{6}\], IL \[ZIP-627-\w{6}\]/,
  },
  {
    policy: 'coded',
    application: 'app-coded',
    as: /on 03\/14\/2025 and on 04\/11\/2025, and lives in Springfield, IL 62704/,
  },
  {
    policy: 'surrogate',
    application: 'app-surrogate',
    as: /Mrs\. [A-Z][a-z]+ [A-Z][a-z]+, SSN 9\d\d-\d\d-\d{4}, was seen on \d\d\/\d\d\/20\d\d/,
  },
]

describe('a policy', () => {
  let upstream: RecordingUpstream
  let boundary: TestBoundary
  const keys = new Map<string, string>()
  beforeAll(async () => {
    upstream = await startRecordingUpstream()
    boundary = await startBoundary({ upstream: upstream.baseUrl })
    keys.set('demo', boundary.key)
    await permit(['coded', 'surrogate', 'limited-data-set'])
    for (const policy of ['coded', 'surrogate', 'limited-data-set', 'expert'] as const) await register(policy)
  })
  afterAll(async () => {
    await boundary.close()
    await upstream.close()
  })
  beforeEach(() => upstream.reset())

  /** A new version of the upstream's agreement. */
  async function permit(deidPolicies: DeidPolicy[], over: Partial<Agreement> = {}): Promise<void> {
    const agreement = boundary.world.agreements.find(({ vendor }) => vendor === 'upstream')
    await boundary.admin.post('/api/agreements', { ...agreement, deidPolicies, ...over })
  }
  async function register(policy: DeidPolicy): Promise<void> {
    const application: Application = {
      ...boundary.world.application,
      id: `app-${policy}`,
      vendors: ['upstream'],
      policy,
    }
    await boundary.admin.post('/api/applications', application)
    const user = boundary.world.related.id
    const { json } = await boundary.admin.post('/api/keys', { user, application: application.id })
    keys.set(application.id, (json as { key: string }).key)
  }
  async function say(application: string, request: { model: string; stream: boolean }, said = SAID) {
    const body = { ...request, messages: [{ role: 'user', content: said }] }
    return ask(boundary, { body, key: keys.get(application) ?? '' })
  }

  describe.each(LEAVES)('$policy', ({ policy, application, as }) => {
    it.each(PATHS)(
      '$path: leaves in its form, without a direct identifier, and comes back whole',
      async ({ path: _, ...request }) => {
        const { status, text } = await say(application, request)
        expect(status).toBe(200)
        expect(upstream.text()).not.toMatch(DIRECT)
        expect(upstream.text()).toMatch(as)
        expect(contentOf(text)).toContain(SAID)
        expect(boundary.logged()).not.toMatch(DIRECT)
      },
    )

    it('is named in the disclosure entry, by id and by the hash of its rules', async () => {
      const { request } = await say(application, { model: 'echo', stream: false })
      const entries = await readEntries({ ...boundary, tenant: 'test' })
      const [disclosed] = entriesOf(entries, 'disclosure', request)
      expect(disclosed).toMatchObject({ policy: `${policy}/1`, agreement: 'upstream-synthetic' })
      expect(disclosed?.policyHash).toMatch(/^[0-9a-f]{64}$/)
      expect(disclosed?.identifiers.SSN).toBe(1)
    })

    it('is not handed to whoever may read the journal, where it still is PHI', async () => {
      const { request } = await say(application, { model: 'echo', stream: false })
      const kept = JSON.stringify(await boundary.admin.get(`/api/requests/${request}`))
      expect(kept.includes('"withheld":"phi"')).toBe(policy !== 'safe-harbor')
      expect(as.test(kept.split('"entries"')[0] ?? '')).toBe(policy === 'safe-harbor')
    })

    it('sends a conversation’s old turns again as the same bytes', async () => {
      await say(application, { model: 'echo', stream: false })
      const first = upstream.text()
      upstream.reset()
      await say(application, { model: 'echo', stream: false })
      expect(upstream.text().split('"messages"')[1]).toBe(first.split('"messages"')[1])
    })
  })

  it('has a hash of its own', async () => {
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    const hashes = new Set(entriesOf(entries, 'disclosure').map(({ policyHash }) => policyHash))
    expect(hashes.size).toBe(LEAVES.length)
    expect(Object.keys(POLICIES)).toContain('surrogate')
  })

  it('of an answer that was on its way when the policy changed lets nothing stay under the next', async () => {
    const application: Application = { ...boundary.world.application, id: 'app-coded', vendors: ['upstream'] }
    const headers = { 'x-cordon-session': 'changing' }
    const key = keys.get('app-coded') ?? ''
    const speak = (model: string, messages: object[]) =>
      ask(boundary, { body: { model, stream: model !== 'fixed', messages }, key, headers })
    const asked = { role: 'user', content: SAID }
    const arrived = upstream.arrival()
    const slow = speak('echo-k8-i60', [asked])
    await arrived
    await boundary.admin.post('/api/applications', { ...application, policy: 'safe-harbor' })
    expect((await speak('fixed', [{ role: 'user', content: 'And then?' }])).status).toBe(200)
    const answer = contentOf((await slow).text)
    expect(answer).toContain('03/14/2025')
    upstream.reset()
    const history = [asked, { role: 'assistant', content: answer }, { role: 'user', content: 'Thanks.' }]
    expect((await speak('fixed', history)).status).toBe(200)
    expect(upstream.text()).not.toMatch(/03\/14|04\/11|Springfield/)
    await boundary.admin.post('/api/applications', { ...application, policy: 'coded' })
  })

  describe.each(PATHS)('refused, $path', ({ path: _, ...request }) => {
    it.each([
      ['a limited data set for treatment', 'app-limited-data-set', 'agreement_missing'],
      ['expert, without a determination', 'app-expert', 'agreement_missing'],
    ])('%s: nothing leaves, nothing is quoted', async (_case, application, code) => {
      const refused = await say(application, request)
      expect(refused.code).toBe(code)
      expect(refused.everything).not.toMatch(DIRECT)
      expect(upstream.connections + upstream.bytesReceived).toBe(0)
    })

    it('a limited data set for treatment, under a data use agreement all the same', async () => {
      await permit(['limited-data-set'], { id: 'upstream-dua', kind: 'data-use' })
      const refused = await say('app-limited-data-set', request)
      expect(refused.code).toBe('agreement_missing')
      expect(upstream.connections + upstream.bytesReceived).toBe(0)
    })

    it('expert that an agreement permits, when no determination is registered', async () => {
      await permit(['coded', 'surrogate', 'limited-data-set', 'expert'])
      const refused = await say('app-expert', request)
      expect(refused.code).toBe('policy_unavailable')
      expect(refused.everything).not.toMatch(DIRECT)
      expect(upstream.connections + upstream.bytesReceived).toBe(0)
      await permit(['coded', 'surrogate', 'limited-data-set'])
    })

    it('what an agreement stopped permitting', async () => {
      await permit(['safe-harbor'])
      const refused = await say('app-coded', request)
      expect(refused.code).toBe('agreement_missing')
      expect(upstream.connections + upstream.bytesReceived).toBe(0)
      await permit(['coded', 'surrogate', 'limited-data-set'])
    })
  })
})
