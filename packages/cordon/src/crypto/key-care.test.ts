import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Keyring, KeyScope, Place } from './keyring.ts'
import { createTestKeys, newRoot, random, type TestKeys } from './keys.fixture.ts'
import { rootKeyOf } from './kms/file.ts'
import type { RootKey } from './kms/root-key.ts'
import { createMemoryPlace } from './places.fixture.ts'
import { recoverKek } from './recovery.ts'

let keys: TestKeys
beforeEach(async () => {
  keys = await createTestKeys()
})
afterEach(() => keys.remove())

const refused = { code: 'keys_unavailable' }
const place: Place = { tenant: 'north', table: 'document', row: 'row-1', column: 'sealed' }
const of = (tenant: string): Place => ({ ...place, tenant })
const patient = (name: string, tenant = 'north'): KeyScope => ({ tenant, purpose: 'patient', patient: name })

async function seal(keyring: Keyring, scope: KeyScope, text = 'a note'): Promise<Uint8Array> {
  return (await keyring.sealing(scope)).seal(Buffer.from(text), of(scope.tenant))
}
async function open(keyring: Keyring, sealed: Uint8Array, tenant = 'north'): Promise<string> {
  return Buffer.from((await keyring.opening(tenant, sealed)).open(sealed, of(tenant))).toString()
}

describe('rotate', () => {
  it('has new keys seal, and every version readable, also after opening again', async () => {
    const { keyring, care } = await keys.open()
    const versions: { id: string; sealed: Uint8Array }[] = []
    for (let turn = 0; turn < 5; turn++) {
      for (const scope of [patient('p'), { tenant: 'north', purpose: 'body' } as const]) {
        const key = await keyring.sealing(scope)
        versions.push({ id: key.id, sealed: key.seal(Buffer.from('a note'), place) })
      }
      await care.rotate('north')
      keys.nowMs -= 1_000 // A clock that goes back changes nothing: rotations are counted.
    }
    expect(new Set(versions.map(({ id }) => id)).size).toBe(10)
    const again = (await keys.open()).keyring
    for (const { sealed } of versions) {
      expect(await open(keyring, sealed)).toBe('a note')
      expect(await open(again, sealed)).toBe('a note')
    }
    expect(versions.map(({ id }) => id)).not.toContain((await again.sealing(patient('p'))).id)
  })

  it('gives many callers at once one new key', async () => {
    const { keyring, care } = await keys.open()
    const before = (await keyring.sealing(patient('p'))).id
    await care.rotate('north')
    const after = await Promise.all(Array.from({ length: 100 }, () => keyring.sealing(patient('p'))))
    expect(new Set(after.map(({ id }) => id)).size).toBe(1)
    expect(after[0]?.id).not.toBe(before)
  })
})

const TENANTS = ['north', 'south', 'east', 'west']

/** A root key that breaks at its n-th call, as a killed process does: nothing after it happens. */
function breaking(root: RootKey, calls: { left: number }): RootKey {
  const count = () => {
    if (calls.left-- <= 0) throw new Error('killed')
  }
  return {
    id: root.id,
    async wrap(key, label) {
      count()
      return root.wrap(key, label)
    },
    async unwrap(wrapped, label) {
      count()
      return root.unwrap(wrapped, label)
    },
  }
}

describe('rewrap', () => {
  const sealAll = async (): Promise<Map<string, Uint8Array>> => {
    const { keyring } = await keys.open()
    const sealed = new Map<string, Uint8Array>()
    for (const tenant of TENANTS) sealed.set(tenant, await seal(keyring, patient('p', tenant)))
    return sealed
  }
  const expectAll = async (root: RootKey, sealed: Map<string, Uint8Array>) => {
    const { keyring } = await keys.open({ root })
    for (const [tenant, bytes] of sealed) expect(await open(keyring, bytes, tenant)).toBe('a note')
  }

  it('moves every register to the new root key, and the old one is needed no more', async () => {
    const sealed = await sealAll()
    const root = newRoot()
    const told: number[] = []
    const { care } = await keys.open({ root, earlier: [keys.root] })
    const result = await care.rewrap((done, total) => told.push(done / total))
    expect(result).toEqual({ rewrapped: 5, already: 0, failed: [] })
    expect(told.at(-1)).toBe(1)
    await expectAll(root, sealed)
    await expect(keys.open()).rejects.toMatchObject(refused)
    expect(await care.rewrap()).toEqual({ rewrapped: 0, already: 5, failed: [] })
  })

  it('goes on from wherever the root key failed, at every call', async () => {
    const sealed = await sealAll()
    let calls = 0
    for (let at = 0; at < 14; at++) {
      const left = { left: Number.POSITIVE_INFINITY }
      const root = newRoot()
      const { care } = await keys.open({ root: breaking(root, left), earlier: [keys.root] })
      left.left = at
      const { rewrapped, failed } = await care.rewrap()
      expect(rewrapped + failed.length).toBe(5)
      calls = Math.max(calls, at - left.left)
      // The next run has the root key whole again, and finishes.
      const { care: next } = await keys.open({ root, earlier: [keys.root] })
      expect(await next.rewrap()).toMatchObject({ rewrapped: failed.length, already: rewrapped, failed: [] })
      await expectAll(root, sealed)
      const back = await keys.open({ root: keys.root, earlier: [root] })
      expect((await back.care.rewrap()).failed).toEqual([])
    }
  })

  it('goes on from every state of the files that a kill can leave', async () => {
    const sealed = await sealAll()
    const folder = keys.files.registerFolder
    const read = async () => new Map(await Promise.all((await readdir(folder)).map(async (name) => entry(name))))
    const entry = async (name: string): Promise<[string, string]> => [name, await readFile(join(folder, name), 'utf8')]
    const before = await read()
    const root = newRoot()
    await (await keys.open({ root, earlier: [keys.root] })).care.rewrap()
    const after = await read()
    for (const name of before.keys()) {
      // One register is at the step; those before it in the alphabet are done, those behind it are not.
      for (const step of ['a part written', 'all written', 'renamed'] as const) {
        for (const each of before.keys()) {
          const done = each < name || (each === name && step === 'renamed')
          await writeFile(join(folder, each), (done ? after : before).get(each) ?? '')
        }
        const text = after.get(name) ?? ''
        if (step !== 'renamed')
          await writeFile(join(folder, `${name}.tmp`), step === 'all written' ? text : text.slice(0, 99))
        const { care } = await keys.open({ root, earlier: [keys.root] })
        expect((await care.rewrap()).failed).toEqual([])
        await expectAll(root, sealed)
      }
    }
  })

  it('lets others seal and open meanwhile, and loses none of their keys', async () => {
    const sealed = await sealAll()
    const root = newRoot()
    const { keyring, care } = await keys.open({ root, earlier: [keys.root] })
    const moving = care.rewrap()
    const meanwhile = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const tenant = TENANTS[n % 4] ?? ''
        return { tenant, bytes: await seal(keyring, patient(`q${n}`, tenant)) }
      }),
    )
    expect((await moving).failed).toEqual([])
    await expectAll(root, sealed)
    const { keyring: again } = await keys.open({ root })
    for (const { tenant, bytes } of meanwhile) expect(await open(again, bytes, tenant)).toBe('a note')
  })

  it('leaves a damaged register as it is, says which, and moves the others', async () => {
    await sealAll()
    await writeFile(join(keys.files.registerFolder, 'south.json'), '{')
    const { care } = await keys.open({ root: newRoot(), earlier: [keys.root] })
    expect(await care.rewrap()).toMatchObject({ rewrapped: 4, failed: [{ name: 'south' }] })
    expect(await readFile(join(keys.files.registerFolder, 'south.json'), 'utf8')).toBe('{')
  })

  it('gets everything back from the recovery key when the root key is gone', async () => {
    const sealed = await sealAll()
    const { recoveryPath: path, registerFolder } = keys.files
    const recovery = rootKeyOf(await recoverKek({ path, registerFolder, random }), random)
    const root = newRoot()
    const { care } = await keys.open({ root, earlier: [recovery] })
    expect(await care.rewrap()).toMatchObject({ rewrapped: 5, failed: [] })
    await expectAll(root, sealed)
  })
})

describe('destroy', () => {
  it('of one patient: nothing of theirs opens, everything else does, and pseudonyms stay', async () => {
    const { keyring, care } = await keys.open()
    const [gone, kept] = [await seal(keyring, patient('gone')), await seal(keyring, patient('kept'))]
    await care.rotate('north')
    const [newer, body] = [
      await seal(keyring, patient('gone')),
      await seal(keyring, { tenant: 'north', purpose: 'body' }),
    ]
    const name = (await keyring.tenant('north')).pseudonym('patient', 'x')
    const doom = await care.doomed('north', ['gone'])
    expect(doom.keys).toHaveLength(2)
    await care.destroy('north', doom)
    for (const { keyring: each } of [{ keyring }, await keys.open()]) {
      for (const bytes of [gone, newer]) await expect(open(each, bytes)).rejects.toMatchObject(refused)
      for (const bytes of [kept, body]) expect(await open(each, bytes)).toBe('a note')
      expect((await each.tenant('north')).pseudonym('patient', 'x')).toBe(name)
    }
    const again = await seal(keyring, patient('gone'), 'came back')
    await care.destroy('north', doom)
    expect(await open(keyring, again)).toBe('came back')
  })

  it('of a whole tenant: nothing opens, other tenants do, and what comes after is new', async () => {
    const { keyring, care } = await keys.open()
    const [mine, theirs] = [await seal(keyring, patient('p')), await seal(keyring, patient('p', 'south'))]
    const name = (await keyring.tenant('north')).pseudonym('patient', 'x')
    const doom = await care.doomed('north', undefined)
    await care.destroy('north', doom)
    await expect(open(keyring, mine)).rejects.toMatchObject(refused)
    expect(await open(keyring, theirs, 'south')).toBe('a note')
    const after = await keyring.tenant('north')
    expect(after.shreds).toBe(1)
    expect(after.pseudonym('patient', 'x')).not.toBe(name)
    const again = await seal(keyring, patient('p'), 'came back')
    await care.destroy('north', doom)
    expect(await open(keyring, again)).toBe('came back')
  })

  it('lets nobody seal with a key that was on its way meanwhile and is wrapped under the key that went', async () => {
    const { keyring, care } = await keys.open()
    await seal(keyring, patient('gone'))
    const moving = care.destroy('north', await care.doomed('north', ['gone']))
    const meanwhile = await Promise.all(
      Array.from({ length: 20 }, (_, n) => seal(keyring, patient(`new-${n}`)).catch((error: unknown) => error)),
    )
    await moving
    const { keyring: again } = await keys.open()
    for (const one of meanwhile) {
      if (one instanceof Uint8Array) expect(await open(again, one)).toBe('a note')
      else expect(one).toMatchObject(refused)
    }
    expect(await open(again, await seal(keyring, patient('new-0')))).toBe('a note')
  })

  it('leaves no byte of the wrapped keys in the folder or in a place', async () => {
    const store = createMemoryPlace('memory')
    const { keyring, care, places } = await keys.open({ stores: [store] })
    await seal(keyring, patient('gone'))
    await seal(keyring, patient('kept'))
    await places.idle()
    const path = join(keys.files.registerFolder, 'north.json')
    const before = JSON.parse(await readFile(path, 'utf8')) as {
      kek: string
      keys: Record<string, { wrapped: string }>
    }
    const doom = await care.doomed('north', ['gone'])
    await care.destroy('north', doom)
    expect(await care.confirmed('north')).toBe(true)
    const wrapped = [before.kek, ...doom.keys.map(({ id }) => before.keys[id]?.wrapped ?? 'none')]
    const files = await Promise.all(
      (await readdir(keys.files.registerFolder)).map((file) => readFile(join(keys.files.registerFolder, file), 'utf8')),
    )
    const everywhere = [...files, ...[...store.objects.values()].map((bytes) => Buffer.from(bytes).toString())].join(
      '\n',
    )
    for (const text of wrapped) expect(everywhere).not.toContain(text)
    expect([...store.objects.keys()].filter((key) => key.startsWith('keys/north/'))).toHaveLength(1)
  })
})
