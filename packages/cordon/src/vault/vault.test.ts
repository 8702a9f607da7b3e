import { setTimeout as sleep } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openRealParts, type RealParts } from '../identity/real-parts.fixtures.ts'
import { HOUR } from '../kernel/clock.ts'
import type { Store } from '../store/store.ts'
import { type ConversationOf, conversationRef } from './conversation.ts'
import { createVault, type Vault } from './vault.ts'

const START = Date.parse('2026-06-15T12:00:00Z')
const NAME = 'Zebulon Quimby'

let parts: RealParts
let vault: Vault
let tenant: string
let tenants = 0

beforeAll(async () => {
  parts = await openRealParts(START)
})
afterAll(() => parts.close())
beforeEach(() => {
  tenant = `t${tenants++}`
  parts.clock.ms = START
  vault = open({})
})

function open(over: { store?: Store; stateBytesMax?: number; lockMs?: number }): Vault {
  const { stateBytesMax = 10_000, lockMs = 5_000, store = parts.store } = over
  const limits = { stateBytesMax, lockMs, idleMs: 12 * HOUR }
  return createVault({ store, keyring: parts.keyring, now: () => parts.clock.ms, limits })
}

const of: ConversationOf = { caller: 'chat/dr-c', patient: 'p1', system: 'Be brief.', firstUser: 'How is she?' }
const ref = async (over: Partial<ConversationOf> = {}, at = tenant) =>
  conversationRef(await parts.keyring.tenant(at), { ...of, ...over })

const save = (name: string, state: unknown, by = vault) => by.update(tenant, name, () => state)
const load = (name: string, by = vault) =>
  by.converse(tenant, name, async (state) => ({ state: state ?? null, result: state }))
const rows = () => parts.store.within(tenant, (tx) => tx.selectFrom('conversation').selectAll().execute())

describe('the name of a conversation', () => {
  it('is the same for the same beginning, and says nothing of it', async () => {
    expect(await ref()).toBe(await ref())
    expect(await ref()).toMatch(/^[\w-]{22}$/)
  })
  it('is another for another caller, patient, session, system prompt, first turn or tenant', async () => {
    const names = [
      await ref(),
      await ref({ caller: 'chat/dr-d' }),
      await ref({ caller: 'other/dr-c' }),
      await ref({ patient: 'p2' }),
      await ref({ patient: undefined }),
      await ref({ system: 'Be long.' }),
      await ref({ firstUser: 'How is he?' }),
      await ref({ session: 's1' }),
      await ref({ session: 's1', caller: 'chat/dr-d' }),
      await ref({ session: 's1', patient: 'p2' }),
      await ref({ session: 's1', patient: undefined }),
      await ref({ session: 's2' }),
      await ref({}, `${tenant}x`),
      await ref({ system: '', firstUser: 'Be brief.How is she?' }),
      await ref({ system: 'Be brief.","How is she?', firstUser: '' }),
    ]
    expect(new Set(names).size).toBe(names.length)
  })
  it('follows the session whatever was said, within one caller and patient', async () => {
    expect(await ref({ session: 's1' })).toBe(await ref({ session: 's1', system: 'x', firstUser: 'y' }))
  })
})

describe('a conversation', () => {
  it('is given back what its last turn left', async () => {
    const name = await ref()
    expect(await load(name)).toBeUndefined()
    await save(name, { codes: { 'NAME-1': NAME } })
    expect(await load(name)).toEqual({ codes: { 'NAME-1': NAME } })
  })
  it('of another caller or patient with the same session never sees its values', async () => {
    await save(await ref({ session: 's1' }), { codes: { 'NAME-1': NAME } })
    for (const other of [{ caller: 'chat/dr-d' }, { patient: 'p2' }, { patient: undefined }])
      expect(await load(await ref({ session: 's1', ...other }))).toBeUndefined()
  })
  it('is not found from another tenant, even by its name', async () => {
    const name = await ref()
    await save(name, { codes: {} })
    expect(await vault.converse(`${tenant}x`, name, async (state) => ({ state: 0, result: state }))).toBeUndefined()
  })
  it('is kept 12 h after its last turn, then begins anew', async () => {
    const name = await ref()
    await save(name, { turn: 1 })
    parts.clock.ms += 12 * HOUR - 1
    await save(name, { turn: 2 })
    parts.clock.ms += 12 * HOUR - 1
    expect(await load(name)).toEqual({ turn: 2 })
    parts.clock.ms += 12 * HOUR
    expect(await load(name)).toBeUndefined()
  })
  it('is deleted once it expired, and others stay', async () => {
    await save(await ref(), { turn: 1 })
    parts.clock.ms += HOUR
    await save(await ref({ session: 's2' }), { turn: 1 })
    parts.clock.ms += 11 * HOUR
    expect([await vault.expire(tenant), await vault.expire(tenant), (await rows()).length]).toEqual([1, 0, 1])
  })
})

describe('a conversation that is only read', () => {
  it('is given as it is, lives no longer for it, and is not made by it', async () => {
    const name = await ref()
    expect(await vault.read(tenant, name)).toBeUndefined()
    expect(await rows()).toHaveLength(0)
    await save(name, { codes: 1 })
    parts.clock.ms += 11 * HOUR
    expect(await vault.read(tenant, name)).toEqual({ codes: 1 })
    expect(await vault.read(`${tenant}x`, name)).toBeUndefined()
    parts.clock.ms += HOUR
    expect(await vault.read(tenant, name)).toBeUndefined()
  })
})

describe('twenty turns of one conversation at once', () => {
  const count = (by: Vault, name: string) =>
    by.converse(tenant, name, async (state) => {
      const { turns } = (state ?? { turns: 0 }) as { turns: number }
      await sleep(1)
      return { state: { turns: turns + 1 }, result: turns }
    })

  it('lose no update: each sees what the one before saved', async () => {
    const name = await ref()
    const seen = await Promise.all(Array.from({ length: 20 }, () => count(vault, name)))
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect((await rows())[0]?.version).toBe(20)
  })
  it('lose none over two nodes either, from the very first turn on', async () => {
    const name = await ref()
    const nodes = [open({}), open({})]
    await Promise.all(nodes.flatMap((node) => Array.from({ length: 10 }, () => count(node, name))))
    expect(await load(name)).toEqual({ turns: 20 })
  })
  it('made from what somebody else changed meanwhile is made again, from what they left', async () => {
    const name = await ref()
    const [own, other] = [open({}), open({})]
    const began: unknown[] = []
    const result = await own.converse(tenant, name, async (state) => {
      began.push(state)
      if (began.length === 1) await count(other, name)
      const { turns } = (state ?? { turns: 0 }) as { turns: number }
      return { state: { turns: turns + 1 }, result: began.length }
    })
    expect(began).toEqual([undefined, { turns: 1 }])
    expect(result).toBe(2)
    expect(await load(name)).toEqual({ turns: 2 })
  })
  it('come back to without a look at the row, unless somebody else changed it since', async () => {
    const name = await ref()
    let asked = 0
    const read: Store['read'] = (...call) => {
      asked += 1
      return parts.store.read(...call)
    }
    const one = open({ store: { ...parts.store, read } }).conversation(tenant, name)
    const next = () => one.converse(async (state) => ({ state: { turns: turnsOf(state) + 1 }, result: turnsOf(state) }))
    const turnsOf = (state: unknown) => ((state ?? { turns: 0 }) as { turns: number }).turns
    expect(await next()).toBe(0)
    expect(asked).toBe(2)
    expect(await next()).toBe(1)
    expect(asked).toBe(3)
    await count(open({}), name)
    expect(await next()).toBe(3)
    expect(await load(name)).toEqual({ turns: 4 })
  })
  it('hold up nobody else, and take one connection between them', async () => {
    const name = await ref()
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const first = vault.converse(tenant, name, async () => {
      await held
      return { state: { turns: 1 }, result: 0 }
    })
    const waiting = Array.from({ length: 19 }, () => count(vault, name))
    const others = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => count(vault, await ref({ session: `s${i}` }))),
    )
    expect(others).toEqual(Array(20).fill(0))
    release()
    await Promise.all([first, ...waiting])
    expect(await load(name)).toEqual({ turns: 20 })
  })
})

describe('at rest', () => {
  it('a state is sealed: no column holds a word of it', async () => {
    await save(await ref(), { codes: { 'NAME-1': NAME } })
    const [row] = await rows()
    const bytes = Buffer.concat([row?.sealed ?? Buffer.alloc(0), Buffer.from(JSON.stringify({ ...row, sealed: null }))])
    expect(row?.sealed.length).toBeGreaterThan(40)
    for (const word of [NAME, 'Quimby', 'codes', 'NAME-1', 'How is she', 'dr-c'])
      for (const form of [word, Buffer.from(word).toString('hex'), Buffer.from(word).toString('base64').slice(0, -3)])
        expect(bytes.includes(form)).toBe(false)
  })
  it('a row moved to another conversation, or changed by one bit, does not open', async () => {
    const [one, two] = [await ref(), await ref({ session: 's2' })]
    await save(one, { codes: { 'NAME-1': NAME } })
    await save(two, { codes: {} })
    const sealed = Buffer.from((await rows()).find((row) => row.ref === one)?.sealed ?? [])
    const put = (to: string, bytes: Buffer) =>
      parts.store.within(tenant, (tx) =>
        tx.updateTable('conversation').set({ sealed: bytes }).where('ref', '=', to).execute(),
      )
    await put(two, sealed)
    await expect(load(two)).rejects.toMatchObject({ code: 'vault_failed' })
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1)
    await put(one, sealed)
    await expect(load(one)).rejects.toMatchObject({ code: 'vault_failed' })
  })
})

describe('when something fails', () => {
  it('in the work: its own error comes through, and the state stays as it was', async () => {
    const name = await ref()
    await save(name, { turn: 1 })
    for (const error of [new CordonError('detector_failed'), new Error('mine')])
      await expect(vault.converse(tenant, name, () => Promise.reject(error))).rejects.toBe(error)
    expect(await load(name)).toEqual({ turn: 1 })
  })
  it.each([
    ['too large', 'x'.repeat(11_000)],
    ['not JSON', undefined],
    ['a circle', circle()],
    ['a bigint', 1n],
  ])('because the state is %s: `vault_failed`, and the one before stays', async (_case, state) => {
    const name = await ref()
    await save(name, { turn: 1 })
    await expect(save(name, state)).rejects.toMatchObject({ code: 'vault_failed' })
    expect(await load(name)).toEqual({ turn: 1 })
  })
  it('because somebody does not let go of the row: `vault_failed` within the bound', async () => {
    const name = await ref()
    await save(name, { turn: 1 })
    const impatient = open({ lockMs: 50 })
    await parts.store.within(tenant, async (tx) => {
      await tx.selectFrom('conversation').select('ref').where('ref', '=', name).forUpdate().execute()
      const more = impatient.update(tenant, name, () => ({ turn: 2 }))
      await expect(more).rejects.toMatchObject({ code: 'vault_failed' })
    })
    expect(await load(name)).toEqual({ turn: 1 })
  })
  it('because the store is down: `store_unavailable`, and the work is not begun', async () => {
    const away = () => Promise.reject(new CordonError('store_unavailable'))
    let begun = false
    const down = open({ store: { ...parts.store, within: away, read: away } })
    const asked = down.converse(tenant, await ref(), async () => {
      begun = true
      return { state: 1, result: undefined }
    })
    await expect(asked).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(down.expire(tenant)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(begun).toBe(false)
  })

  function circle(): object {
    const self: { self?: object } = {}
    self.self = self
    return self
  }
})
