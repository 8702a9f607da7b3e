import { CordonError } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change, RecordChange } from '../../identity/change.ts'
import { openRealParts, type RealParts, twoPeople } from '../../identity/real-parts.fixtures.ts'
import { type PolicyTexts, readDefaultPack } from '../cedar/texts.ts'
import { ask, decideByDefault, facts, NOW } from '../decision/decide.fixtures.ts'
import { decide } from '../decision/decide.ts'
import { createDraftsHere } from './drafts.fixture.ts'
import { createDrafts } from './drafts.ts'
import { createPolicies, type Policies } from './policies.ts'

const pack = readDefaultPack()
/** The pack, and one more policy. */
const withMore = (text: string) => ({ ...pack, policies: { ...pack.policies, 'more.cedar': text } })
const NOBODY: PolicyTexts = withMore('@id("nobody")\n@why("a test")\nforbid (principal, action, resource);')

let parts: RealParts
let tenant: string
let tenants = 0
let node: Policies
let faults: string[]
let recorded: Change[]
const record: RecordChange = async (change) => void recorded.push(change)

const createNode = (publishByTwo = false, drafts = createDraftsHere()) =>
  createPolicies({
    store: parts.store,
    now: () => parts.clock.ms,
    drafts,
    publishByTwo,
    secondPerson: twoPeople,
    onFault: (set) => faults.push(set),
  })

beforeAll(async () => {
  parts = await openRealParts(NOW)
}, 60_000)
afterAll(() => parts.close())
beforeEach(() => {
  tenant = `t${tenants++}`
  faults = []
  recorded = []
  node = createNode()
})

async function added(texts = NOBODY, by = 'sam') {
  const answer = await node.add(tenant, texts, by, record)
  if ('problems' in answer) throw new Error(JSON.stringify(answer.problems))
  return answer
}

describe('policy sets', () => {
  it('are the one that ships until a site publishes its own', async () => {
    expect((await node.current(tenant)).name).toBe('cordon-default/6')
    const { version } = await added()
    expect((await node.current(tenant)).name).toBe('cordon-default/6')
    const { name, hash, change } = await node.publish(tenant, version, 'cy', record)
    expect([name, change.action]).toEqual(['site/1', 'policy.publish'])
    expect(await node.current(tenant)).toMatchObject({ name: 'site/1', hash })
    expect((await node.current('elsewhere')).name).toBe('cordon-default/6')
  })

  it('decide once they are published, and their hash stands in the decision', async () => {
    expect(decideByDefault(ask(), facts()).effect).toBe('permit')
    node = createNode(false, createDrafts())
    const { hash } = await node.publish(tenant, (await added()).version, 'cy', record)
    const decision = decide(ask(), facts(), await node.current(tenant))
    expect(decision).toMatchObject({ effect: 'deny', code: 'right_missing', by: { set: { name: 'site/1', hash } } })
    expect(decision.reasons.at(-1)?.why).toBe('forbidden by nobody')
  })

  it('that do not validate are not kept, and say where and why', async () => {
    const answer = await node.add(
      tenant,
      withMore('@id("a")\n@why("a test")\npermit (principal, action, resorce);'),
      'sam',
      record,
    )
    expect(answer).toMatchObject({ problems: [{ file: 'more.cedar', line: 3, column: 28 }] })
    expect(await node.list(tenant)).toEqual([])
  })

  it('are taken up by every node within 5 s, and no request waits or fails meanwhile', async () => {
    const other = createNode()
    await other.current(tenant)
    await node.publish(tenant, (await added()).version, 'cy', record)
    const asked: string[] = []
    for (let ms = 0; ms <= 5_000; ms += 100) {
      parts.clock.ms = NOW + ms
      asked.push((await other.current(tenant)).name)
    }
    expect(asked[0]).toBe('cordon-default/6')
    expect(asked.at(-1)).toBe('site/1')
    expect(new Set(asked).size).toBe(2)
  })

  it('are known before a request needs them where a node looks in between', async () => {
    const other = createNode()
    await other.current(tenant)
    await node.publish(tenant, (await added()).version, 'cy', record)
    await other.refresh()
    expect((await other.current(tenant)).name).toBe('site/1')
  })

  it('are published by somebody else than who added them, where the site asks for two', async () => {
    const strict = createNode(true)
    const { version } = await added()
    await expect(strict.publish(tenant, version, 'sam', record)).rejects.toMatchObject({
      code: 'second_publisher_required',
    })
    expect((await strict.publish(tenant, version, 'cy', record)).name).toBe('site/1')
  })

  it('can be published again, which takes a later one back', async () => {
    const first = await added(pack)
    const second = await added()
    await node.publish(tenant, first.version, 'cy', record)
    await node.publish(tenant, second.version, 'cy', record)
    await node.publish(tenant, first.version, 'cy', record)
    expect((await node.current(tenant)).name).toBe('site/1')
    expect(await node.list(tenant)).toMatchObject([
      { version: 2, inForce: false, addedBy: 'sam', publishedBy: 'cy' },
      { version: 1, inForce: true },
    ])
  })

  it('are numbered without a gap, however many are added at once', async () => {
    const versions = await Promise.all([added(), added(pack), added(), added(pack)])
    expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
  })

  it('can be read again, texts and all; those of another tenant cannot', async () => {
    const { version } = await added()
    expect((await node.show(tenant, String(version))).texts).toEqual(NOBODY)
    expect((await node.show(tenant, 'default')).texts).toEqual(pack)
    expect((await node.show(tenant, 'in-force')).name).toBe('cordon-default/6')
    await expect(node.show('elsewhere', '1')).rejects.toMatchObject({ code: 'not_found' })
    await expect(node.publish('elsewhere', version, 'cy', record)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that were changed where they lie decide nothing', async () => {
    const { version } = await added()
    await node.publish(tenant, version, 'cy', record)
    const definition = JSON.stringify(pack)
    await expect(
      parts.store.within(tenant, (tx) =>
        tx.updateTable('policy_set').set({ definition }).where('tenant', '=', tenant).execute(),
      ),
    ).rejects.toThrow() // The application may not change it,
    await parts.store.within(tenant, (tx) =>
      tx
        .insertInto('policy_set')
        .values({ tenant, version: 9, hash: 'f'.repeat(64), definition, added_by: 'x', added_at: new Date(NOW) })
        .execute(),
    )
    await parts.store.within(tenant, (tx) =>
      tx
        .insertInto('policy_publication')
        .values({ tenant, seq: 9, version: 9, published_by: 'x', published_at: new Date(NOW) })
        .execute(),
    ) // and whoever could is found out by the hash.
    await expect(createNode().current(tenant)).rejects.toMatchObject({ code: 'policy_failed' })
  })

  it('of which only the number is left refuse, also where an older one decided, until another is published', async () => {
    const other = createNode()
    await node.publish(tenant, (await added(pack)).version, 'cy', record)
    expect((await other.current(tenant)).name).toBe('site/1')
    // As a restore leaves what the backup did not have.
    const row = { tenant, version: 7, hash: 'f'.repeat(64), definition: '{}', added_by: 'x', added_at: new Date(NOW) }
    const published = { tenant, seq: 2, version: 7, published_by: 'x', published_at: new Date(NOW) }
    await parts.store.within(tenant, async (tx) => {
      await tx.insertInto('policy_set').values(row).execute()
      await tx.insertInto('policy_publication').values(published).execute()
    })
    await other.refresh()
    await expect(other.current(tenant)).rejects.toMatchObject({ code: 'policy_failed' })
    await expect(other.show(tenant, 'in-force')).rejects.toMatchObject({ code: 'policy_failed', at: 'site/7' })
    expect((await other.list(tenant))[0]).toMatchObject({ version: 7, inForce: true })
    expect(faults).toContain('site/7')
    const { version } = await added(pack)
    expect(version).toBe(8)
    await other.publish(tenant, version, 'cy', record)
    expect((await other.current(tenant)).name).toBe('site/8')
  })

  it('are recorded before they are kept or published; what cannot be recorded is not done', async () => {
    const { version, hash } = await added()
    const change = { action: 'policy.publish', subject: 'site/1', hash }
    expect(recorded).toMatchObject([{ action: 'policy.add', subject: 'site/1' }])
    const refuse = () => Promise.reject(new CordonError('journal_unavailable'))
    await expect(node.publish(tenant, version, 'cy', refuse)).rejects.toMatchObject({ code: 'journal_unavailable' })
    await expect(node.add(tenant, pack, 'sam', refuse)).rejects.toMatchObject({ code: 'journal_unavailable' })
    expect(await node.list(tenant)).toMatchObject([{ version: 1, inForce: false }])
    expect((await createNode().current(tenant)).name).toMatch(/^cordon-default/)
    await node.publish(tenant, version, 'cy', async (made) => {
      // Nobody else can know of it yet.
      expect((await createNode().current(tenant)).name).toMatch(/^cordon-default/)
      expect(made).toEqual(change)
    })
    expect((await createNode().current(tenant)).name).toBe('site/1')
  })

  it('tell somebody when a policy cannot be evaluated', async () => {
    const overflow =
      '@id("o")\n@why("a test")\nforbid (principal, action, resource) when { 9223372036854775807 + (if context.emergency then 1 else 0) < 0 };'
    await node.publish(tenant, (await added(withMore(overflow))).version, 'cy', record)
    const emergency = { id: 'g1', until: NOW + 1_000 }
    const broken = ask({ emergencyStated: true })
    const decision = decide(broken, facts({ emergency }), await node.current(tenant))
    expect(decision).toMatchObject({ effect: 'deny', code: 'policy_failed', by: { faulty: true } })
    expect(faults.length).toBeGreaterThan(0)
  })
})
