import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Keyring, KeyScope } from './keyring.ts'
import { createTestKeys, newRoot, type TestKeys } from './keys.fixture.ts'
import { createMemoryPlace } from './places.fixture.ts'
import type { Register } from './register.ts'

let keys: TestKeys
beforeEach(async () => {
  keys = await createTestKeys()
})
afterEach(() => keys.remove())

const refused = { code: 'keys_unavailable' }
const gone = { code: 'entry_expired', at: '2026-11/intent' }
const at = (tenant: string) => ({ tenant, table: 'journal', row: 'test/0', column: 'body' })
const intents: KeyScope = { tenant: 'north', purpose: 'journal', class: 'intent' }
const outcomes: KeyScope = { tenant: 'north', purpose: 'journal', class: 'outcome' }
const chart: KeyScope = { tenant: 'north', purpose: 'patient', patient: 'p' }

const seal = async (keyring: Keyring, scope: KeyScope): Promise<Uint8Array> =>
  (await keyring.sealing(scope)).seal(Buffer.from('an entry'), at(scope.tenant))
const open = async (keyring: Keyring, sealed: Uint8Array): Promise<string> =>
  Buffer.from((await keyring.opening('north', sealed)).open(sealed, at('north'))).toString()

const path = () => join(keys.files.registerFolder, 'north.json')
const register = async () => JSON.parse(await readFile(path(), 'utf8')) as Register

async function expired() {
  const { keyring, care } = await keys.open()
  const [intent, outcome, note] = [
    await seal(keyring, intents),
    await seal(keyring, outcomes),
    await seal(keyring, chart),
  ]
  const id = (await keyring.sealing(intents)).id
  await care.expire('north', [{ id, entries: 7 }], keys.nowMs)
  return { keyring, care, intent, outcome, note, id }
}

describe('a key of the journal that expires', () => {
  it('opens nothing any more, and is said to have expired; every other key still opens', async () => {
    const { keyring, intent, outcome, note } = await expired()
    for (const ring of [keyring, (await keys.open()).keyring]) {
      await expect(open(ring, intent)).rejects.toMatchObject(gone)
      expect(await open(ring, outcome)).toBe('an entry')
      expect(await open(ring, note)).toBe('an entry')
    }
    expect((await keyring.tenant('north')).shreds).toBe(0)
  })

  it('is told from one that is lost: a key that is only taken out of the register is not expired', async () => {
    const { keyring } = await keys.open()
    const sealed = await seal(keyring, intents)
    const id = (await keyring.sealing(intents)).id
    const { [id]: lost, ...rest } = (await register()).keys
    const said = { of: lost?.of ?? '', at: 1, entries: 1, proof: lost?.wrapped ?? '' }
    for (const forged of [{}, { [id]: said }]) {
      await writeFile(path(), JSON.stringify({ ...(await register()), keys: rest, expired: forged }))
      await expect(open((await keys.open()).keyring, sealed)).rejects.toMatchObject(refused)
    }
  })

  it.each([
    ['its month', { of: '2026-10/intent' }],
    ['when', { at: 1 }],
    ['how many entries', { entries: 8 }],
  ])('is not believed where the register was edited: %s', async (_, edit) => {
    const { intent, id } = await expired()
    const value = await register()
    const said = { ...value.expired?.[id], ...edit }
    await writeFile(path(), JSON.stringify({ ...value, expired: { [id]: said } }))
    await expect(open((await keys.open()).keyring, intent)).rejects.toMatchObject(refused)
  })

  it('is still known after another one, after a rotation, under another root key and beside a shred', async () => {
    const { care, intent, outcome, note, keyring } = await expired()
    await care.expire('north', [{ id: (await keyring.sealing(outcomes)).id, entries: 1 }], keys.nowMs)
    await care.destroy('north', await care.doomed('north', ['p']))
    await care.rotate('north')
    const root = newRoot()
    await (await keys.open({ root, earlier: [keys.root] })).care.rewrap()
    const { keyring: again } = await keys.open({ root })
    await expect(open(again, intent)).rejects.toMatchObject(gone)
    await expect(open(again, outcome)).rejects.toMatchObject({ ...gone, at: '2026-11/outcome' })
    await expect(open(again, note)).rejects.toMatchObject(refused)
  })

  it('expires once: again changes nothing, and what is no key of the journal stays', async () => {
    const { care, keyring, id, note } = await expired()
    const before = await register()
    await care.expire(
      'north',
      [
        { id, entries: 9 },
        { id: (await keyring.sealing(chart)).id, entries: 1 },
      ],
      1,
    )
    expect(await register()).toEqual(before)
    expect(await open(keyring, note)).toBe('an entry')
    await care.toldExpired('north', [id])
    const { live, expired: over } = await care.journalKeys('north')
    expect(over).toEqual([{ id, of: '2026-11/intent', at: keys.nowMs, entries: 7, told: true }])
    expect(live.map(({ of }) => of)).toEqual(['2026-11/outcome'])
  })

  it('is none, of a tenant that has sealed nothing yet', async () => {
    expect(await (await keys.open()).care.journalKeys('nobody')).toEqual({ live: [], expired: [] })
  })

  it('leaves no byte of it in the folder or in a place', async () => {
    const store = createMemoryPlace('memory')
    const { keyring, care, places } = await keys.open({ stores: [store] })
    await seal(keyring, intents)
    const { id } = await keyring.sealing(intents)
    await places.idle()
    const before = await register()
    await care.expire('north', [{ id, entries: 1 }], keys.nowMs)
    expect(await care.confirmed('north')).toBe(true)
    const folder = keys.files.registerFolder
    const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')))
    const copies = [...store.objects.values()].map((bytes) => Buffer.from(bytes).toString())
    for (const text of [before.kek, before.keys[id]?.wrapped ?? 'none'])
      expect([...files, ...copies].join('\n')).not.toContain(text)
  })
})
