import { hash } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { PeopleSettings } from '../../config/people.ts'
import { createPasswords } from './passwords.ts'

const { password: settings } = PeopleSettings.parse({})
const passwords = createPasswords(settings)
const refused = (at: string) => expect.objectContaining({ code: 'password_refused', at })

describe('a password', () => {
  it('is kept as Argon2id with OWASP’s figures, another text each time', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => passwords.hash('a meadow behind the mill', 'ada')))
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(two)
    expect(await passwords.verify('a meadow behind the mill', one)).toBe(true)
    expect(await passwords.verify('a meadow behind the Mill', one)).toBe(false)
  })

  it('cannot be set to cost less than that', () => {
    for (const less of [{ memoryKib: 19_455 }, { passes: 1 }, { lanes: 0 }])
      expect(PeopleSettings.safeParse({ password: less }).success).toBe(false)
  })

  it('is the same however a keyboard composed it', async () => {
    const hashed = await passwords.hash('caf\u00e9 au lait noir', 'ada')
    expect(await passwords.verify('cafe\u0301 au lait noir', hashed)).toBe(true)
  })

  it.each(['elevenchars', 'x'.repeat(257)])('of %j is refused for its length', async (given) => {
    await expect(passwords.hash(given, 'ada')).rejects.toEqual(refused('length'))
  })

  it.each([
    'password1234',
    '!!Welcome2024!!',
    'qwertyuiopasdf',
    'aaaaaaaaaaaaaa',
    '123456789012',
    'hospital2026!',
    'Ada-Lovelace',
    'correcthorsebatterystaple',
  ])('%j is too common', async (given) => {
    await expect(passwords.hash(given, 'ada-lovelace')).rejects.toEqual(refused('common'))
  })

  it('needs no kind of character: words alone, digits alone that nobody counts', async () => {
    for (const given of ['meadow mill harbour', '730519426817'])
      expect(await passwords.hash(given, 'ada')).toMatch(/^\$argon2id/)
  })
})

describe('hashing', () => {
  it('that failed once for want of memory is tried again for the next stranger', async () => {
    let failures = 0
    const failing: typeof hash = (...given) => (failures++ === 0 ? Promise.reject(new Error('memory')) : hash(...given))
    const poor = createPasswords(settings, failing)
    await expect(poor.verify('whatever it may be', undefined)).rejects.toThrow('memory')
    expect(await poor.verify('whatever it may be', undefined)).toBe(false)
    expect(failures).toBe(2)
  })

  it('takes a few at once, lets some wait, and refuses the next', async () => {
    const bounded = createPasswords({ ...settings, atOnceMax: 1, waitingMax: 2 })
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => bounded.verify('whatever it may be', undefined)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
    expect(results[3]).toMatchObject({ reason: { code: 'overloaded' } })
    expect(await bounded.verify('and it goes on after', undefined)).toBe(false)
  })

  it('keeps a line for the known, which goes first and has its own bound', async () => {
    const bounded = createPasswords({ ...settings, atOnceMax: 1, waitingMax: 2 })
    const order: string[] = []
    const ask = (name: string, known: boolean) =>
      bounded.verify('whatever it may be', undefined, known).then(
        () => order.push(name),
        ({ code }: { code: string }) => order.push(`${name} ${code}`),
      )
    const strangers = ['one', 'two', 'three', 'four'].map((name) => ask(name, false))
    await Promise.all([...strangers, ...['owner', 'second', 'third'].map((name) => ask(name, true))])
    expect(order).toEqual(['four overloaded', 'third overloaded', 'one', 'owner', 'second', 'two', 'three'])
  })

  it('is the same work whether there is such a person or not', async () => {
    const hashed = await passwords.hash('a meadow behind the mill', 'ada')
    await passwords.verify('to warm up', undefined)
    const ms = { known: [] as number[], unknown: [] as number[] }
    for (let i = 0; i < 9; i++)
      for (const [who, kept] of [
        ['known', hashed],
        ['unknown', undefined],
      ] as const) {
        const began = process.cpuUsage()
        expect(await passwords.verify('not the password', kept)).toBe(false)
        const { user, system } = process.cpuUsage(began)
        ms[who].push(user + system)
      }
    // The quickest of each: what else the machine does only makes one slower.
    const ratio = Math.min(...ms.known) / Math.min(...ms.unknown)
    expect(ratio).toBeGreaterThan(0.4)
    expect(ratio).toBeLessThan(2.5)
  })
})
