import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type GoldDocument, type GoldSpan, parseGold } from '@cordon/deid'
import { writeMarked } from '@cordon/deid/kit'
import { generateNotes } from '@cordon/hospital'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOfResult } from '../../policy/agreements/statement.ts'
import { createSharedThreads } from '../deid/shared-threads.fixture.ts'
import { runCommandLine } from '../program.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
/** One thread for all tests: each would wait for its own to load. */
const threads = createSharedThreads()
afterAll(() => threads.close())

let folder: string
let kit: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-kit-'))
  kit = join(folder, 'kit')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** One command line, as a person would type it, on the real program. */
async function cordon(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [collector(), collector()]
  const nothing = () => {
    throw new Error('the kit needs no boundary')
  }
  const code = await runCommandLine(['eval', 'kit', ...argv], {
    environment: {
      dataFolder: folder,
      adminUrl: undefined,
      adminKey: undefined,
      databaseUrl: undefined,
      postgresBin: undefined,
      color: false,
      secret: () => undefined,
    },
    out: out.stream as unknown as NodeJS.WriteStream,
    err: err.stream as unknown as NodeJS.WriteStream,
    openBoundary: nothing,
    createKeys: nothing,
    declare: { loss: nothing, clock: nothing },
    createEgress: nothing,
    now: () => NOW,
    random: (length) => randomBytes(length),
    stopped: nothing,
    openDetector: threads.open,
  })
  return { code, out: out.text(), err: err.text() }
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}

/** Synthetic notes whose identifiers are known: what two perfect reviewers would mark. */
const NOTES = generateNotes({ seed: 11, count: 24 }).map(({ id, kind, text, spans }) => ({ id, kind, text, spans }))
const spansOf = (text: string): readonly GoldSpan[] => NOTES.find((note) => note.text === text)?.spans ?? []

function frame(notes: readonly object[] = NOTES): string {
  const file = join(folder, 'notes.jsonl')
  writeFileSync(file, notes.map((note) => `${JSON.stringify(note)}\n`).join(''))
  return file
}

const read = (...path: string[]) => readFileSync(join(kit, ...path), 'utf8')
const write = (content: string, ...path: string[]) => writeFileSync(join(kit, ...path), content)
const notesOfKit = () =>
  read('notes.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; text: string; source: string })

async function sampled(count = 8): Promise<void> {
  const drawn = [
    '--out',
    kit,
    '--site',
    'Fernhill',
    '--about',
    'synthetic notes',
    '--count',
    String(count),
    '--seed',
    's',
  ]
  expect(await cordon('sample', frame(), ...drawn)).toMatchObject({
    code: 0,
    err: expect.anything(),
  })
}

async function prepared(...more: string[]): Promise<void> {
  await sampled()
  expect((await cordon('prepare', kit, '--reviewer', 'Ada Quint', '--reviewer', 'Ben Moth', ...more)).code).toBe(0)
}

/** A reviewer marks what is there, less what `skip` passes over. */
function label(reviewer: string, skip: (span: GoldSpan, id: string) => boolean = () => false): void {
  for (const { id, text } of notesOfKit()) {
    const marked = writeMarked(
      text,
      spansOf(text).filter((span) => !skip(span, id)),
    )
    write(marked, 'reviewers', reviewer, `${id}.txt`)
  }
}

async function reviewed(): Promise<void> {
  await prepared()
  label('ada-quint')
  label('ben-moth')
  expect((await cordon('merge', kit)).code).toBe(0)
}

describe('cordon eval kit sample', () => {
  it('draws notes, and its manifest holds no word of them', async () => {
    await sampled()
    const manifest = read('manifest.json')
    const drawn = notesOfKit()
    expect(drawn).toHaveLength(8)
    for (const { text, source } of drawn) {
      expect(manifest).not.toContain(`"${source}"`)
      for (const { start, end } of spansOf(text)) expect(manifest).not.toContain(text.slice(start, end))
      expect(manifest).not.toContain(text.trim().slice(0, 12))
    }
    expect(JSON.parse(manifest)).toMatchObject({ seed: 's', site: 'Fernhill', frame: { documents: 24, duplicates: 0 } })
    expect([statSync(kit).mode & 0o777, statSync(join(kit, 'notes.jsonl')).mode & 0o777]).toEqual([0o700, 0o600])
  })
  it('draws the same notes again with the same seed, from whatever order, and never over a kit', async () => {
    await sampled()
    const first = notesOfKit().map(({ source }) => source)
    const again = join(folder, 'again')
    const reversed = frame([...NOTES].reverse())
    const options = ['--site', 'F', '--about', 'a', '--count', '8', '--seed', 's']
    await cordon('sample', reversed, '--out', again, ...options)
    kit = again
    expect(notesOfKit().map(({ source }) => source)).toEqual(first)
    expect(await cordon('sample', reversed, '--out', again, ...options)).toMatchObject({ code: 2 })
  })
  it('reads a folder of text files, by its folders', async () => {
    for (const [n, { id, text }] of NOTES.entries()) {
      const under = join(folder, 'notes', n % 2 === 0 ? 'wards' : 'letters', 'of 2026')
      mkdirSync(under, { recursive: true })
      writeFileSync(join(under, `${id}.txt`), text)
    }
    const drawn = ['--out', kit, '--site', 'F', '--about', 'a', '--stratum', 'folder', '--json', '--count']
    const short = await cordon('sample', join(folder, 'notes'), ...drawn, '2')
    expect([short.code, short.err]).toEqual([2, expect.stringMatching(/--count 2 is less than the \d+ strata/)])
    const { code, out } = await cordon('sample', join(folder, 'notes'), ...drawn, '23')
    expect([code, JSON.parse(out)]).toMatchObject([0, { documents: 23, frame: { documents: 24 } }])
    expect(notesOfKit().every(({ text }) => NOTES.some((note) => note.text === text))).toBe(true)
  })
  it.each([
    [
      'a stratum that names somebody',
      ['--stratum', 'of'],
      [{ text: 'x', of: 'Margaret Holloway' }],
      '--stratum: name 1 of 1 looks like an identifier',
    ],
    [
      'a stratum that is called as a patient in its notes',
      ['--stratum', 'of', '--count', '2'],
      [
        { text: 'Mrs. Holloway was seen at the clinic.', of: 'holloway' },
        { text: 'Mrs. Ng was seen at the clinic.', of: 'clinic' },
      ],
      '--stratum: name 2 of 2 is that of somebody in its notes',
    ],
    ['a line without text', [], [{ id: 'a', text: 'fine' }, { id: 'b' }], 'line 2: not {"id","text"}'],
    ['no note at all', [], [{ id: 'a', text: ' -- ' }], 'holds no note'],
    ['nothing to draw', ['--count', '0'], [{ text: 'x' }], '--count 0'],
  ])('refuses %s, by its place', async (_, options, notes, at) => {
    const { code, err } = await cordon('sample', frame(notes), '--out', kit, '--site', 'F', '--about', 'a', ...options)
    expect(code).toBe(2)
    expect(err).toContain(at)
    expect(err).not.toContain('Holloway')
  })
})

describe('cordon eval kit prepare', () => {
  it('gives both reviewers the bare notes: nothing of what the detector finds', async () => {
    await prepared()
    for (const { id, text } of notesOfKit())
      for (const reviewer of ['ada-quint', 'ben-moth']) expect(read('reviewers', reviewer, `${id}.txt`)).toBe(text)
  })
  it('says so in the result when they saw the detector’s marks', async () => {
    await prepared('--show-detector')
    expect(notesOfKit().some(({ id }) => read('reviewers', 'ada-quint', `${id}.txt`).includes('[[NAME|'))).toBe(true)
    await cordon('merge', kit)
    expect(JSON.parse(read('review.json'))).toMatchObject({ blind: false })
  })
  it('wants two different people, and never replaces their labels', async () => {
    await sampled()
    const by = (...names: string[]) => cordon('prepare', kit, ...names.flatMap((name) => ['--reviewer', name]))
    expect(await by('Ada')).toMatchObject({ code: 2 })
    expect(await by('Ada Quint', 'ada  quint')).toMatchObject({ code: 2 })
    expect(await by('Ada', 'Ben')).toMatchObject({ code: 0 })
    expect(await by('Ada', 'Cy')).toMatchObject({ code: 2, err: expect.stringContaining('Ada has a folder already') })
    expect(readdirSync(join(kit, 'reviewers'))).toEqual(['ada', 'ben'])
  })
  it.each(['inline', 'jsonl', 'brat'])('reads back what it wrote as %s', async (form) => {
    await prepared('--form', form, '--show-detector')
    const { code, out } = await cordon('merge', kit, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ disagreements: 0, overall: { f1: 1, kappa: 1 } })
    expect(JSON.parse(out).overall.same).toBeGreaterThan(20)
  })
})

describe('cordon eval kit merge', () => {
  it('writes the gold of two who agree', async () => {
    await reviewed()
    const gold = read('gold.jsonl').trim().split('\n').map(parseGold)
    expect(gold.map(({ spans }) => spans)).toEqual(
      notesOfKit().map(({ text }) => spansOf(text).map(({ start, end, type }) => ({ start, end, type }))),
    )
  })
  it('lists what they do not agree on, waits for verdicts, and keeps them', async () => {
    await prepared()
    label('ada-quint')
    const [one = '', two = ''] = notesOfKit().map(({ id }) => id)
    const firstOf = (id: string) => spansOf(notesOfKit().find((note) => note.id === id)?.text ?? '')[0]
    label('ben-moth', (span, id) => (id === one || id === two) && span.start === firstOf(id)?.start)
    expect(await cordon('merge', kit)).toMatchObject({ code: 1, out: expect.stringContaining('2 to decide') })
    expect(readdirSync(kit)).not.toContain('gold.jsonl')

    const decide = (id: string, verdict: unknown) => {
      const lines = read('disagreements.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string })
      write(
        lines.map((line) => `${JSON.stringify(line.id === id ? { ...line, verdict } : line)}\n`).join(''),
        'disagreements.jsonl',
      )
    }
    decide(one, 'first')
    expect(await cordon('merge', kit)).toMatchObject({ code: 1, out: expect.stringContaining('1 to decide') })
    decide(two, 'none')
    expect((await cordon('merge', kit)).code).toBe(0)
    const gold = new Map(
      read('gold.jsonl')
        .trim()
        .split('\n')
        .map(parseGold)
        .map((document) => [document.id, document]),
    )
    expect(gold.get(one)?.spans[0]).toMatchObject({ start: firstOf(one)?.start })
    expect(gold.get(two)?.spans.some(({ start }) => start === firstOf(two)?.start)).toBe(false)
    expect(JSON.parse(read('review.json'))).toMatchObject({
      disagreements: 2,
      settledBy: 'verdicts',
      reviewers: ['Ada Quint', 'Ben Moth'],
    })
  })
  it('keeps every mark of both under --union, and says so', async () => {
    await prepared()
    label('ada-quint')
    label('ben-moth', () => true)
    expect((await cordon('merge', kit, '--union')).code).toBe(0)
    expect(JSON.parse(read('review.json'))).toMatchObject({ settledBy: 'union', overall: { second: 0, same: 0 } })
  })
  it('says where a reviewer changed the text, and not what stands there', async () => {
    await prepared()
    const [{ id, text } = { id: '', text: '' }] = notesOfKit()
    write(`${text.slice(0, 3)}Zebra${text.slice(3)}`, 'reviewers', 'ada-quint', `${id}.txt`)
    const { code, err } = await cordon('merge', kit)
    expect(code).toBe(1)
    expect(err).toContain(`${id}.txt, line 1, column 4: the text was changed`)
    expect(err).not.toContain('Zebra')
  })
})

describe('cordon eval kit score', () => {
  it('writes figures and hashes, and no word of a note', async () => {
    await reviewed()
    const { code, out } = await cordon('score', kit)
    expect(code).toBe(0)
    const result = JSON.parse(read('result.json'))
    const identifiers = notesOfKit().reduce((sum, { text }) => sum + spansOf(text).length, 0)
    expect(result).toMatchObject({
      documents: 8,
      refused: 0,
      identifiers,
      recall: { of: identifiers },
      site: 'Fernhill',
    })
    expect(result.recall.low).toBe(Math.min(result.recall.wilsonLow, result.recall.documentsLow))
    expect(result.recall.share).toBeGreaterThan(0.8)
    for (const { text } of notesOfKit())
      for (const { start, end } of spansOf(text).filter((span) => span.end - span.start > 5)) {
        expect(read('result.json')).not.toContain(text.slice(start, end))
        expect(out).not.toContain(text.slice(start, end))
      }
  })
  it('is repeatable, and its hash is what sha256sum prints', async () => {
    await reviewed()
    const { out } = await cordon('score', kit, '--json')
    const first = read('result.json')
    await cordon('score', kit)
    expect(read('result.json')).toBe(first)
    const printed = execFileSync('sha256sum', [join(kit, 'result.json')], { encoding: 'utf8' }).slice(0, 64)
    expect([JSON.parse(out).hash, hashOfResult(JSON.parse(first))]).toEqual([printed, printed])
  })
  it.each([
    ['a note taken out', 'notes.jsonl', (text: string) => text.slice(text.indexOf('\n') + 1), 'is missing'],
    [
      'a note that is another',
      'notes.jsonl',
      (text: string) => text.replace('"text":"', '"text":"X'),
      'is not the note that was drawn',
    ],
    [
      'a label taken out',
      'gold.jsonl',
      (text: string) => text.replace(/\{"start":\d+,"end":\d+,"type":"\w+"\},/, ''),
      'was changed after the review',
    ],
    [
      'another sample',
      'manifest.json',
      (text: string) => text.replace('"seed":"s"', '"seed":"t"'),
      'the review is of another sample',
    ],
  ])('refuses %s', async (_, file, change, at) => {
    await reviewed()
    const before = read(file)
    write(change(before), file)
    expect(read(file)).not.toBe(before)
    expect(await cordon('score', kit)).toMatchObject({ code: 1, err: expect.stringContaining(at) })
  })
  it('prints what was missed only when asked, and scores any labelled text with --gold', async () => {
    // Labelled as nobody would: whatever the detector learns, it misses this.
    const gold: GoldDocument = { id: 'g', text: 'potassium was low', spans: [{ start: 0, end: 9, type: 'NAME' }] }
    const file = join(folder, 'gold.jsonl')
    writeFileSync(file, JSON.stringify(gold))
    const asked = await cordon('score', '--gold', file, '--misses')
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('"potassium"') })
    expect(asked.out).toContain('not drawn by Cordon')
    expect((await cordon('score', '--gold', file)).out).not.toContain('potassium')
  })
  it('scores the detector that a configuration runs: the same, or one that cannot be loaded', async () => {
    const gold = join(folder, 'gold.jsonl')
    writeFileSync(
      gold,
      NOTES.slice(0, 3)
        .map((note) => `${JSON.stringify(note)}\n`)
        .join(''),
    )
    const config = join(folder, 'cordon.yaml')
    const scored = async (...more: string[]) =>
      JSON.parse((await cordon('score', '--gold', gold, '--json', ...more)).out)
    writeFileSync(config, 'detector: { threads: 2 }\n')
    expect(await scored('--config', config)).toEqual(await scored())
    writeFileSync(config, 'detector: { onnx: { folder: /nowhere } }\n')
    const { code, err } = await cordon('score', '--gold', gold, '--config', config)
    expect([code, err]).toEqual([1, expect.stringContaining('config_invalid')])
  })
  it('refuses gold with wrong offsets by file, line and span', async () => {
    const file = join(folder, 'gold.jsonl')
    writeFileSync(file, '{"text":"a","spans":[]}\n{"text":"Anna","spans":[{"start":0,"end":99,"type":"NAME"}]}\n')
    const { code, err } = await cordon('score', '--gold', file)
    expect([code, err]).toEqual([1, expect.stringContaining(`${file}, line 2: spans[0] lies outside its text`)])
  })
})

describe('what is signed', () => {
  /** The facts of a determination that names the kit's result. */
  function expert(rules: string): string {
    const file = join(folder, 'expert.yaml')
    const hash = hashOfResult(JSON.parse(read('result.json')))
    const times = 'effective: 2026-11-01T00:00:00Z\nexpires: 2027-02-01T00:00:00Z'
    const document = `documentSha256: ${'f'.repeat(64)}\nrules: ${rules}\n`
    writeFileSync(file, `id: fell-2026\nexpert: Dee Fell\nresult: ${hash}\n${times}\n${document}`)
    return file
  }
  async function signed({ scored } = { scored: false }): Promise<{ vkey: string }> {
    if (!scored) await reviewed()
    if (!scored) await cordon('score', kit)
    const key = join(folder, 'cy.key')
    const vkey = (await cordon('key', '--name', 'cy-lark', '--out', key)).out.trim()
    expect((await cordon('statement', kit, '--officer', 'Cy Lark')).out).toContain('164.514(b)(2)(ii)')
    expect(await cordon('sign', join(kit, 'statement.txt'), '--key', key)).toMatchObject({ code: 0 })
    return { vkey }
  }

  it('verifies with the officer’s key; what else is lacking is told, each by its name', async () => {
    const { vkey } = await signed()
    const determined = ['--determination', expert('{}')]
    const { code, out } = await cordon('verify', kit, '--officer', vkey, ...determined, '--json')
    const { statement, lacks } = JSON.parse(out)
    expect([code, statement]).toEqual([1, 'signed'])
    expect(lacks.map(({ lack }: { lack: string }) => lack)).toEqual([
      'notes_too_few',
      'identifiers_too_few',
      'recall_too_low',
      'policy_changed',
      'policy_not_expert',
    ])
  })
  it('says nothing with another’s key, or without one, or after a new result', async () => {
    const { vkey } = await signed()
    const lacks = async (...more: string[]) => (await cordon('verify', kit, ...more)).out
    const other = (await cordon('key', '--name', 'cy-lark', '--out', join(folder, 'other.key'))).out.trim()
    expect(other).not.toBe(vkey)
    expect(await lacks('--officer', other)).toContain('statement_signer_unknown')
    expect(await lacks()).toContain('statement_signer_unknown')
    const result = JSON.parse(read('result.json'))
    write(read('result.json').replace(`"refused":${result.refused}`, '"refused":7'), 'result.json')
    expect(await lacks('--officer', vkey)).toContain('statement_other_result')
  })
  it('lacks only numbers when the rules that were scored are those that were determined', async () => {
    await reviewed()
    const rules = join(folder, 'rules.yaml')
    writeFileSync(rules, 'date: year-month\nzip: zip3\n')
    expect((await cordon('score', kit, '--rules', rules)).code).toBe(0)
    const { vkey } = await signed({ scored: true })
    const lacks = async (determined: string) => {
      const { out } = await cordon('verify', kit, '--officer', vkey, '--determination', expert(determined), '--json')
      return JSON.parse(out).lacks.map(({ lack }: { lack: string }) => lack)
    }
    const few = ['notes_too_few', 'identifiers_too_few', 'recall_too_low']
    expect(await lacks('{ date: year-month, zip: zip3 }')).toEqual(few)
    expect(await lacks('{ date: shifted, zip: zip3 }')).toEqual([...few, 'policy_changed'])
  })
  it('is not shown when the result file is no longer what was written', async () => {
    await signed()
    write(`${read('result.json')} `, 'result.json')
    expect(await cordon('show', kit)).toMatchObject({ code: 1, err: expect.stringContaining('was changed') })
  })
  it('never shows a key, nor takes a file that holds none', async () => {
    await signed()
    expect(statSync(join(folder, 'cy.key')).mode & 0o777).toBe(0o400)
    const { code, err } = await cordon('sign', join(kit, 'statement.txt'), '--key', join(kit, 'manifest.json'))
    expect([code, err]).toEqual([1, expect.stringContaining('holds no signing key')])
  })
})

describe('cordon eval kit import', () => {
  const XML = `<?xml version="1.0" encoding="UTF-8" ?>
<deIdi2b2>
<TEXT><![CDATA[
Record date: 2071-03-09

Ida Quill was seen by Dr. Moth.
]]></TEXT>
<TAGS>
<DATE id="P0" start="14" end="24" text="2071-03-09" TYPE="DATE" comment="" />
<NAME id="P1" start="26" end="35" text="Ida Quill" TYPE="PATIENT" comment="" />
</TAGS>
</deIdi2b2>
`
  it('turns a folder of the 2014 task into gold that score takes', async () => {
    const corpus = join(folder, 'corpus')
    mkdirSync(corpus)
    writeFileSync(join(corpus, '110-01.xml'), XML)
    const gold = join(folder, 'gold.jsonl')
    expect(await cordon('import', '--from', 'i2b2-2014', corpus, '--out', gold)).toMatchObject({ code: 0 })
    const { out } = await cordon('score', '--gold', gold, '--json')
    expect(JSON.parse(out)).toMatchObject({ documents: 1, identifiers: 2, sample: null, review: null })
  })
  it('names the file and the label that is wrong, and writes nothing', async () => {
    const file = join(folder, 'bad.xml')
    writeFileSync(file, XML.replace('start="26"', 'start="20"'))
    const gold = join(folder, 'gold.jsonl')
    const { code, err } = await cordon('import', '--from', 'i2b2-2014', file, '--out', gold)
    expect([code, err]).toEqual([1, expect.stringContaining('bad.xml: label 2 does not hold what it states')])
    expect(readdirSync(folder)).toEqual(['bad.xml'])
    expect(await cordon('import', '--from', 'word', file, '--out', gold)).toMatchObject({ code: 2 })
  })
  it('reads brat’s folders and Presidio’s samples', async () => {
    writeFileSync(join(folder, 'a.txt'), 'Ida Quill')
    writeFileSync(join(folder, 'a.ann'), 'T1\tPERSON 0 9\tIda Quill\n')
    writeFileSync(
      join(folder, 'p.json'),
      '[{"full_text":"Ida","spans":[{"entity_type":"PERSON","start_position":0,"end_position":3}]}]',
    )
    const into = (name: string) => join(folder, `${name}.jsonl`)
    expect(await cordon('import', '--from', 'brat', folder, '--out', into('brat'))).toMatchObject({ code: 0 })
    expect(await cordon('import', '--from', 'presidio', join(folder, 'p.json'), '--out', into('p'))).toMatchObject({
      code: 0,
    })
    expect(parseGold(readFileSync(into('brat'), 'utf8'), 1)).toEqual({
      id: 'a',
      text: 'Ida Quill',
      spans: [{ start: 0, end: 9, type: 'NAME' }],
    })
    expect(parseGold(readFileSync(into('p'), 'utf8'), 1).spans).toEqual([{ start: 0, end: 3, type: 'NAME' }])
  })
})

describe('every command of the kit', () => {
  const COMMANDS = ['sample', 'prepare', 'merge', 'score', 'show', 'statement', 'key', 'sign', 'verify', 'import']
  it.each(COMMANDS)('%s has help with an example', async (command) => {
    const { code, out } = await cordon(command, '--help')
    expect([code, out]).toEqual([0, expect.stringMatching(/Examples?:\n {2}\$ cordon eval kit/)])
  })
  it.each(['prepare', 'merge', 'score', 'show', 'statement', 'verify'])(
    '%s says which step comes first',
    async (command) => {
      const more = { prepare: ['--reviewer', 'A', '--reviewer', 'B'], statement: ['--officer', 'C'] }[command] ?? []
      const { code, err } = await cordon(command, kit, ...more)
      expect([code, err]).toEqual([2, expect.stringMatching(/is missing: cordon eval kit \w+ makes it/)])
    },
  )
})
