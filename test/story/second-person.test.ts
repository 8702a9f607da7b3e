import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

const DAY = 86_400_000

let ahead = 0
let boundary: TestBoundary
let chief: string
beforeAll(async () => {
  boundary = await startBoundary({ outside: { now: () => Date.now() + ahead }, people: { secondPersonDays: 7 } })
  const asked = { user: boundary.world.administrator.id }
  chief = String((await post('/api/keys', boundary.adminKey, asked)).json.key)
}, 60_000)
afterAll(() => boundary.close())

interface Answer {
  readonly status: number
  readonly json: Record<string, unknown> & { readonly error?: { readonly code: string } }
}
async function post(path: string, key: string, body: object = {}): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(`${boundary.adminUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, json: (await response.json()) as Answer['json'] }
}
/** What was made, by its id. */
async function made(path: string, key: string, body: object): Promise<{ id: string }> {
  return { id: String((await post(path, key, body)).json.id) }
}
const add = (id: string, roles: string[], by = chief) => post('/api/users', by, { id, kind: 'user', name: id, roles })
const keyOf = async (user: string) => String((await post('/api/keys', chief, { user })).json.key)
const refused = { status: 403, json: { error: { code: 'second_person_required' } } }

describe('one administrator', () => {
  it('is not both officers: neither destroys nor lifts a hold by two accounts of their own making', async () => {
    for (const id of ['o1', 'o2']) await add(id, ['security'])
    const [one, two] = [await keyOf('o1'), await keyOf('o2')]
    const shred = await made('/api/shreds', one, { patient: boundary.world.patient, reason: 'case-1' })
    expect(await post(`/api/shreds/${shred.id}/confirm`, two)).toMatchObject(refused)
    const hold = await made('/api/holds', one, { reason: 'case-1' })
    expect(await post(`/api/holds/${hold.id}/lift`, one)).toMatchObject({ json: { lifted: false } })
    expect(await post(`/api/holds/${hold.id}/lift`, two)).toMatchObject(refused)
    ahead += 8 * DAY
    expect(await post(`/api/holds/${hold.id}/lift`, two)).toMatchObject({ json: { lifted: true } })
    expect((await post(`/api/shreds/${shred.id}/withdraw`, two)).status).toBe(200)
  })

  it.each<[string, (officer: string) => Promise<unknown>]>([
    ['whose account they changed', (id) => add(id, ['security', 'compliance'])],
    ['whom they gave a code to enrol with', (id) => post(`/api/users/${id}/enrolment`, chief)],
    ['whose second factors they took away', (id) => post(`/api/users/${id}/second-factor/reset`, chief)],
    ['for whom they made a key', (id) => keyOf(id)],
  ])('is no second person beside one %s', async (_, touch) => {
    const [id, admin] = [`officer-${ahead}`, `chief-${ahead}`]
    await add(id, ['security'])
    await add(admin, ['compliance', 'administrator'])
    const [theirs, own] = [await keyOf(id), await keyOf(admin)]
    ahead += 8 * DAY
    const hold = await made('/api/holds', theirs, { reason: 'case-2' })
    await post(`/api/holds/${hold.id}/lift`, theirs)
    await touch(id)
    await touch(admin)
    expect(await post(`/api/holds/${hold.id}/lift`, own)).toMatchObject(refused)
    ahead += 8 * DAY
    expect(await post(`/api/holds/${hold.id}/lift`, own)).toMatchObject({ json: { lifted: true } })
  })
})
