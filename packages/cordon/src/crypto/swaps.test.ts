import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataKey } from './envelope.ts'
import type { KeyScope, Place } from './keyring.ts'
import { createTestKeys, random, type TestKeys } from './keys.fixture.ts'
import type { Register } from './register.ts'
import { createWrapping } from './wrap.ts'

const refused = expect.objectContaining({ code: 'keys_unavailable' })

describe('each part that is bound to a sealed value, put in the place of another', () => {
  const place: Place = { tenant: 'north', table: 'document', row: 'row-1', column: 'sealed' }
  const make = (change: { id?: Uint8Array; key?: Uint8Array } = {}) =>
    createDataKey({
      tenant: 'north',
      id: new Uint8Array(16).fill(1),
      key: new Uint8Array(32).fill(2),
      random,
      ...change,
    })
  const sealed = Buffer.from(make().seal(Buffer.from('a note'), place))
  const at = (index: number, by = 1) => Buffer.from(sealed.map((byte, i) => (i === index ? byte ^ by : byte)))

  const PLACES: readonly Partial<Place>[] = [
    { tenant: 'south' },
    { table: 'resource' },
    { row: 'row-2' },
    { column: 'other' },
    { table: 'documentr', row: 'ow-1' },
    { row: 'row-1sealed', column: '' },
    { table: 'row-1', row: 'document' },
    { table: '', row: 'documentrow-1' },
  ]
  it.each(PLACES)('place %j', (swap) => {
    expect(() => make().open(sealed, { ...place, ...swap })).toThrow(refused)
  })

  it.each([
    ['format', at(0)],
    ['key version', at(1)],
    ['key version, last byte', at(16)],
    ['nonce', at(17)],
    ['nonce, last byte', at(40)],
    ['ciphertext', at(41)],
    ['tag', at(sealed.length - 1)],
    ['cut', sealed.subarray(0, -1)],
    ['longer', Buffer.concat([sealed, Uint8Array.of(0)])],
    ['empty', Buffer.alloc(0)],
  ])('bytes: %s', (_, bytes) => {
    expect(() => make().open(bytes, place)).toThrow(refused)
  })

  it('key version or key of another key', () => {
    expect(() => make({ id: new Uint8Array(16).fill(9) }).open(sealed, place)).toThrow(refused)
    expect(() => make({ key: new Uint8Array(32).fill(9) }).open(sealed, place)).toThrow(refused)
    // The same bytes under another version's name: the version is bound, not only looked up by.
    const renamed = Buffer.concat([sealed.subarray(0, 1), new Uint8Array(16).fill(9), sealed.subarray(17)])
    expect(() => make({ id: new Uint8Array(16).fill(9) }).open(renamed, place)).toThrow(refused)
  })

  it('nothing swapped opens', () => {
    expect(Buffer.from(make().open(sealed, place)).toString()).toBe('a note')
  })

  it.each([[['south', 'patient']], [['north', 'body']], [['northp', 'atient']], [['north']], [[]]])(
    'label %j of a wrapped key',
    (label) => {
      const wrapping = createWrapping(new Uint8Array(32).fill(3), random)
      const wrapped = wrapping.wrap(new Uint8Array(32), 'north', 'patient')
      expect(() => wrapping.unwrap(wrapped, ...label)).toThrow(refused)
    },
  )
})

describe('a register whose parts were put in each other’s place', () => {
  let keys: TestKeys
  let north: Register
  let south: Register
  let sealed: Uint8Array
  const pathOf = (name: string) => join(keys.files.registerFolder, `${name}.json`)
  const scope = (tenant: string, patient: string): KeyScope => ({ tenant, purpose: 'patient', patient })
  const place: Place = { tenant: 'north', table: 'document', row: '1', column: 'sealed' }

  beforeEach(async () => {
    keys = await createTestKeys()
    const { keyring } = await keys.open()
    sealed = (await keyring.sealing(scope('north', 'a'))).seal(Buffer.from('a note'), place)
    for (const each of [scope('north', 'b'), scope('south', 'a'), { tenant: 'north', purpose: 'body' } as const])
      await keyring.sealing(each)
    north = JSON.parse(await readFile(pathOf('north'), 'utf8')) as Register
    south = JSON.parse(await readFile(pathOf('south'), 'utf8')) as Register
  })
  afterEach(() => keys.remove())

  const entries = () => Object.entries(north.keys)
  const open = async () => {
    const { keyring } = await keys.open()
    return (await keyring.opening('north', sealed)).open(sealed, place)
  }

  it.each([
    ['its tenant’s key', () => ({ ...north, kek: south.kek })],
    ['the key of its pseudonyms', () => ({ ...north, secrets: south.secrets })],
    [
      'its root key’s name',
      () => ({ ...north, root: `another${north.root.slice(7)}`, recovery: { root: 'x', kek: 'x' } }),
    ],
    ['its name', () => ({ ...north, name: 'south' })],
    ['two data keys', () => ({ ...north, keys: withWrapped([...entries()].reverse().map(([, one]) => one.wrapped)) })],
    ['another tenant’s data keys', () => ({ ...north, keys: withWrapped(entries().map(() => wrappedOf(south))) })],
    ['whose a key is', () => ({ ...north, keys: with_((one) => ({ ...one, of: `${one.of}x` })) })],
    ['what a key is for', () => ({ ...north, keys: with_((one) => ({ ...one, purpose: 'vault' as const })) })],
    ['no keys at all', () => ({ ...north, keys: {} })],
    ['a field that it does not have', () => ({ ...north, note: 'x' })],
    ['a count that is none', () => ({ ...north, change: -1 })],
  ])('is refused: %s', async (_, edited) => {
    await writeFile(pathOf('north'), JSON.stringify(edited()))
    await expect(open()).rejects.toThrow(refused)
  })

  it('is refused when cut at any of a hundred places', async () => {
    const text = JSON.stringify(north)
    for (let n = 0; n < 100; n++) {
      await writeFile(pathOf('north'), text.slice(0, Math.floor((text.length * n) / 100)))
      await expect(open()).rejects.toThrow(refused)
    }
    await writeFile(pathOf('north'), text)
    expect(Buffer.from(await open()).toString()).toBe('a note')
  })

  type Entry = Register['keys'][string]
  const with_ = (change: (one: Entry) => Entry) => Object.fromEntries(entries().map(([id, one]) => [id, change(one)]))
  const withWrapped = (wrapped: string[]) =>
    Object.fromEntries(entries().map(([id, one], n) => [id, { ...one, wrapped: wrapped[n] ?? '' }]))
  const wrappedOf = (register: Register) => Object.values(register.keys)[0]?.wrapped ?? ''
})
