import { describe, expect, it } from 'vitest'
import type { Clean, StillPhi } from '../boundary.ts'
import { createCodeBook } from '../code-book.ts'
import { NOW, seededRandom } from '../deidentify.fixture.ts'
import { createDetector } from '../detect/create-detector.ts'
import type { SyncDetector } from '../detect/detector.ts'
import { DeidError } from '../errors.ts'
import { restoreDocument } from '../formats/deidentify-text.ts'
import type { FormatName } from '../formats/formats.ts'
import { restoreText } from '../reidentify.ts'
import type { Span } from '../span.ts'
import {
  cleanDocument,
  cleanWith,
  DETERMINATION,
  DOCUMENTS,
  EVERY_POLICY,
  NOTE,
  newBook,
  newEngine,
  POLICY_NAMES,
} from './policies.fixture.ts'
import type { Policy } from './policy.ts'
import { expertPolicy, POLICIES } from './tables.ts'

const known = [{ kind: 'NAME', value: 'Ada Bell' } as const]

describe.each(POLICY_NAMES)('under %s', (policy) => {
  it('a note leaves without its direct identifiers, and comes back to the byte', async () => {
    const { left, book } = await cleanWith(NOTE, { policy, known })
    expect(left).not.toMatch(/\bAda\b|\bADA\b|8817345|217.{1,3}555|Elm|123-45|Carol|ada\.bell/)
    expect(restoreText(left, book).text).toBe(NOTE)
  })

  it.each(Object.entries(DOCUMENTS))(
    'a document of %s stays valid, and comes back to the byte',
    async (format, document) => {
      const name = format as FormatName
      const { left, book } = await cleanDocument(document, name, { policy, known })
      expect(left).not.toMatch(/\bAda\b|\bADA\b|8817345|217.?555/)
      expect(restoreDocument(left, { format: name, book })).toBe(document)
    },
  )

  it('the same turns leave as the same bytes, turn after turn, also after the book was stored', async () => {
    const first = await cleanWith([NOTE], { policy, known })
    const state = JSON.parse(JSON.stringify(first.book.serialize())) as ReturnType<typeof first.book.serialize>
    const again = createCodeBook({ random: seededRandom(9), state })
    const second = await cleanWith([NOTE, 'Is Mrs. Bell due on 11/16/2025?'], { policy, known, book: again })
    expect(second.left[0]).toBe(first.left[0])
    expect(second.made.turnsRevised).toBe(0)
    expect(again.serialize().policy).toBe(second.made.policy.hash)
  })

  it('what another conversation made is never restored', async () => {
    const { left } = await cleanWith(NOTE, { policy, known, book: newBook(1) })
    const other = newBook(2)
    await cleanWith('Mr. Poe lives in Riverton', { policy, book: other })
    expect(restoreText(left, other).text).toBe(left)
  })

  it('for an embedding every identifier is the bare word of its kind, the same each time', async () => {
    const one = await cleanWith(NOTE, { policy, known, embedding: true, book: newBook(1) })
    const two = await cleanWith(NOTE, { policy, known, embedding: true, book: newBook(2) })
    expect(one.left).toBe(two.left)
    expect(one.left).toContain('Patient: [NAME]   MRN: [MRN]')
    expect(one.left).not.toMatch(/Ada|8817345|\[[A-Z]+-/)
    expect(one.book.entries()).toEqual([])
  })
})

describe.each(POLICY_NAMES)('a fault under %s', (policy) => {
  const faults: [string, Partial<SyncDetector>][] = [
    ['a detector that throws', { find: () => raise() }],
    ['a sweep that throws', { findKnown: () => raise() }],
    ['wrong offsets', { find: (texts) => texts.map(() => [{ ...SPAN, end: 9_999 }]) }],
    ['wrong offsets in the sweep', { findKnown: (texts) => texts.map(() => [{ ...SPAN, start: -1 }]) }],
    ['a text forgotten', { find: () => [] }],
    ['what is known, found again after all', { findKnown: (texts) => texts.map((text) => [letterOf(text)]) }],
  ]
  it.each(faults)('%s: refused, and nothing is given', async (_, faulty) => {
    const engine = newEngine(EVERY_POLICY, NOW, { ...createDetector(), ...faulty })
    const refused = cleanWith('Ada Bell came.', { policy, known, engine })
    await expect(refused).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:detector_failed|residual_identifier)$/),
      message: expect.not.stringMatching(/Ada|Bell/),
    })
  })
})

const SPAN = { start: 0, end: 1, kind: 'NAME', rule: 'x/y', score: 1 } as const

/** One letter more each time that it is asked. */
function letterOf(text: string): Span {
  const start = text.search(/[a-z]/)
  return { ...SPAN, start, end: start + 1 }
}

function raise(): never {
  throw new Error('read Ada Bell')
}

describe('what stays', () => {
  it.each([
    ['safe-harbor', /DOB: \[DATE-\w{6}\] \(\[AGE90-90plus-\w{6}\].*\[DATE-2025-.*\[CITY-\w{6}\], IL \[ZIP-627-/s],
    [
      'limited-data-set',
      /DOB: 03\/14\/1931 \(94 y\.o\.\).*admitted on 11\/02\/2025.*\[STREET-\w{6}\], Springfield, IL 62704/s,
    ],
    [
      'coded',
      /DOB: 03\/14\/1931 \(94 y\.o\.\).*admitted on 11\/02\/2025.*Springfield, IL 62704.*on the 4th.*at Thanksgiving/s,
    ],
    [
      'expert',
      /\[AGE90-90to94-\w{6}\].*\[DATE-2025-\w{6}\].*\[DATE-2025-11-\w{6}\].*\[CITY-IL-\w{6}\], IL \[ZIP-627-/s,
    ],
  ] as const)('under %s', async (policy, expected) => {
    expect((await cleanWith(NOTE, { policy, known })).left).toMatch(expected)
  })

  it('is no more than its kind says: a row of a table that has slipped is coded', async () => {
    const rows = 'name,dob\nAda Bell,1971-03-04\nJo Quick,1980-01-02\nEdgar Poe,217-555-0142\nCarol Stone,123-45-6789\n'
    const { left } = await cleanDocument(rows, 'csv', { policy: 'coded' })
    expect(left).toMatch(/1971-03-04\n.*1980-01-02\n/)
    expect(left).not.toMatch(/555-0142|123-45-6789/)
  })

  it('is no more than its kind says: a join of a date and a name is coded', async () => {
    const { left } = await cleanWith('County: Sangamon. Zip 62704. Seen 2024-05-13T10:20:30Z by Mrs. Bell', {
      policy: 'coded',
      known,
    })
    expect(left).toMatch(/Zip 62704\. Seen 2024-05-13T10:20:30Z by Mrs\. \[NAME-/)
  })

  it('a county is coded in a limited data set', async () => {
    const { left } = await cleanWith('He lives in Sangamon County, near Springfield, IL 62704.', {
      policy: 'limited-data-set',
    })
    expect(left).toMatch(/^He lives in \[COUNTY-\w{6}\], near Springfield, IL 62704\.$/)
  })
})

describe('a label', () => {
  const refusal = (act: () => unknown): string => {
    try {
      act()
    } catch (error) {
      if (error instanceof DeidError) return error.code
      throw error
    }
    return 'accepted'
  }

  it('is computed from the rules', async () => {
    const made = await Promise.all(POLICY_NAMES.map(async (policy) => (await cleanWith('Mr. Stone', { policy })).made))
    expect(made.map(({ label, policy }) => [policy.id, label])).toEqual([
      ['safe-harbor/1', 'clean'],
      ['limited-data-set/1', 'phi'],
      ['coded/1', 'phi'],
      ['surrogate/1', 'phi'],
      ['expert/1', 'clean'],
    ])
  })

  it.each([
    ['safe-harbor that lets a date stay', { ...POLICIES['safe-harbor'], table: POLICIES.coded.table }],
    ['safe-harbor with a month', withRule('DATE', 'code with year and month')],
    ['safe-harbor with surrogates', withRule('NAME', 'surrogate')],
    ['coded that claims to be clean', { ...POLICIES.coded, makes: 'clean' }],
    ['coded by the name of safe-harbor', { ...POLICIES.coded, name: 'safe-harbor', makes: 'clean' }],
    ['safe-harbor that says it is still PHI', { ...POLICIES['safe-harbor'], makes: 'phi' }],
    ['expert without a determination', { ...POLICIES['safe-harbor'], name: 'expert' }],
    [
      'expert that lets a name stay',
      { ...expertPolicy(DETERMINATION), table: { ...POLICIES.coded.table, NAME: 'stays' } },
    ],
    [
      'expert that lets stay what the determination does not name',
      { ...expertPolicy({ ...DETERMINATION, rules: {} }), table: expertPolicy(DETERMINATION).table },
    ],
    ['expert that keeps the names of staff', { ...expertPolicy(DETERMINATION), providers: 'keep' }],
    ['a name of nobody', { ...POLICIES['safe-harbor'], name: 'harmless' }],
    ['a kind forgotten', { ...POLICIES.coded, table: { ...POLICIES.coded.table, MRN: undefined } }],
  ] as [string, unknown][])('that is wrong is refused before anything is read: %s', (_, policy) => {
    expect(refusal(() => newEngine([policy as Policy]))).toBe('label_wrong')
  })

  it('rests on a determination that somebody could rely on', () => {
    const nobodys = { ...DETERMINATION, id: '', expert: '', documentSha256: '' }
    expect(refusal(() => newEngine([{ ...expertPolicy(DETERMINATION), determination: nobodys }]))).toBe(
      'determination_invalid',
    )
  })

  it('that is wrong does not compile', () => {
    // @ts-expect-error: what is coded is still PHI
    const lying: Policy<'coded'> = { ...POLICIES.coded, makes: 'clean' }
    expect(refusal(() => newEngine([lying]))).toBe('label_wrong')
    const coded = async (): Promise<StillPhi<string>> => {
      const engine = newEngine()
      const made = await engine.deidentify(await phi('x'), { ...(await jobOf()), policy: 'coded' })
      // @ts-expect-error: there is no Clean under this policy
      const nothing: Clean<string> | undefined = made.clean
      expect(nothing).toBeUndefined()
      return made.stillPhi
    }
    return expect(coded()).resolves.toMatchObject({ policy: 'coded/1' })
  })

  it('of what is still PHI prints as PHI', async () => {
    const { made } = await cleanWith('Mr. Stone came on 3/14/2024', { policy: 'coded' })
    if (made.label !== 'phi') throw new Error('was called clean')
    expect(`${made.stillPhi as unknown as string} ${JSON.stringify(made)}`).not.toContain('2024')
    expect(made.stillPhi.policy).toBe('coded/1')
  })

  it('can be made by nobody else', async () => {
    const { made } = await cleanWith('x', { policy: 'coded' })
    if (made.label !== 'phi') throw new Error('was called clean')
    const Stolen = made.stillPhi.constructor as new (...given: unknown[]) => unknown
    expect(() => new Stolen(Symbol('made by deidentify'), 'x', 'safe-harbor/1')).toThrow(TypeError)
  })
})

describe('a policy', () => {
  it('of a name that is not registered is refused', async () => {
    await expect(cleanWith('x', { policy: 'coded', engine: newEngine([]) })).rejects.toMatchObject({
      code: 'policy_unknown',
    })
  })

  it('has a hash that changes with any rule of it', () => {
    const hashes = [
      POLICIES.coded,
      { ...POLICIES.coded, providers: 'keep' as const },
      { ...POLICIES.coded, version: 2 },
      { ...POLICIES.coded, table: { ...POLICIES.coded.table, CITY: 'code' as const } },
    ].map((policy) => newEngine([policy]).policy('coded').hash)
    const expert = [DETERMINATION, { ...DETERMINATION, id: 'det-2' }].map(
      (determination) => newEngine([expertPolicy(determination)]).policy('expert').hash,
    )
    expect(new Set([...hashes, ...expert]).size).toBe(6)
  })

  it('forgets turns that another policy cleaned: what it let stay does not stay', async () => {
    const book = newBook()
    const coded = await cleanWith(['Seen on 3/14/2024'], { policy: 'coded', book })
    const safe = await cleanWith(['Seen on 3/14/2024'], { policy: 'safe-harbor', book })
    expect([coded.left[0], safe.left[0]]).toEqual(['Seen on 3/14/2024', expect.stringMatching(/^Seen on \[DATE-2024-/)])
  })
})

describe('an expert policy', () => {
  it('names the determination that it rests on', async () => {
    const { made } = await cleanWith('Mr. Stone', { policy: 'expert' })
    expect(made.label === 'clean' && made.clean.determination).toBe('det-1')
  })

  it.each([
    ['before it begins', DETERMINATION.effectiveFrom - 1],
    ['when it ends', DETERMINATION.expiresAt],
    ['when nobody knows the time', Number.NaN],
  ])('is refused %s', async (_, now) => {
    const engine = newEngine([expertPolicy(DETERMINATION)], now)
    await expect(cleanWith('x', { policy: 'expert', engine })).rejects.toMatchObject({
      code: 'determination_not_in_force',
    })
  })

  it('shifts dates by whole weeks, inside the code', async () => {
    const shifted = expertPolicy({ ...DETERMINATION, rules: { date: 'shifted' } })
    const text = 'Admitted 2025-11-02, discharged 11/09/2025, again the 4th.'
    const { left, book } = await cleanWith(text, { policy: 'expert', engine: newEngine([shifted]) })
    const [one = 0, two = 0] = Array.from(left.matchAll(/\[DATE-(\d{4})(\d\d)(\d\d)-/g), ([, y, m, d]) =>
      Date.UTC(Number(y), Number(m) - 1, Number(d)),
    )
    expect((two - one) / 86_400_000).toBe(7)
    expect(((one - Date.UTC(2025, 10, 2)) / 86_400_000) % 7).toBeCloseTo(0)
    expect(left).not.toMatch(/2025-?11-?02/)
    expect(restoreText(left, book).text).toBe(text)
  })

  it.each([
    [{ ...DETERMINATION, documentSha256: '' }],
    [{ ...DETERMINATION, expert: '' }],
    [{ ...DETERMINATION, effectiveFrom: NOW, expiresAt: NOW }],
    [{ ...DETERMINATION, rules: { name: 'stays' } }],
    [{ ...DETERMINATION, rules: { date: 'stays' } }],
  ])('cannot rest on half a determination: %j', (determination) => {
    expect(() => expertPolicy(determination as typeof DETERMINATION)).toThrow(
      expect.objectContaining({ code: 'determination_invalid' }),
    )
  })
})

describe('providers kept', () => {
  const staff = [...known, { kind: 'NAME', value: 'Carol Stone, MD', role: 'provider' } as const]
  const engine = newEngine([
    { ...POLICIES['safe-harbor'], providers: 'keep' },
    { ...POLICIES.coded, providers: 'keep' },
  ])

  it.each(['safe-harbor', 'coded'] as const)(
    'known staff stay under %s, in every form, and nobody else',
    async (policy) => {
      const text = 'Dr. Carol Stone and Dr. Stone saw Mrs. Bell with Dr. Edgar Poe; C. Stone, MD will call.'
      const { left, book } = await cleanWith(text, { policy, known: staff, engine })
      expect(left).toMatch(
        /^Dr\. Carol Stone and Dr\. Stone saw Mrs\. \[NAME-.{6}\] with Dr\. \[NAME-.{6}\]; C\. Stone, MD will call\.$/,
      )
      expect(restoreText(left, book).text).toBe(text)
    },
  )

  it('a name that the patient shares goes', async () => {
    const { left } = await cleanWith('Dr. Stone saw Mrs. Stone.', {
      policy: 'coded',
      known: [...staff, { kind: 'NAME', value: 'Ada Stone' }],
      engine,
    })
    expect(left).not.toContain('Stone')
  })

  it('a name that somebody else in the text shares goes', async () => {
    const { left } = await cleanWith('Dr. Stone spoke to her daughter Mary Stone.', {
      policy: 'coded',
      known: staff,
      engine,
    })
    expect(left).not.toContain('Stone')
  })

  it('a name joined with a number goes', async () => {
    const text = 'Carol Stone 217-555-0142'
    const whole: Span = { start: 0, end: text.length, kind: 'NAME', rule: 'test/whole', score: 1 }
    const joining: SyncDetector = { version: 'test', find: () => [[whole]], findKnown: (texts) => texts.map(() => []) }
    const keeping = newEngine([{ ...POLICIES.coded, providers: 'keep' }], NOW, joining)
    const { left } = await cleanWith(text, { policy: 'coded', known: staff, engine: keeping })
    expect(left).toMatch(/^\[NAME-\w{6}\]$/)
  })

  it('by default they go', async () => {
    const { left } = await cleanWith('Dr. Carol Stone saw Mrs. Bell.', { policy: 'coded', known: staff })
    expect(left).not.toContain('Stone')
  })
})

function withRule(kind: 'DATE' | 'NAME', rule: string): unknown {
  const { table, ...rest } = POLICIES['safe-harbor']
  return { ...rest, table: { ...table, [kind]: rule } }
}

async function phi(value: string) {
  const { Phi } = await import('../boundary.ts')
  return new Phi(value)
}

async function jobOf() {
  return { treat: () => 'text' as const, known: [], book: newBook(), turnKey: (text: string) => text }
}
