import { expect, it } from 'vitest'
import { parseRegister, printRegister, type Register } from './register.ts'
import { isProven, withProof } from './register-proof.ts'

const kek = new Uint8Array(32).fill(7)
const key = { purpose: 'journal', of: 'class/2026-11', since: 1, rotation: 0, wrapped: 'AAAA' } as const
const register: Register = {
  format: 1,
  name: 'north',
  change: 3,
  rotation: 1,
  epoch: 2,
  shreds: 0,
  root: 'r',
  kek: 'BBBB',
  recovery: { root: 's', kek: 'CCCC' },
  slot: { recipient: 'DDDD', ephemeral: 'EEEE', wrapped: 'FFFF', proof: 'GGGG' },
  secrets: { index: 'HHHH', other: 'IIII' },
  keys: { a: key, b: { ...key, of: 'class/2026-12' } },
  expired: { c: { of: 'class/2019-11', at: 5, entries: 9, proof: 'JJJJ', told: true } },
}

/** As `registers.change` writes it. */
const written = (): Register => ({ ...withProof(register, kek), change: register.change + 1 })

/** Every leaf of a value, changed one at a time; every entry of a record, left out one at a time. */
function* edits(value: unknown): Generator<unknown> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Record<string, unknown>
      yield rest
      for (const edited of edits(part)) yield { ...value, [name]: edited }
    }
  } else if (typeof value === 'number') yield value + 1
  else if (typeof value === 'boolean') yield !value
  else yield `${String(value)}x`
}

it('a register is proven as it was written, in whatever order its file is', () => {
  const read = parseRegister(printRegister(written()), 'north')
  expect(isProven(read, kek)).toBe(true)
  const { keys, ...rest } = read
  expect(isProven({ keys: Object.fromEntries(Object.entries(keys).reverse()), ...rest }, kek)).toBe(true)
  expect(isProven(read, new Uint8Array(32))).toBe(false)
})

it('no value in it can be changed, and none left out', () => {
  const all = [...edits(written())] as Register[]
  expect(all.length).toBeGreaterThan(50)
  for (const edited of all) expect(isProven(edited, kek), JSON.stringify(edited)).toBe(false)
  const { a, b } = register.keys
  if (a === undefined || b === undefined) throw new Error('no keys')
  expect(isProven({ ...written(), keys: { a: b, b: a } }, kek)).toBe(false)
})
