import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodeBook } from '../code-book.ts'
import { detector, NOW, newBook, seededRandom, sha256 } from '../deidentify.fixture.ts'
import { createDeidentifier, type Deidentifier } from '../deidentify.ts'
import { createDeidStream, type DeidStreamJob } from './deid-stream.ts'
import type { StreamFormat } from './records.ts'
import { createRestoreStream } from './restore-stream.ts'

const deidentifier: Deidentifier = createDeidentifier({ detector, sha256, now: () => NOW })
const encode = (text: string) => new TextEncoder().encode(text)

/** What comes out of a stream that is given these chunks, and how it ended. */
async function run(stream: TransformStream<Uint8Array, Uint8Array>, chunks: Iterable<Uint8Array>) {
  const writer = stream.writable.getWriter()
  const write = async () => {
    for (const chunk of chunks) await writer.write(chunk)
    await writer.close()
  }
  const fed = write().catch(() => undefined)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let text = ''
  try {
    const reader = stream.readable.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read())
      text += decoder.decode(next.value, { stream: true })
    await fed
    return { text, error: undefined }
  } catch (error) {
    return { text, error }
  }
}

type Some = Partial<DeidStreamJob> & { format: StreamFormat }
const clean = (job: Some, chunks: Iterable<Uint8Array>) =>
  run(createDeidStream({ deidentifier, memory: { book: newBook() }, ...job }), chunks)

function* inPieces(text: string, size: number): Generator<Uint8Array> {
  const bytes = encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const message = (n: number) =>
  [
    `MSH|^~\\&|LAB|MERCY|EHR|MERCY|20240314||ORU^R01|${n}|P|2.5.1`,
    `PID|1||881734${n}^^^M^MR||Bell^Ada`,
    `NTE|1||Mr. Okoro called`,
    '',
  ].join('\r')

const DOCUMENTS: Record<StreamFormat, string> = {
  text: 'Seen by Dr. Bell on 3/4/2024.\n\nMRN: 8817345 für Mr. Okoro 🩺\n'.repeat(40),
  ndjson: Array.from(
    { length: 60 },
    (_, n) => `{"n":${n}, "note":"Dr. Bell saw Mr. Okoro on 3/4/2024, \\ud83e\\ude7a"}`,
  ).join('\r\n'),
  fhir: Array.from(
    { length: 60 },
    (_, n) => `{"resourceType":"Patient","id":"p${n}","name":[{"family":"Bell","given":["Ada"]}]}\n`,
  ).join(''),
  hl7: `BHS|^~\\&|LAB\r${Array.from({ length: 30 }, (_, n) => message(n)).join('')}BTS|30\r`,
  csv: `\ufeffname,note,n\n${'"Bell, Ada","Dr. Bell said ""go"",\nand went",7\nOkoro,5" nail,8\n'.repeat(40)}`,
  tsv: `name\tnote\r\n${'Bell\tseen 3/4/2024\r\n'.repeat(60)}`,
}
const FORMATS = Object.keys(DOCUMENTS) as StreamFormat[]

describe('a stream of records', () => {
  it.each(FORMATS)('gives the same whatever the chunks, and comes back to the byte: %s', async (format) => {
    const document = DOCUMENTS[format]
    const limits = { batchBytes: 700 }
    const whole = await clean({ format, limits }, [encode(document)])
    expect(whole.error).toBeUndefined()
    expect(whole.text).not.toMatch(/Bell|Okoro/)
    for (const size of [1, 3, 64]) expect(await clean({ format, limits }, inPieces(document, size))).toEqual(whole)
    const book = newBook()
    const made = await clean({ format, limits, memory: { book } }, inPieces(document, 50))
    const back = await run(createRestoreStream({ format, book, limits }), inPieces(made.text, 33))
    expect(back).toEqual({ text: document, error: undefined })
  })

  it('has one code for one person in every record', async () => {
    const { text } = await clean({ format: 'ndjson', limits: { batchBytes: 1 } }, [encode(DOCUMENTS.ndjson)])
    expect(new Set(text.match(/\[NAME-\w+\]/g)).size).toBe(2)
  })

  it('knows in later records whom an earlier one named', async () => {
    const records = ['{"note":"Dr. Okoro called"}', '{"note":"okoro will be back"}', ''].join('\n')
    const { text } = await clean({ format: 'ndjson', limits: { batchBytes: 1 } }, [encode(records)])
    expect(text).not.toMatch(/okoro/i)
  })

  it('reads what fast-check writes as a table, and restores it', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'Dr. Bell', ' ', ',', '"', '\n', '3/4/2024', 'é', ';'),
      maxLength: 6,
    })
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          const table = rows.map((row) => row.map(quoted).join(',')).join('\n')
          const book = newBook()
          const made = await clean(
            { format: 'csv', memory: { book }, limits: { batchBytes: 60 } },
            inPieces(table, size),
          )
          expect(made.error).toBeUndefined()
          expect(
            (
              await run(
                createRestoreStream({ format: 'csv', book, limits: { batchBytes: 60 } }),
                inPieces(made.text, size),
              )
            ).text,
          ).toBe(table)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('says how far it is, and what it found', async () => {
    const seen: unknown[] = []
    await clean({ format: 'tsv', onProgress: (progress) => seen.push(progress) }, inPieces(DOCUMENTS.tsv, 200))
    expect(seen.at(-1)).toMatchObject({ bytes: encode(DOCUMENTS.tsv).length, records: 61, counts: { NAME: 60 } })
  })
})

const BAD: readonly {
  name: string
  format: StreamFormat
  document: string | Uint8Array
  code: string
  at: RegExp
  kept: number
}[] = [
  {
    name: 'a line that is no JSON',
    format: 'ndjson',
    document: `${'{"a":"Mr. Okoro"}\n'.repeat(3)}{"a":\n{"a":1}\n`,
    code: 'format_invalid',
    at: /^line 4\b/,
    kept: 3,
  },
  {
    name: 'JSON nested too deep',
    format: 'ndjson',
    document: `{"a":1}\n${'['.repeat(9_000)}${']'.repeat(9_000)}\n`,
    code: 'input_too_large',
    at: /^line 2\b/,
    kept: 1,
  },
  {
    name: 'a ragged row',
    format: 'csv',
    document: 'name,n\nBell,1\nBell,2\nBell\nBell,4\n',
    code: 'format_invalid',
    at: /^row 4$/,
    kept: 3,
  },
  {
    name: 'a quote that never closes',
    format: 'csv',
    document: 'name,n\nBell,1\n"Bell,2\n',
    code: 'format_invalid',
    at: /^row 3$/,
    kept: 2,
  },
  {
    name: 'a message cut short',
    format: 'hl7',
    document: `${message(1)}${message(2)}MSH|^~\\&|LAB\r`,
    code: 'format_invalid',
    at: /^message 3\b/,
    kept: 2,
  },
  {
    name: 'bytes that are not UTF-8',
    format: 'text',
    document: Uint8Array.from([0x41, 0x0a, 0xff, 0x0a]),
    code: 'text_invalid',
    at: /^lines 1 to 2, not UTF-8$/,
    kept: 0,
  },
  {
    name: 'bytes in one line that are not UTF-8',
    format: 'ndjson',
    document: Uint8Array.from([...encode('{"a":1}\n"'), 0xc3, 0x28, 0x22]),
    code: 'text_invalid',
    at: /^line 2, not UTF-8$/,
    kept: 1,
  },
  {
    name: 'half a character',
    format: 'ndjson',
    document: '{"a":1}\n{"a":"\\ud800"}\n',
    code: 'text_invalid',
    at: /^line 2\b/,
    kept: 1,
  },
]

describe('a bad record', () => {
  it.each(BAD)(
    'is refused by its number, and what came before it is whole: $name',
    async ({ format, document, code, at, kept }) => {
      const bytes = typeof document === 'string' ? encode(document) : document
      const { text, error } = await clean({ format }, [bytes])
      expect(error).toMatchObject({ code, at: expect.stringMatching(at) })
      expect(String(error)).not.toMatch(/Bell|Okoro/)
      const ends = format === 'hl7' ? /MSH/g : /\n/g
      expect(text.match(ends) ?? []).toHaveLength(kept)
      expect(text).not.toMatch(/Bell|Okoro/)
    },
  )

  it('of 50 MB is refused long before it is read, and none of it is held', async () => {
    let given = 0
    function* endless(): Generator<Uint8Array> {
      yield encode('{"a":"first"}\n')
      for (; given < 50_000_000; given += 65_536) yield new Uint8Array(65_536).fill(0x61)
    }
    const { text, error } = await clean(
      { format: 'ndjson', limits: { recordBytesMax: 1_000_000, batchBytes: 1 } },
      endless(),
    )
    expect(error).toMatchObject({ code: 'input_too_large', at: 'line 2' })
    expect(text).toBe('{"a":"first"}\n')
    expect(given).toBeLessThan(1_200_000)
  })
})

describe('a memory of its own', () => {
  it('keeps the newest values and forgets the oldest', async () => {
    const records = Array.from({ length: 90 }, (_, n) => `{"note":"MRN ${8_800_000 + n} of Dr. Bell"}\n`)
    const again = '{"note":"MRN 8800089, MRN 8800000 of Dr. Bell"}\n'
    const memory = { random: seededRandom(), valuesMax: 20 }
    const { text } = await clean({ format: 'ndjson', memory, limits: { batchBytes: 1 } }, [
      encode(records.join('') + again),
    ])
    const codes = text.split('\n').map((line) => line.match(/\[MRN-\w+\]/g) ?? [])
    expect(codes[90]?.[0]).toBe(codes[89]?.[0])
    expect(codes[90]?.[1]).not.toBe(codes[0]?.[0])
  })

  it('of a given book is its owner’s to bound', async () => {
    const book = createCodeBook({ random: seededRandom(), limits: { valuesMax: 2 } })
    const records = '{"note":"MRN 8817345"}\n{"note":"MRN 8817346"}\n{"note":"MRN 8817347"}\n'
    const { error } = await clean({ format: 'ndjson', memory: { book }, limits: { batchBytes: 1 } }, [encode(records)])
    expect(error).toMatchObject({ code: 'book_full', at: 'line 3' })
  })
})
