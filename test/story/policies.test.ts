import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDefaultPack } from '../../packages/cordon/src/policy/cedar/texts.ts'
import { openStore } from '../../packages/cordon/src/store/open.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { command } from '../support/command.ts'
import { entriesOf, readEntries } from '../support/entries.ts'

const pack = readDefaultPack()
const FORBID = '@id("nobody-asks")\n@why("a test")\nforbid (principal, action == Action::"ask", resource);\n'
const withForbid = { ...pack, policies: { ...pack.policies, 'more.cedar': FORBID } }
const question = { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }
const headers = { 'x-cordon-purpose': 'TREAT' }

let boundary: TestBoundary
let folder: string
const asked = () => ask(boundary, { body: question, headers })
const cordon = (...args: string[]) => command(boundary, args)

beforeAll(async () => {
  boundary = await startBoundary()
  folder = mkdtempSync(join(tmpdir(), 'cordon-policies-'))
})
afterAll(async () => {
  await boundary.close()
  rmSync(folder, { recursive: true })
})

async function publish(texts: object): Promise<string> {
  const added = (await boundary.admin.post('/api/policies', texts)).json as { version: number }
  const published = (await boundary.admin.post(`/api/policies/${added.version}/publish`, {})).json
  return (published as { hash: string }).hash
}

describe('policies that an officer publishes', () => {
  it('decide the next request, and no request is dropped while they change', async () => {
    const statuses: number[] = []
    let going = true
    const stream = (async () => {
      while (going) statuses.push((await asked()).status)
    })()
    expect((await asked()).status).toBe(200)
    const hash = await publish(withForbid)
    const refused = await asked()
    expect(refused).toMatchObject({ status: 403, code: 'right_missing' })
    await publish(pack)
    const again = await asked()
    going = false
    await stream
    expect(again.status).toBe(200)
    expect(statuses.length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status !== 200 && status !== 403)).toEqual([])

    const outcomes = entriesOf(await readEntries({ ...boundary, tenant: 'test' }), 'outcome')
    const recorded = outcomes.find((entry) => entry.request === refused.request)
    expect(recorded).toMatchObject({
      decision: {
        effect: 'deny',
        policy: 'site/1',
        policyHash: hash,
        policies: ['nobody-asks'],
        access: { action: 'ask', roles: expect.arrayContaining(['clinician']), patient: true },
      },
    })
    const permitted = outcomes.find((entry) => entry.request === again.request)
    expect(permitted).toMatchObject({ decision: { policy: 'site/2', policies: ['clinician.own-patients'] } })
    // Codes alone: nobody's words, no patient's name.
    expect(JSON.stringify(permitted)).not.toContain(boundary.world.patient)
  }, 60_000)

  it('are explained for a request of the past, by those that decided it', async () => {
    const { request } = await asked()
    const told = (await boundary.admin.post('/api/policies/explain', { request })).json
    expect(told).toMatchObject({
      recorded: { effect: 'permit', rule: 'all' },
      answer: { effect: 'permit' },
      decided: [{ id: 'clinician.own-patients', effect: 'permit' }],
    })
    expect(JSON.stringify(told)).toContain('suspended')
  })

  it('are held against the past before they are published', async () => {
    const { request } = await asked()
    const unchanged = (await boundary.admin.post('/api/policies/replay', { days: 1, draft: pack })).json
    expect(unchanged).toMatchObject({ valid: true })
    const told = (await boundary.admin.post('/api/policies/replay', { days: 1, draft: withForbid })).json
    const { changed } = told as { changed: { request: string; was: string; becomes: string; by: string[] }[] }
    expect(changed).toContainEqual(
      expect.objectContaining({ request, was: 'permit', becomes: 'deny', by: ['nobody-asks'] }),
    )
  })

  it('that do not validate are not kept, and are told by line', async () => {
    const wrong = { ...pack, policies: { 'x.cedar': '@id("a")\n@why("b")\npermit (principal, action, resorce);' } }
    expect((await boundary.admin.post('/api/policies', wrong)).json).toMatchObject({
      valid: false,
      problems: [{ file: 'x.cedar', line: 3 }],
    })
  })
})

describe('cordon policy', () => {
  it('shows, checks, compares and publishes what an officer changed in a folder', async () => {
    const mine = join(folder, 'mine')
    expect((await cordon('policy', 'show', 'default', '--to', mine)).code).toBe(0)
    expect((await cordon('policy', 'diff', 'default', mine)).out).toContain('no difference')
    writeFileSync(join(mine, 'site.cedar'), FORBID)
    expect((await cordon('policy', 'check', mine)).out).toMatch(/is valid: 24 policies/)
    const compared = await cordon('policy', 'diff', 'in-force', mine)
    expect([compared.code, compared.out]).toEqual([1, expect.stringContaining('+ nobody-asks')])
    const against = await cordon('policy', 'check', mine, '--against', '1')
    expect([against.code, against.out]).toEqual([1, expect.stringContaining('nobody-asks')])
    const published = await cordon('policy', 'publish', mine)
    expect([published.code, published.out]).toEqual([0, expect.stringMatching(/^site\/\d+ is in force: [0-9a-f]{12}/)])
    expect((await asked()).status).toBe(403)
    expect((await cordon('policy', 'publish', '2')).out).toContain('site/2 is in force')
    expect((await asked()).status).toBe(200)
    expect((await cordon('policy', 'list')).out).toContain('in force: site/2')
  }, 120_000)

  it('tests a table of cases, and says which is wrong', async () => {
    mkdirSync(join(folder, 'cases'))
    const file = join(folder, 'cases', 'cases.yaml')
    writeFileSync(file, 'cases:\n  - { name: strangers, role: nurse, purpose: TREAT, expect: permit }\n')
    const told = await cordon('policy', 'test', file)
    expect([told.code, told.out]).toEqual([1, expect.stringContaining('strangers: deny by no policy, not permit')])
  }, 60_000)
})

describe('a set in force that nobody can read', () => {
  it('refuses every request, also from the start, until an officer publishes another', async () => {
    await boundary.stop()
    const { dataFolder } = boundary
    const store = await openStore({ source: { kind: 'supervised' }, dataFolder, random: randomBytes })
    const of = { tenant: 'test', version: 900 }
    const at = new Date()
    await store.within('test', async (tx) => {
      const kept = { ...of, hash: 'f'.repeat(64), definition: '{}', added_by: 'x', added_at: at }
      await tx.insertInto('policy_set').values(kept).execute()
      await tx
        .insertInto('policy_publication')
        .values({ ...of, seq: 900, published_by: 'x', published_at: at })
        .execute()
    })
    await store.close()
    await boundary.restart()
    expect(await asked()).toMatchObject({ status: 503, code: 'policy_failed' })
    expect((await cordon('policy', 'list')).out).toContain('this Cordon cannot read it')
    expect((await cordon('policy', 'publish', 'default')).code).toBe(0)
    expect((await asked()).status).toBe(200)
  }, 60_000)
})
