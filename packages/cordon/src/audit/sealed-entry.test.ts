import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Keyring, KeyScope } from '../crypto/keyring.ts'
import { createTestKeys, type TestKeys } from '../crypto/keys.fixture.ts'
import { intent, outcome } from './journal.fixture.ts'
import { openEntry, prepareEntry, type SealedEntry, sealEntry } from './sealed-entry.ts'

let keys: TestKeys
beforeEach(async () => {
  keys = await createTestKeys()
})
afterEach(() => keys.remove())

async function sealed(keyring: Keyring, body = intent('r1'), seq = 0): Promise<SealedEntry> {
  const prepared = await prepareEntry(keyring, 'north', body)
  return sealEntry(prepared, { node: 'test', seq, time: keys.nowMs, salt: randomBytes(16) })
}

describe('the key of an entry', () => {
  it('is one for each class and month', async () => {
    const { keyring, registers } = await keys.open()
    await sealed(keyring)
    await sealed(keyring, intent('r2'), 1)
    await sealed(keyring, outcome('r1'), 2)
    keys.nowMs = Date.UTC(2026, 11, 1)
    await sealed(keyring, intent('r3'), 3)
    const made = Object.values((await registers.read('north'))?.keys ?? {}).map(({ purpose, of }) => `${purpose} ${of}`)
    expect(made.sort()).toEqual(['journal 2026-11/intent', 'journal 2026-11/outcome', 'journal 2026-12/intent'])
  })

  it('opens it again, also where one key sealed every class of the month, as it used to be', async () => {
    const { keyring } = await keys.open()
    const formerly = (scope: KeyScope) =>
      scope.purpose === 'journal' ? ({ tenant: scope.tenant, purpose: 'body' } as const) : scope
    const before = await sealed({ ...keyring, sealing: (scope) => keyring.sealing(formerly(scope)) })
    const after = await sealed(keyring, outcome('r1'), 1)
    const again = (await keys.open()).keyring
    expect((await openEntry(again, 'north', before)).class).toBe('intent')
    expect((await openEntry(again, 'north', after)).class).toBe('outcome')
  })
})
