import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNoteKey } from '../../ed25519.ts'
import { createJournalReading, type JournalReading } from '../read-journal.ts'
import { anyBody, openReading, type Reading } from '../reading.fixture.ts'
import { checkComplete } from './check.ts'
import { subtreesOf } from './subtrees.ts'
import { writeComplete } from './write.ts'

let here: Reading
let reading: JournalReading
beforeAll(async () => {
  here = await openReading()
  reading = createJournalReading(here)
})
afterAll(() => here.close())

/** Two tenants' entries, mixed as they come. */
async function mixed(pattern: readonly boolean[]): Promise<[string, string]> {
  const tenants: [string, string] = [here.newTenant(), here.newTenant()]
  const bodies = fc.sample(anyBody, pattern.length)
  for (const [n, first] of pattern.entries()) {
    const body = bodies[n]
    if (body !== undefined) await here.journal.append(first ? tenants[0] : tenants[1], body)
  }
  return tenants
}

async function exported(tenant: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of await writeComplete(here, { tenant, principal: 'p' })) lines.push(line)
  return lines
}

async function* numbered(lines: readonly string[]) {
  for (const [n, text] of lines.entries()) yield await Promise.resolve({ line: n + 1, text })
}
const check = (lines: readonly string[], vkey = here.journal.vkey) => checkComplete(numbered(lines), { vkey })

describe('one tenant’s export', () => {
  it('proves itself complete, whatever stands in between, and shows nothing of the other tenant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 24 }), async (pattern) => {
        const [one, other] = await mixed(pattern)
        const lines = await exported(one)
        const checked = await check(lines)
        expect(checked).toMatchObject({ ok: true, problems: [], entries: pattern.filter(Boolean).length + 1 })
        expect(checked.completeTo).toBe(new Date(here.clock.ms).toISOString())
        const keys = await here.keyring.tenant(other)
        expect(lines.join('\n')).not.toContain(keys.pseudonym('tenant', other))
        for await (const { leaf, sealed } of here.journal.atRest(other, [0])) {
          expect(lines.join('\n')).not.toContain(leaf.body)
          expect(lines.join('\n')).not.toContain(Buffer.from(sealed).toString('base64').slice(0, 60))
        }
      }),
      { numRuns: 15 },
    )
  })

  const own = (lines: readonly string[]) => lines.flatMap((line, n) => (line.startsWith('{"index"') ? [n] : []))
  const tampers: readonly (readonly [string, (lines: string[]) => string[]])[] = [
    ['an entry left out', (lines) => lines.filter((_, n) => n !== own(lines)[2])],
    ['the last entries left out', (lines) => lines.slice(0, own(lines)[3])],
    [
      'an entry hidden among the others’',
      (lines) => {
        const n = own(lines)[2] ?? 0
        return lines.with(n, JSON.stringify({ others: 0, hash: Buffer.alloc(32, 1).toString('base64') }))
      },
    ],
    [
      'two entries exchanged',
      (lines) => {
        const [a = 0, b = 0] = own(lines)
        return lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '')
      },
    ],
    [
      'a body exchanged',
      (lines) =>
        lines.map((line, n) => (n === own(lines)[1] ? line.replace(/"sealed":"..../, '"sealed":"AAAA') : line)),
    ],
    [
      'a time changed',
      (lines) => lines.map((line, n) => (n === own(lines)[1] ? line.replace(/\\"time\\":1/, '\\"time\\":2') : line)),
    ],
    [
      'a hash changed',
      (lines) =>
        lines.map((line) => line.replace(/("hash":")(.)/, (_, a: string, b: string) => `${a}${b === 'A' ? 'B' : 'A'}`)),
    ],
    ['a line of nonsense', (lines) => lines.with(2, '{"x":1}')],
    ['an older checkpoint', (lines) => lines.with(0, (lines[0] ?? '').replace(/\\n\d+\\n/, '\\n1\\n'))],
    ['nothing', () => []],
    ['only its first line', (lines) => lines.slice(0, 1)],
  ]
  it.each(tampers)('with %s is found out', async (_what, tamper) => {
    const [one] = await mixed([true, false, true, true, false, false, true, true])
    const lines = await exported(one)
    expect((await check(lines)).ok).toBe(true)
    const checked = await check(tamper([...lines]))
    expect(checked.ok).toBe(false)
    expect(checked.problems.length).toBeGreaterThan(0)
  })

  it('is not of the log whose key was kept when another signed it', async () => {
    const [one] = await mixed([true, true])
    const lines = await exported(one)
    const another = createNoteKey('cordon/test', randomBytes(32))
    expect(await check(lines, another.vkey)).toMatchObject({ ok: false })
  })

  it('is recorded in the journal before it is handed out', async () => {
    const [one] = await mixed([true])
    const lines = await exported(one)
    expect(JSON.parse(lines.findLast((line) => line.startsWith('{"index"')) ?? '')).toMatchObject({
      body: { class: 'reading', what: 'export complete', principal: 'p', count: 2 },
    })
    const listed = await reading.list({ tenant: one, principal: 'p' }, {}, { limit: 5 })
    expect(listed.entries.map(({ body }) => body?.class)).toContain('reading')
  })
})

describe('subtrees', () => {
  it('cover a range exactly, each where it can stand', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        let at = from
        for (const { level, index } of subtreesOf(from, to)) {
          expect(index * 2 ** level).toBe(at)
          at += 2 ** level
        }
        expect(at).toBe(to)
      }),
    )
  })
})
