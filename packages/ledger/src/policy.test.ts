import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signCheckpoint } from './checkpoint.ts'
import { arithmetic, createEcdsaKey, createKey, createWitnessKey, sha256 } from './log.fixture.ts'
import type { NoteSigner } from './note.ts'
import { parsePolicy } from './policy.ts'
import { openWitnessed } from './witnessed.ts'

const log = createKey('log.example/a')
const [x1, x2, x3, y1, y2] = ['x1', 'x2', 'x3', 'y1', 'y2'].map((name, i) =>
  createWitnessKey(`${name}.example`, 100 + i),
)
if (!x1 || !x2 || !x3 || !y1 || !y2) throw new Error('five keys')
const head = { origin: 'log.example/a', size: 7, root: sha256(new Uint8Array(1)) }

// The shape of the specification's own example: two of three, and any of the others.
const TWO_LEVELS = `
# whom we believe
log ${log.vkey} https://log.example/

witness X1 ${x1.vkey}
witness\tX2  ${x2.vkey} https://x2.example/
  witness X3 ${x3.vkey}
group X-witnesses 2 X1 X2 X3
witness Y1 ${y1.vkey}
witness Y2 ${y2.vkey}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`

const policyOf = (text: string) => parsePolicy(text, arithmetic)
const noteBy = (...signers: readonly { signer: NoteSigner }[]) =>
  signCheckpoint(
    head,
    [log, ...signers].map(({ signer }) => signer),
  )

describe('a policy', () => {
  it('is met by its quorum, and says who cosigned when', async () => {
    const witnessed = await openWitnessed(await noteBy(x1, x3, y2), policyOf(TWO_LEVELS))
    expect(witnessed).toMatchObject({ origin: 'log.example/a', size: 7 })
    expect(witnessed.cosignatures).toEqual([
      { witness: 'X1', time: 100 },
      { witness: 'X3', time: 102 },
      { witness: 'Y2', time: 104 },
    ])
  })

  it.each([
    { who: 'nobody', by: [] },
    { who: 'one of the first group', by: [x1, y1] },
    { who: 'none of the second group', by: [x1, x2, x3] },
    { who: 'one witness twice', by: [x1, x1, y1] },
    { who: 'strangers', by: [createWitnessKey('x1.example'), createWitnessKey('x2.example'), y1] },
  ])('is not met by $who', async ({ by }) => {
    await expect(openWitnessed(await noteBy(...by), policyOf(TWO_LEVELS))).rejects.toMatchObject({
      code: 'quorum_missing',
    })
  })

  it('is not met without the log itself, or with any known signature that is bad', async () => {
    const policy = policyOf(TWO_LEVELS)
    const without = await signCheckpoint(head, [x1.signer, x2.signer, y1.signer])
    await expect(openWitnessed(without, policy)).rejects.toMatchObject({ code: 'note_unsigned' })
    const other = await signCheckpoint({ ...head, size: 8 }, [x3.signer])
    const mixed = `${await noteBy(x1, x2, y1)}${other.split('\n\n')[1]}`
    await expect(openWitnessed(mixed, policy)).rejects.toMatchObject({ code: 'signature_invalid' })
  })

  it('may want no witness, one, or a log with another kind of key', async () => {
    const fips = createEcdsaKey('log.example/a')
    for (const rest of ['quorum none', `witness w ${x1.vkey}\nquorum w`]) {
      const policy = policyOf(`log ${log.vkey}\nlog ${fips.vkey}\n${rest}\n`)
      for (const signer of [log.signer, fips.signer]) {
        const note = await signCheckpoint(head, [signer, x1.signer])
        expect(await openWitnessed(note, policy)).toMatchObject({ size: 7 })
      }
    }
  })

  it.each([
    { what: 'no quorum', text: `log ${log.vkey}\n`, line: 0 },
    { what: 'two quorums', text: 'quorum none\nquorum none\n', line: 2 },
    { what: 'an unknown word', text: 'quorum none\nmonitor x\n', line: 2 },
    { what: 'a quorum of nobody', text: 'quorum w\n', line: 1 },
    { what: 'a quorum before its witness', text: `quorum w\nwitness w ${x1.vkey}\n`, line: 1 },
    { what: 'a name twice', text: `witness w ${x1.vkey}\nwitness w ${x2.vkey}\n`, line: 2 },
    { what: 'the name none', text: `witness none ${x1.vkey}\n`, line: 1 },
    { what: 'a witness’s key twice', text: `witness a ${x1.vkey}\nwitness b ${x1.vkey}\n`, line: 2 },
    { what: 'a log’s key twice', text: `log ${log.vkey}\nlog ${log.vkey}\n`, line: 2 },
    { what: 'a log with a witness’s key', text: `log ${x1.vkey}\n`, line: 1 },
    { what: 'a witness with a log’s key', text: `witness w ${log.vkey}\n`, line: 1 },
    { what: 'a key that is none', text: 'log log.example/a+00000000+AAAA\n', line: 1 },
    { what: 'a group of nobody', text: 'group g any\n', line: 1 },
    { what: 'a group with itself', text: 'group g any g\n', line: 1 },
    { what: 'none in a group', text: 'group g any none\n', line: 1 },
    { what: 'a threshold of zero', text: `witness w ${x1.vkey}\ngroup g 0 w\n`, line: 2 },
    { what: 'a threshold over the members', text: `witness w ${x1.vkey}\ngroup g 2 w\n`, line: 2 },
    { what: 'a threshold with a leading zero', text: `witness w ${x1.vkey}\ngroup g 01 w\n`, line: 2 },
    { what: 'a member twice', text: `witness w ${x1.vkey}\ngroup g any w w\n`, line: 2 },
    { what: 'a member of two groups', text: `witness w ${x1.vkey}\ngroup g any w\ngroup h any w\n`, line: 3 },
    { what: 'a word too many', text: 'quorum none none\n', line: 1 },
    { what: 'a carriage return', text: 'quorum none\r\n', line: 1 },
    { what: 'a log too many', text: 'log a b c\n', line: 1 },
    { what: 'too much of it', text: `#${'x'.repeat(300_000)}`, line: 0 },
  ])('is malformed with $what, and says in which line', ({ text, line }) => {
    const place = line === 0 ? /^policy: / : new RegExp(`^policy line ${line}: `)
    expect(() => policyOf(text)).toThrow(
      expect.objectContaining({ code: 'policy_malformed', message: expect.stringMatching(place) }),
    )
  })

  it('counts witnesses as its groups say, for any subset', async () => {
    const policy = policyOf(TWO_LEVELS)
    const subset = fc.record({ x: fc.subarray([x1, x2, x3]), y: fc.subarray([y1, y2]) })
    await fc.assert(
      fc.asyncProperty(subset, async ({ x, y }) => {
        const met = await openWitnessed(await noteBy(...x, ...y), policy).then(
          () => true,
          () => false,
        )
        expect(met).toBe(x.length >= 2 && y.length >= 1)
      }),
      { numRuns: 50 },
    )
  })

  it('of random lines is read or refused, never anything else', () => {
    const word = fc.constantFrom(
      'log',
      'witness',
      'group',
      'quorum',
      'any',
      'all',
      '1',
      'none',
      'w',
      'g',
      x1.vkey,
      log.vkey,
    )
    const line = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        try {
          expect(policyOf(lines.join('\n')).quorum).toBeDefined()
        } catch (error) {
          expect(error).toMatchObject({ code: 'policy_malformed' })
        }
      }),
      { numRuns: 500 },
    )
  })
})
