import { type EntryBody, EntryClass } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { createSurroundings, intent, random, type Surroundings } from './journal.fixture.ts'
import { openEntry, type PreparedEntry, prepareEntry, sealEntry } from './sealed-entry.ts'

let here: Surroundings
beforeAll(async () => {
  here = await createSurroundings()
})
afterAll(() => here.remove())

/** Sealed with the tenant's own key, as a Cordon of another version would. */
async function opened(value: Record<string, unknown>, kind = 'intent') {
  const prepared: PreparedEntry = await prepareEntry(here.keyring, 'home', intent('r1'))
  const plain = new TextEncoder().encode(canonicalJson(value as never))
  const body = { ...prepared.body, class: kind } as EntryBody
  const entry = sealEntry({ ...prepared, plain, body }, { node: 'n', seq: 7, time: 1, salt: random(16) })
  return openEntry(here.keyring, 'home', entry)
}

describe('an entry’s version', () => {
  it('that is known opens', async () => {
    const body = intent('r1') as unknown as Record<string, unknown>
    expect(await opened(body)).toEqual(body)
  })

  it.each(EntryClass.options)('that a newer Cordon wrote is said to be so: %s', async (kind) => {
    const newer = opened({ class: kind, v: 99, anything: 'x' }, kind)
    await expect(newer).rejects.toMatchObject({ code: 'entry_version_unknown', at: 'entry n/7' })
  })

  it('of a class that is not known yet is said to be so', async () => {
    await expect(opened({ class: 'somethingnew', v: 1 }, 'somethingnew')).rejects.toMatchObject({
      code: 'entry_version_unknown',
    })
  })

  it.each([
    { ...intent('r1'), v: 0 },
    { ...intent('r1'), v: 1.5 },
    { ...intent('r1'), v: 'two' },
    { ...intent('r1'), class: 'outcome', v: 99 },
    { ...intent('r1'), more: 1 },
    { class: 'constructor', v: 1 },
  ])('that nobody writes is damage, and nothing of it is quoted: %#', async (value) => {
    const error = await opened(value).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'journal_damaged' })
    expect(JSON.stringify(error)).not.toContain('two')
  })
})
