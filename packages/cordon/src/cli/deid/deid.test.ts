import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFaultyPlan } from '../../detectors/faulty.fixture.ts'
import { runCommandLine } from '../program.ts'
import { createSharedThreads } from './shared-threads.fixture.ts'
import { type OpenDetector, openThreadDetector } from './thread-detector.ts'

const SECRET = 'Quillfeather'
const NOTE = `Seen by Dr. ${SECRET} on 3/4/2024.\nHodgkin lymphoma, stage II.\n`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-deid-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await threads.close()
})

/** One thread for all tests: each would wait for its own to load. */
const threads = createSharedThreads()

interface Looks {
  readonly color?: boolean
  readonly openDetector?: OpenDetector
}

/** `cordon deid` as a person would type it, on the real program. */
async function deid(argv: readonly string[], { color = false, openDetector = threads.open }: Looks = {}) {
  const [out, err] = [collector(color), collector(color)]
  const nothing = () => {
    throw new Error('deid needs no boundary')
  }
  const environment = {
    dataFolder: folder,
    adminUrl: undefined,
    adminKey: undefined,
    databaseUrl: undefined,
    postgresBin: undefined,
    color,
    secret: () => undefined,
  }
  const code = await runCommandLine(['deid', ...argv], {
    environment,
    out: out.stream as unknown as NodeJS.WriteStream,
    err: err.stream as unknown as NodeJS.WriteStream,
    openBoundary: nothing,
    createKeys: nothing,
    declare: { loss: nothing, clock: nothing },
    createEgress: nothing,
    now: () => Date.parse('2026-11-22T12:00:00Z'),
    random: (length) => randomBytes(length),
    stopped: nothing,
    openDetector,
  })
  return { code, out: await out.text(), err: await err.text() }
}

function collector(isTTY: boolean) {
  const chunks: Buffer[] = []
  const stream = new Writable({
    highWaterMark: 512,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      setImmediate(done)
    },
  })
  const text = async () => {
    stream.end()
    await finished(stream)
    return Buffer.concat(chunks).toString()
  }
  return { stream: Object.assign(stream, { isTTY }), text }
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const HL7 = (n: number) =>
  `MSH|^~\\&|LAB|MERCY|EHR|MERCY|20240314||ORU^R01|${n}|P|2.5.1\rPID|1||88173${n}^^^M^MR||${SECRET}^Ada\r`

describe('cordon deid', () => {
  it.each([
    { format: 'text', content: NOTE.repeat(9) },
    { format: 'csv', content: `name,note\n${`${SECRET},called\n`.repeat(9)}` },
    { format: 'ndjson', content: `{"note":"Dr. ${SECRET} called"}\n`.repeat(9) },
    { format: 'fhir', content: `{"resourceType":"Patient","name":[{"family":"${SECRET}"}]}\n`.repeat(9) },
    { format: 'fhir', content: JSON.stringify({ resourceType: 'Patient', name: [{ family: SECRET }] }, undefined, 2) },
    { format: 'hl7', content: Array.from({ length: 9 }, (_, n) => HL7(n)).join('') },
    { format: 'json', content: `{"note": "Dr. ${SECRET} called"}` },
    { format: 'jsonl', content: `{"id":1,"text":"Dr. ${SECRET} called"}\n{"id":2,"text":"Nobody called"}\n` },
  ])('takes a $format document and gives one', async ({ format, content }) => {
    const { code, out, err } = await deid(['--format', format, file(`a.${format}`, content)])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain(SECRET)
    expect(out).toMatch(/\[NAME-\w{6}\]/)
    const ends = format === 'hl7' ? '\r' : '\n'
    if (format !== 'hl7') expect(out.split(ends)).toHaveLength(content.split(ends).length)
    if (format !== 'jsonl')
      expect(new Set(out.match(/\[NAME-\w{6}\]/g)).size).toBeLessThanOrEqual(format === 'hl7' ? 2 : 1)
  })

  it.each([
    { policy: 'coded', stays: '3/4/2024' },
    { policy: 'limited-data-set', stays: '3/4/2024' },
    { policy: 'surrogate', stays: 'Hodgkin' },
  ])('has the policy $policy', async ({ policy, stays }) => {
    const { code, out } = await deid(['--json', '--policy', policy, file('policy.txt', NOTE)])
    const made = JSON.parse(out) as { text: string; label: string; policy: string }
    expect({ code, ...made }).toMatchObject({ code: 0, label: 'phi', policy: expect.stringContaining(policy) })
    expect(made.text).not.toContain(SECRET)
    expect(made.text).toContain(stays)
  })

  it('says of what is still PHI that it is, beside it', async () => {
    const { code, out, err } = await deid(['--policy', 'coded', file('coded.txt', NOTE)])
    expect({ code, err }).toEqual({
      code: 0,
      err: 'coded/1: still PHI, which leaves only under an agreement that permits it\n',
    })
    expect(out).not.toContain(SECRET)
  })

  it('has the policy expert with a determination in force, and only with one', async () => {
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    const determination = (expires: string) =>
      JSON.stringify({
        id: 'det-1',
        expert: 'A. Statistician',
        documentSha256: 'a'.repeat(64),
        result: 'b'.repeat(64),
        rules: { date: 'year-month' },
        effective: at(-9),
        expires,
      })
    const note = file('expert.txt', NOTE)
    const asked = async (given: string[]) => deid(['--policy', 'expert', ...given, note])
    const made = await asked(['--determination', file('det.json', determination(at(9)))])
    expect(made).toMatchObject({ code: 0, err: 'expert/1: clean\n' })
    expect(made.out).toMatch(/\[DATE-2024-\w{6}\]|\[DATE-2024-\d\d-\w{6}\]/)
    const refused = [await asked([]), await asked(['--determination', file('bad.json', '{}')])]
    const over = await asked(['--determination', file('old.json', determination(at(-1)))])
    expect([...refused, over].map(({ code, out }) => [code, out])).toEqual([
      [2, ''],
      [2, ''],
      [1, ''],
    ])
  })

  it.each([
    {
      name: 'a line that is no JSON',
      format: 'ndjson',
      content: `{"a":1}\n{"${SECRET}\n`,
      code: 1,
      says: 'line 2',
      kept: '{"a":1}\n',
    },
    { name: 'a ragged row', format: 'csv', content: `name,n\n${SECRET},1\n${SECRET}\n`, code: 1, says: 'row 3' },
    { name: 'truncated HL7', format: 'hl7', content: `${HL7(1)}MSH|^~\\&|LAB`, code: 1, says: 'message 2' },
    {
      name: 'a line of 50 MB',
      format: 'ndjson',
      content: `{"a":1}\n"${'x'.repeat(50_000_000)}"\n`,
      code: 1,
      says: 'line 2',
      kept: '{"a":1}\n',
    },
    {
      name: 'bytes that are not UTF-8',
      format: 'text',
      content: Uint8Array.from([0xff, 0x0a]),
      code: 1,
      says: 'not UTF-8',
      kept: '',
    },
    {
      name: 'deep JSON',
      format: 'json',
      content: '['.repeat(100_000),
      code: 1,
      says: 'larger than its bound',
      kept: '',
    },
    { name: 'half a character', format: 'json', content: '{"a":"\\ud800"}', code: 1, says: 'well-formed', kept: '' },
    { name: 'an unknown format', format: 'docx', content: '', code: 2, says: '--format docx' },
  ])('refuses $name, and writes nothing of it', async ({ format, content, code, says, kept }) => {
    const said = await deid(['--format', format, file(`bad.${format}`, content)])
    expect(said.code).toBe(code)
    expect(said.err).toContain(says)
    expect(said.out + said.err).not.toContain(SECRET)
    if (kept !== undefined) expect(said.out).toBe(kept)
  })

  it.each(['never ends', 'never answers', 'throws what it read'] as const)(
    'refuses, in time and without a word, when its detector %s',
    async (fault) => {
      const faulty = createFaultyPlan()
      faulty.set('find', fault)
      const openDetector: OpenDetector = () => openThreadDetector({ plan: faulty.plan, callMs: 400 })
      for (const argv of [[], ['--spans'], ['--format', 'csv']]) {
        const { code, out, err } = await deid([...argv, file('hang.csv', `name,note\n${SECRET},${NOTE}`)], {
          openDetector,
        })
        expect({ code, out }).toEqual({ code: 1, out: '' })
        expect(err).not.toContain(SECRET)
      }
    },
  )

  it.each([
    ['a file that is not there', ['nowhere.txt']],
    ['a policy that needs an expert', ['--policy', 'expert', 'x.txt']],
    ['an unknown policy', ['--policy', 'none', 'x.txt']],
    ['an unknown way to explain', ['--explain=pdf', 'x.txt']],
    ['spans of a format that has none', ['--spans', '--format', 'hl7', 'x.hl7']],
  ])('says wrong use: %s', async (_, argv) => {
    expect((await deid(argv.map((arg) => (arg.includes('.') ? join(folder, arg) : arg)))).code).toBe(2)
  })
})

describe('cordon deid --explain', () => {
  it('shows every span with its type, rule and confidence, in colour on a terminal', async () => {
    const path = file('why.txt', `${NOTE}Drove up from Pellam Forks this morning.\n`)
    const plain = await deid(['--explain', path])
    expect(plain.code).toBe(0)
    expect(plain.out).toContain(`⟦${SECRET}⟧NAME`)
    expect(plain.out).toMatch(/1:13\s+NAME\s+Quillfeather\n\s+name\/title, NAME, \d+ % sure/)
    expect(plain.out).toMatch(/tagger\/city, CITY, \d+ % sure\n\s+[+−]\d\.\d\d [a-z]/)
    expect(plain.out).toMatch(/CITY 1 {2}DATE 1 {2}NAME 1\n$/)
    expect(plain.out).not.toContain('\u001b')
    const colour = await deid([path, '--explain'], { color: true })
    expect(colour.out).toContain(`\u001b[30m\u001b[41m${SECRET}`)
  })

  it('lets no document steer the terminal', async () => {
    const { out } = await deid(['--explain', file('steer.txt', `\u001b[2J Dr. ${SECRET} \u202eabc`)])
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect(out).toContain('␛[2J')
  })

  it('writes one page, for its owner only, where it was asked to', async () => {
    const page = file('why.html', 'an older page')
    chmodSync(page, 0o644)
    const { code, out } = await deid(['--explain-html', page, file('page.txt', NOTE)])
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*Quillfeather<b>NAME<\/b>/)
    expect(statSync(page).mode & 0o777).toBe(0o600)
    const printed = await deid(['--explain=html', file('page.txt', NOTE)])
    expect(printed.out).toContain('<!doctype html>')
  })

  it('explains a table by its cells, and lines of texts by their ids', async () => {
    const table = await deid(['--format', 'csv', '--explain', file('why.csv', `name,note\n${SECRET},called\n`)])
    expect(table.out).toMatch(
      /row 2 column 1\n⟦Quillfeather⟧NAME\n[\s\S]*format\/column: the place in the document decides/,
    )
    const lines = await deid([
      '--format',
      'jsonl',
      '--explain',
      file('why.jsonl', `{"id":"n-7","text":"Dr. ${SECRET}"}\n`),
    ])
    expect(lines.out).toMatch(/^n-7\nDr\. ⟦Quillfeather⟧NAME/)
  })
})
