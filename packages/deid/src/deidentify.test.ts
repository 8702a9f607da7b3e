import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Phi } from './boundary.ts'
import { type CodeBook, createCodeBook } from './code-book.ts'
import { detector, detectorOf, job, NOW, newBook, newDeidentifier, seededRandom, sha256 } from './deidentify.fixture.ts'
import {
  createDeidentifier,
  type Deidentified,
  type Deidentifier,
  type DeidJob,
  type DeidLimits,
} from './deidentify.ts'
import type { Detector, SyncDetector } from './detect/detector.ts'
import { DeidError } from './errors.ts'
import { restoreJson, restoreJsonText, restoreText } from './reidentify.ts'
import type { After } from './replace/ask.ts'
import { IDENTIFIER_KINDS, type Span } from './span.ts'

const ADA = { kind: 'NAME', value: 'Ada Bell' } as const

function clean<T>(value: T, more: Partial<DeidJob> = {}, book: CodeBook = newBook()): Promise<Deidentified<T>> {
  return newDeidentifier().deidentify(new Phi(value), job(book, more))
}

async function refusal(act: () => Promise<unknown>): Promise<{ code: string; at: string | undefined; text: string }> {
  try {
    await act()
  } catch (error) {
    if (error instanceof DeidError) return { code: error.code, at: error.at, text: inspect(error) }
    throw error
  }
  throw new Error('was not refused')
}

describe('a text', () => {
  it('has what the detector finds replaced by codes, with what and where', async () => {
    const book = newBook()
    const text = 'Dr. Carol Stone saw Ada Bell, 92 yo, since many moons, on 3/4/2024, zip 60612, mrn 8817345.'
    const { clean: out, counts, leaves } = await clean(text, { known: [ADA] }, book)
    expect(out.value).toMatch(
      /^Dr\. \[NAME-.{6}\] saw \[NAME-.{6}\], \[AGE90-90plus-.{6}\] yo, since many moons, on \[DATE-2024-.{6}\], zip \[ZIP-606-.{6}\], mrn \[MRN-.{6}\]\.$/,
    )
    expect(out.policy).toBe('safe-harbor/1')
    expect(counts).toEqual({ NAME: 2, AGE90: 1, DATE: 1, ZIP: 1, MRN: 1 })
    expect(leaves[0]?.spans.map(({ start, end, kind }) => [text.slice(start, end), kind])).toContainEqual([
      'Ada Bell',
      'NAME',
    ])
    expect(restoreText(out.value, book).text).toBe(text)
  })

  it('has the same code for the same value everywhere', async () => {
    const { clean: out } = await clean(['Mr. Stone', 'and Stone again'])
    expect(out.value[1]).toBe(`and ${out.value[0]?.slice(4)} again`)
  })

  it('comes back to the byte, for random texts and random places', async () => {
    // Letters of several scripts, combining marks and astral characters; nothing that makes an address or a tag.
    const units = fc.constantFrom(
      'a',
      'B',
      'é',
      'e\u0301',
      '漢',
      '😀',
      '𝒳',
      ' ',
      '\n',
      ',',
      ';',
      '[',
      ']',
      '*',
      '-',
      '7',
      '"',
      '\u200d',
    )
    const texts = fc.array(units, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''))
    const cuts = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 9 }), fc.constantFrom(...IDENTIFIER_KINDS)))
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 4 }), cuts, async (request, places) => {
        const values = places.map(([at, length, kind]) => ({ kind, value: request.join(' ').slice(at, at + length) }))
        const book = newBook()
        const deid = newDeidentifier({
          detector: detectorOf(values.filter(({ value }) => /[\p{L}\p{N}]/u.test(value))),
        })
        const { clean: out } = await deid.deidentify(new Phi(request), job(book))
        expect(out.value.map((text) => restoreText(text, book).text)).toEqual(request)
        expect(restoreJson(out.value, book)).toEqual(request)
      }),
      { seed: 7, numRuns: 400 },
    )
  })

  it('loses the year of a date that stands beside an age over 89', async () => {
    const { clean: out } = await clean('born 3/4/2001 (92 yo), and a long while after that seen on 3/5/2001')
    expect(out.value).toMatch(
      /^born \[DATE-.{6}\] \(\[AGE90-.*\] yo\), and a long while after that seen on \[DATE-2001-.{6}\]$/,
    )
  })

  it('that already holds codes, ours or foreign, comes back as it was', async () => {
    const book = newBook()
    const ours = book.codeFor('NAME', 'Ada Bell')
    const text = `${ours} ${ours.toLowerCase()} [NAME-000000] [DATE-2024-ZZZZZZ] [note-1]`
    const { clean: out } = await clean(text, {}, book)
    expect(out.value).not.toContain(ours)
    expect(out.value).toMatch(/^(\[OTHERID-.{6}\] ){4}\[note-1\]$/)
    expect(restoreText(out.value, book).text).toBe(text)
  })

  it('keeps a code from being minted that stands in it already', async () => {
    const taken = createCodeBook({ random: seededRandom(5) }).codeFor('NAME', 'x')
    const book = createCodeBook({ random: seededRandom(5) })
    const { clean: out } = await clean(`${taken} and Mr. Stone`, {}, book)
    expect(out.value).not.toContain(taken.slice(6, 12))
  })

  it('never has an astral character cut in two', async () => {
    const half: Detector = {
      version: 'half/1',
      find: (texts) => texts.map((text) => [{ start: 1, end: text.length - 1, kind: 'NAME', rule: 'x/y', score: 1 }]),
      findKnown: (texts) => texts.map(() => []),
    }
    const book = newBook()
    const { clean: out } = await newDeidentifier({ detector: half }).deidentify(new Phi('😀abc😀'), job(book))
    expect(out.value).toMatch(/^\[NAME-.{6}\]$/)
    expect(restoreText(out.value, book).text).toBe('😀abc😀')
  })
})

describe('the shape of a request', () => {
  const treat: DeidJob['treat'] = (path) =>
    path[0] === 'model' ? 'literal' : path.at(-1) === 'arguments' ? 'json' : 'text'

  it('stays, and only its texts change', async () => {
    const request = {
      model: 'm',
      stream: true,
      n: 2,
      stop: null,
      messages: [{ content: 'Mr. Stone' }, { content: 'hello' }],
    }
    const { clean: out } = await clean(request, { treat })
    expect(out.value).toEqual({
      ...request,
      messages: [{ content: expect.stringMatching(/^Mr\. \[NAME/) }, { content: 'hello' }],
    })
    expect(request.messages[0]?.content).toBe('Mr. Stone')
  })

  it.each([
    [
      'an unknown place',
      { a: { b: [0, 1, { c: 'Mr. Stone' }] } },
      { treat: () => undefined },
      'leaf_unknown',
      'a.b[2].c',
    ],
    ['a key that is no field name', { 'Ada Bell': { c: 'x' } }, { treat: () => undefined }, 'leaf_unknown', '?.c'],
    ['something that is no JSON', { a: [new Phi('x')] }, {}, 'leaf_unknown', 'a[0]'],
    ['a function', { toJSON: () => 'x' }, {}, 'leaf_unknown', 'toJSON'],
    ['a number that is none', { a: Number.NaN }, {}, 'leaf_unknown', 'a'],
    ['a lone surrogate', { a: 'x\ud83d' }, {}, 'text_invalid', 'a'],
    ['a lone surrogate in JSON', { a: '{"b":"\\ud83d"}' }, { treat: () => 'json' as const }, 'text_invalid', 'a'],
    ['a known name in a literal', { model: 'ada bell' }, { treat, known: [ADA] }, 'residual_identifier', 'model'],
    [
      'a known number',
      { seed: 8817345 },
      { known: [{ kind: 'MRN', value: '8817345' }] },
      'residual_identifier',
      'seed',
    ],
    ['a known name as a key', { 'Ada Bell': 'x' }, { known: [ADA] }, 'residual_identifier', '?'],
    ['a key of JSON', { arguments: '{"Mr. Stone":1}' }, { treat }, 'identifier_in_key', 'arguments'],
  ] as [string, unknown, Partial<DeidJob>, string, string][])(
    'with %s is refused by its place',
    async (_, value, more, code, at) => {
      const refused = await refusal(() => clean(value, more))
      expect(refused).toMatchObject({ code, at })
      expect(refused.text).not.toMatch(/Stone|Ada Bell|8817345/)
    },
  )

  it.each([
    ['deep', [[[['x']]]], { depthMax: 3 }],
    ['deep inside JSON', '[[[["x"]]]]', { depthMax: 3 }],
    ['many', ['a', 'b', 'c'], { leavesMax: 2 }],
    ['many inside JSON', '["a","b","c"]', { leavesMax: 2 }],
    ['long', ['abc', 'def'], { charsMax: 5 }],
  ] as [string, unknown, Partial<DeidLimits>][])('that is too %s is refused', async (_, value, limits) => {
    const deid = newDeidentifier({ limits })
    expect((await refusal(() => deid.deidentify(new Phi(value), job(newBook(), { treat: () => 'json' })))).code).toBe(
      'input_too_large',
    )
  })

  it('lets a constant pass, whoever has it for a name', async () => {
    const low = { kind: 'NAME', value: 'Ms. Low' } as const
    const { clean: out } = await clean({ effort: 'low' }, { treat: () => 'constant', known: [low] })
    expect(out.value).toEqual({ effort: 'low' })
    expect((await refusal(() => clean({ effort: 'low' }, { treat: () => 'literal', known: [low] }))).code).toBe(
      'residual_identifier',
    )
  })

  it('pollutes no prototype', async () => {
    const request: unknown = JSON.parse('{"__proto__":{"polluted":"Mr. Stone"},"constructor":{"prototype":{"x":"y"}}}')
    const { clean: out } = await clean(request)
    expect(JSON.stringify(out.value)).toMatch(/^\{"__proto__":\{"polluted":"Mr\. \[NAME-/)
    expect(Object.getPrototypeOf(out.value)).toBe(Object.prototype)
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})

describe('a JSON text', () => {
  const treat: DeidJob['treat'] = () => 'json'

  it('is cleaned inside, and every other byte stays', async () => {
    const book = newBook()
    const args =
      '{ "who":"Mr. Stone\\n", "n":1.50, "id": 12345678901234567890, "who":"Ada\\u0020Bell", "list":[ 3/4 ] }'.replace(
        '[ 3/4 ]',
        '[ 7, "3/4/2024" ]',
      )
    const { clean: out } = await clean(args, { treat, known: [ADA] }, book)
    expect(out.value).toMatch(
      /^\{ "who":"Mr\. \[NAME-.{6}\]\\n", "n":1\.50, "id": 12345678901234567890, "who":"\[NAME-.{6}\]", "list":\[ 7, "\[DATE-2024-.{6}\]" \] \}$/,
    )
    expect(JSON.parse(restoreJsonText(out.value, book).text)).toEqual(JSON.parse(args))
  })

  it('has a value read beside its key, and a number that identifies made a string', async () => {
    const book = newBook()
    const { clean: out, counts } = await clean(
      '{"patient":{"mrn":8817345,"homeZip":"60612"},"page":10}',
      { treat },
      book,
    )
    expect(out.value).toMatch(/^\{"patient":\{"mrn":"\[MRN-.{6}\]","homeZip":"\[ZIP-606-.{6}\]"\},"page":10\}$/)
    expect(counts).toEqual({ MRN: 1, ZIP: 1 })
    expect(restoreJsonText(out.value, book).text).toBe('{"patient":{"mrn":"8817345","homeZip":"60612"},"page":10}')
  })

  it('has nothing of its keys counted as part of a value', async () => {
    const everything: Detector = {
      version: 'all/1',
      find: (texts) => texts.map((text) => (text.startsWith('home zip: ') ? [{ ...spanOf(0), end: text.length }] : [])),
      findKnown: (texts) => texts.map(() => []),
    }
    const deid = newDeidentifier({ detector: everything })
    const { clean: out, leaves } = await deid.deidentify(new Phi('{"homeZip":"x y"}'), job(newBook(), { treat }))
    expect(out.value).toMatch(/^\{"homeZip":"\[NAME-.{6}\]"\}$/)
    expect(leaves[0]?.spans).toMatchObject([{ start: 12, end: 15 }])
  })

  it('that is none is cleaned as text', async () => {
    expect((await clean('{"who": Mr. Stone', { treat })).clean.value).toMatch(/^\{"who": Mr\. \[NAME-.{6}\]$/)
  })

  it('comes back equal for any JSON', async () => {
    const found = detectorOf([
      { kind: 'NAME', value: 'ab' },
      { kind: 'MRN', value: '"\\' },
      { kind: 'CITY', value: 'é' },
    ])
    const strings = fc
      .array(fc.constantFrom('ab', '"\\', 'é', '\u2028', '😀', ' ', '\n'), { maxLength: 8 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.array(strings), async (any, texts) => {
        const json = JSON.stringify({ k: [texts, any] })
        fc.pre(!/\p{Surrogate}|ab|é/u.test(JSON.stringify(any)) && !JSON.stringify(any).includes('\\'))
        const book = newBook()
        const { clean: out } = await newDeidentifier({ detector: found }).deidentify(
          new Phi(json),
          job(book, { treat }),
        )
        expect(restoreJsonText(out.value, book).text).toBe(json)
      }),
      { seed: 7 },
    )
  })
})

describe('a conversation', () => {
  /** What the model answers in each turn: with codes it was given, in its own spelling. */
  const answers = [
    (code: string) => `Noted, **${code.toLowerCase()}** is due.`,
    (code: string) => `${code}: see https://x.example/${code}`,
    (code: string) => `I invent [NAME-ZZZZZZ] and keep ${code}`,
    () => 'Nothing new.',
  ]

  async function converse(
    questions: readonly string[],
    book: CodeBook,
  ): Promise<{ sent: string[][]; revised: number[] }> {
    const deid = newDeidentifier()
    const own = job(book)
    const history: string[] = []
    const sent: string[][] = []
    const revised: number[] = []
    for (const [turn, question] of questions.entries()) {
      history.push(question)
      const { clean: out, turnsRevised } = await deid.deidentify(new Phi([...history]), own)
      sent.push(out.value)
      revised.push(turnsRevised)
      const code = /\[NAME-\w{6}\]/.exec(out.value.join(' '))?.[0] ?? ''
      const { text, spans } = restoreText(answers[turn]?.(code) ?? 'ok', book)
      book.remember(own.turnKey(text), spans)
      history.push(text)
    }
    return { sent, revised }
  }

  it('of five turns sends the old ones again to the byte', async () => {
    const questions = ['Mr. Stone is here', 'Is stone due on 3/4/2024?', 'mrn 8817345', 'And [NAME-YYYYYY]?', 'Dr. Poe']
    const { sent, revised } = await converse(questions, newBook())
    for (let turn = 1; turn < sent.length; turn++) {
      expect(sent[turn]?.slice(0, sent[turn - 1]?.length)).toEqual(sent[turn - 1])
    }
    expect(sent[4]?.[1]).toMatch(/^Noted, \*\*\[NAME-\w{6}\]\*\* is due\.$/)
    expect(sent[4]?.[5]).toContain('[NAME-ZZZZZZ]')
    expect(revised).toEqual([0, 0, 0, 0, 0])
  })

  it('stays the same after its book was stored and read back', async () => {
    const book = newBook()
    const { sent } = await converse(['Mr. Stone is here', 'again'], book)
    const state: unknown = JSON.parse(JSON.stringify(book.serialize()))
    const again = createCodeBook({ random: seededRandom(9), state: state as ReturnType<CodeBook['serialize']> })
    expect((await clean(['Mr. Stone is here'], {}, again)).clean.value).toEqual(sent[0])
    expect(again.serialize()).toEqual(book.serialize())
  })

  it('changes an old turn when a later one reveals a name in it, and counts it', async () => {
    const { sent, revised } = await converse(['tell me of rowan', 'weather?', 'I mean Mr. Rowan'], newBook())
    expect(sent[1]?.[0]).toBe('tell me of rowan')
    expect(sent[2]?.[0]).toMatch(/^tell me of \[NAME-\w{6}\]$/)
    expect(sent[2]?.[2]).toBe('weather?')
    expect(revised).toEqual([0, 0, 1])
  })

  it('stays as it was changed', async () => {
    const { sent, revised } = await converse(['tell me of rowan', 'Mr. Rowan', 'and?', 'more?'], newBook())
    expect(sent[3]?.slice(0, 5)).toEqual(sent[2])
    expect(revised).toEqual([0, 1, 0, 0])
  })

  it('sends the arguments of an earlier tool call again to the byte', async () => {
    const book = newBook()
    const own = job(book, { treat: () => 'json' })
    const first = (await clean('Mr. Stone 😀, mrn 8817345', {}, book)).clean.value
    const [name = '', mrn = ''] = first.match(/\[.*?\]/g) ?? []
    const upstream = `{ "who": "😀\\u00e9 ${name}",\n "id": "${mrn}", "list": ["\\u005bx]", 12345] }`
    const { text, spans } = restoreJsonText(upstream, book)
    expect(text).toContain('"id": "8817345"')
    book.remember(own.turnKey(text), spans)
    expect((await newDeidentifier().deidentify(new Phi(text), own)).clean.value).toBe(upstream)
  })

  it('keeps the codes an old turn had when one is added', async () => {
    const book = newBook()
    const first = (await clean(['Mr. Stone met rowan'], {}, book)).clean.value[0] ?? ''
    const second = await clean(['Mr. Stone met rowan', 'Mr. Rowan'], {}, book)
    expect(second.clean.value[0]?.slice(0, first.length - 'rowan'.length)).toBe(first.slice(0, -'rowan'.length))
    expect(second.turnsRevised).toBe(1)
  })

  it('is read anew when its memory does not fit', async () => {
    const book = newBook()
    const own = job(book)
    book.remember(own.turnKey('Mr. Stone'), [[2, 900, book.codeFor('NAME', 'x')]])
    expect((await clean('Mr. Stone', {}, book)).clean.value).toMatch(/^Mr\. \[NAME-/)
  })

  it('cannot restore what another one coded', async () => {
    const { clean: out } = await clean('Mr. Stone', {}, newBook(1))
    expect(restoreText(out.value, newBook(2)).text).toBe(out.value)
  })
})

describe('the sweep', () => {
  it('masks what the detector overlooked and is known', async () => {
    const blind: Detector = { ...detector, find: (texts) => texts.map(() => []) }
    const { clean: out, counts } = await newDeidentifier({ detector: blind }).deidentify(
      new Phi({ a: 'ADA BELL, then Bell', b: 'x' }),
      job(newBook(), { known: [ADA] }),
    )
    expect(out.value.a).toMatch(/^\[NAME-.{6}\], then \[NAME-.{6}\]$/)
    expect(counts).toEqual({ NAME: 2 })
  })

  it('refuses when something remains after that', async () => {
    const stubborn: Detector = {
      ...detector,
      findKnown: (texts) => texts.map((text) => (/x/.test(text) ? [spanOf(text.search(/\w/))] : [])),
    }
    const refused = await refusal(() =>
      newDeidentifier({ detector: stubborn }).deidentify(new Phi({ a: 'p q r x' }), job(newBook())),
    )
    expect(refused).toMatchObject({ code: 'residual_identifier', at: 'a' })
  })

  it('does not trip over its own codes', async () => {
    const known = [
      { kind: 'NAME', value: 'name' },
      { kind: 'DATE', value: '2024' },
    ] as const
    expect((await clean('on 3/4/2024', { known })).clean.value).toMatch(/^on \[DATE-2024-.{6}\]$/)
  })
})

function missing(): never {
  throw new Error('Mr. Stone')
}

function spanOf(start: number): Span {
  return { start, end: start + 1, kind: 'NAME', rule: 'x/y', score: 1 }
}

describe('a detector that fails', () => {
  const good = { ...spanOf(0) }
  const lies: [string, unknown][] = [
    ['says nothing', undefined],
    ['never answers', new Promise(() => undefined)],
    ['promises nonsense', Promise.resolve('[]')],
    ['has an answer that throws when read', [{ map: () => missing() }]],
    ['forgets a text', []],
    ['invents a text', [[], []]],
    ['gives a text no list', [undefined]],
    ['ends beyond the text', [[{ ...good, end: 99 }]]],
    ['begins before it', [[{ ...good, start: -1 }]]],
    ['gives an empty span', [[{ ...good, end: 0 }]]],
    ['gives a reversed span', [[{ ...good, start: 3, end: 1 }]]],
    ['gives NaN', [[{ ...good, start: Number.NaN }]]],
    ['gives half an offset', [[{ ...good, end: 0.5 }]]],
    ['overlaps itself', [[{ ...good, end: 3 }, spanOf(2)]]],
    ['is not sorted', [[spanOf(3), spanOf(0)]]],
    ['names no kind', [[{ ...good, kind: 'WHAT' }]]],
    ['names no rule', [[{ start: 0, end: 1, kind: 'NAME' }]]],
    ['gives no object', [['NAME']]],
  ]
  const refused = { code: 'detector_failed', at: undefined }

  it.each(lies)('and %s is refused, in both of its passes', async (_, answer) => {
    const lie = () => answer as Span[][]
    const parts: Partial<Detector>[] = [{ find: lie }, { findKnown: lie }]
    for (const part of parts) {
      const deid = newDeidentifier({ detector: { ...detector, ...part } })
      expect(await refusal(() => deid.deidentify(new Phi('Mr. Stone'), job(newBook())))).toMatchObject(refused)
    }
  })

  it('by throwing is refused, and what it threw is not kept', async () => {
    const throwing = (texts: readonly string[]): never => {
      throw new Error(`cannot read ${texts[0]}`)
    }
    const parts: Partial<Detector>[] = [{ find: throwing }, { findKnown: throwing }]
    for (const part of parts) {
      const deid = newDeidentifier({ detector: { ...detector, ...part } })
      const { code, text } = await refusal(() => deid.deidentify(new Phi('Mr. Stone'), job(newBook())))
      expect(code).toBe('detector_failed')
      expect(text).not.toContain('Stone')
    }
  })

  it('by taking too long is refused, in each of its passes', async () => {
    let clock = NOW
    const slowly = <T>(answer: T): T => {
      clock += 11_000
      return answer
    }
    const slow: Partial<Detector>[] = [
      { find: (texts, context) => slowly(detector.find(texts, context)) },
      { findKnown: (texts, known) => slowly(detector.findKnown(texts, known)) },
    ]
    for (const part of slow) {
      const deid = newDeidentifier({ detector: { ...detector, ...part }, now: () => clock })
      expect(await refusal(() => deid.deidentify(new Phi('Mr. Stone'), job(newBook())))).toMatchObject(refused)
    }
  })

  it('beside a clock that fails is refused', async () => {
    const deid = newDeidentifier({ now: () => Number.NaN })
    expect((await refusal(() => deid.deidentify(new Phi('x'), job(newBook())))).code).toBe('detector_failed')
  })

  it('and changes the texts it is given changes nothing', async () => {
    const meddling: Detector = {
      ...detector,
      find: (texts, context) => {
        const found = detector.find(texts, context)
        ;(texts as string[])[0] = ''
        return found
      },
    }
    const { clean: out } = await newDeidentifier({ detector: meddling }).deidentify(
      new Phi('Mr. Stone'),
      job(newBook()),
    )
    expect(out.value).toMatch(/^Mr\. \[NAME-/)
  })
})

describe('a detector that answers later', () => {
  /** The small detector, each answer after the microtasks and timers that came before it. */
  const later: Detector = {
    version: detector.version,
    find: (texts, context) => new Promise((resolve) => setTimeout(() => resolve(detector.find(texts, context)), 0)),
    findKnown: async (texts, known) => detector.findKnown(texts, known),
  }
  const slow: After = (_, late) => {
    const timer = setTimeout(late, 5_000)
    return () => clearTimeout(timer)
  }
  const newLater = (): Deidentifier => newDeidentifier({ detector: later, after: slow })

  it('cleans as one that answers at once', async () => {
    const { clean: out } = await newLater().deidentify(new Phi('Mr. Stone'), job(newBook()))
    expect(out).toEqual((await clean('Mr. Stone')).clean)
  })

  it('gives two calls over one book one code for one value, and what the first learnt to the second', async () => {
    const book = newBook()
    const deid = newLater()
    const [first, second, third] = await Promise.all([
      deid.deidentify(new Phi('Mr. Rowan'), job(book)),
      deid.deidentify(new Phi('tell me of rowan'), job(book)),
      deid.deidentify(new Phi('Mr. Rowan, mrn 8817345'), job(book)),
    ])
    const code = first.clean.value.slice(4)
    expect(second.clean.value).toMatch(/^tell me of \[NAME-\w{6}\]$/)
    expect(third.clean.value.startsWith(`Mr. ${code}, mrn [MRN-`)).toBe(true)
  })

  it('lets the next call over a book begin when one is refused', async () => {
    const book = newBook()
    const deid = newLater()
    const refused = refusal(() => deid.deidentify(new Phi(['x']), job(book, { treat: () => undefined })))
    const { clean: out } = await deid.deidentify(new Phi('Mr. Stone'), job(book))
    expect((await refused).code).toBe('leaf_unknown')
    expect(out.value).toMatch(/^Mr\. \[NAME-/)
  })

  it('cleans what was asked, whatever becomes of the object meanwhile', async () => {
    const request: { a: string; b?: string } = { a: 'Mr. Stone' }
    const cleaning = newLater().deidentify(new Phi(request), job(newBook()))
    await Promise.resolve()
    Object.assign(request, { a: 'Mr. Poe', b: 'Ada Bell' })
    const { clean: out } = await cleaning
    expect(out.value).toEqual({ a: expect.stringMatching(/^Mr\. \[NAME-\w{6}\]$/) as string })
  })

  it('has its answer used as it was checked, whenever it changes it', async () => {
    const outcomes = new Set<string>()
    for (let ticks = 0; ticks < 20; ticks++) {
      const span: Span = { ...spanOf(4), end: 9 }
      let change = Promise.resolve()
      const find = (): Span[][] => {
        for (let tick = 0; tick < ticks; tick++) change = change.then(() => undefined)
        void change.then(() => Object.assign(span, { end: 2 }))
        return [[span]]
      }
      const deid = newDeidentifier({ detector: { ...detector, find } })
      const cleaning = deid.deidentify(new Phi('Mr. Stone'), job(newBook()))
      outcomes.add(
        await cleaning.then(
          ({ clean: out }) => out.value.slice(0, 9),
          (error: DeidError) => error.code,
        ),
      )
    }
    expect(outcomes).toEqual(new Set(['detector_failed', 'Mr. [NAME']))
  })

  it('without a timer is refused', async () => {
    const deid = createDeidentifier({ detector: later as SyncDetector, sha256, now: () => NOW })
    expect((await refusal(() => deid.deidentify(new Phi('x'), job(newBook())))).code).toBe('detector_failed')
  })

  it('has its timer called off when it has answered', async () => {
    let running = 0
    const counted: After = () => {
      running += 1
      return () => {
        running -= 1
      }
    }
    const deid = newDeidentifier({ detector: later, after: counted })
    await deid.deidentify(new Phi('Mr. Stone'), job(newBook()))
    expect(running).toBe(0)
  })

  it('is asked over texts that stay inside on the same terms', async () => {
    const found = await newLater().find(new Phi(['Ada Bell', 'none']), [ADA])
    expect(found).toMatchObject([[{ start: 0, end: 8, kind: 'NAME' }], []])
    const hanging = newDeidentifier({ detector: { ...later, find: () => new Promise(() => undefined) } })
    expect((await refusal(() => hanging.find(new Phi(['x']), []))).code).toBe('detector_failed')
  })
})

describe('the boundary', () => {
  it('never prints what is inside it', () => {
    const phi = new Phi({ name: 'Ada Bell' })
    for (const shown of [
      `${phi as unknown as string}`,
      JSON.stringify({ phi }),
      inspect(phi, { showHidden: true, depth: 9 }),
      String(phi),
    ]) {
      expect(shown).not.toContain('Ada')
    }
  })

  it('names its policy and its detector by hash', () => {
    const { policyHash, detectorHash } = newDeidentifier()
    expect(policyHash).toMatch(/^[0-9a-f]{64}$/)
    expect(detectorHash).not.toBe(newDeidentifier({ detector: { ...detector, version: 'small/2' } }).detectorHash)
    expect(policyHash).toBe(newDeidentifier().policyHash)
  })
})
