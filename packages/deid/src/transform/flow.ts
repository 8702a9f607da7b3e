import { DeidError } from '../errors.ts'
import type { Format } from '../formats/format.ts'
import { joined } from './pieces.ts'
import { createReader } from './reader.ts'
import { createRecords, RECORD_NAMES, type StreamFormat, type StreamRecord } from './records.ts'

/** Bounds of a stream, in bytes. */
export interface StreamLimits {
  /** The longest record: a line, a message, a row. */
  readonly recordBytesMax: number
  /** Records are read together up to this: the same cut for the same bytes, however they arrive. */
  readonly batchBytes: number
}

export const STREAM_LIMITS: StreamLimits = { recordBytesMax: 8_000_000, batchBytes: 262_144 }

/** What was done so far. */
export interface StreamProgress {
  readonly bytes: number
  readonly records: number
}

export interface FlowOptions {
  readonly format: StreamFormat
  readonly limits?: Partial<StreamLimits>
  readonly onProgress?: (progress: StreamProgress) => void
}

/** What is made of the text of some records, in their format. */
export type Work = (text: string, format: Format) => Promise<string> | string

/**
 * Bytes in, bytes out, whole records only. Errors with the record's number and nothing of it written; what came before it
 * has been.
 */
export function createFlow(options: FlowOptions, work: Work): TransformStream<Uint8Array, Uint8Array> {
  const limits = { ...STREAM_LIMITS, ...options.limits }
  const records = createRecords(options.format, limits.recordBytesMax)
  const gather = createBatches(options.format, limits.batchBytes)
  const process = createProcess(options, work)
  /** One piece out for one in, at most. A bad record ends the stream once what came before it is out. */
  const through = async (given: Iterable<StreamRecord>, isLast: boolean, out: Out): Promise<void> => {
    const made: Uint8Array[] = []
    try {
      for (const batch of gather(given, isLast)) for await (const bytes of process(batch)) made.push(bytes)
    } finally {
      if (made.length > 0) out.enqueue(joined(made))
    }
  }
  return new TransformStream({
    transform: (bytes, out) => through(records.push(bytes), false, out),
    flush: (out) => through(records.end(), true, out),
  })
}

type Out = TransformStreamDefaultController<Uint8Array>

type Batch = readonly StreamRecord[]

/** A text is cut where a paragraph ends, so that what is read together belongs together. */
function createBatches(format: StreamFormat, batchBytes: number) {
  let open: StreamRecord[] = []
  let size = 0
  function* close(): Generator<Batch> {
    const batch = open
    open = []
    size = 0
    if (batch.length > 0) yield batch
  }
  function* add(record: StreamRecord): Generator<Batch> {
    if (format !== 'text' && size + record.bytes.length > batchBytes) yield* close()
    open.push(record)
    size += record.bytes.length
    const isFull = size >= PARAGRAPHS_MAX * batchBytes || (size >= batchBytes && (format !== 'text' || isBlank(record)))
    if (isFull) yield* close()
  }
  return function* gather(records: Iterable<StreamRecord>, isLast: boolean): Generator<Batch> {
    try {
      for (const record of records) yield* add(record)
    } catch (error) {
      yield* close()
      throw error
    }
    if (isLast) yield* close()
  }
}

/** A text without paragraphs is cut at a line all the same, this many times later. */
const PARAGRAPHS_MAX = 4

function isBlank({ bytes }: StreamRecord): boolean {
  return bytes.every((byte) => byte <= 0x20)
}

/** One batch after another. One that is refused is tried record by record, so that the refusal names the record. */
function createProcess({ format, onProgress }: FlowOptions, work: Work) {
  const reader = createReader(format)
  const done = { bytes: 0, records: 0 }

  const made = async (batch: Batch): Promise<Uint8Array> => {
    const bytes = joined(batch.map((record) => record.bytes))
    const { text, mark } = decoded(bytes, batch[0]?.number === 1)
    const out = new TextEncoder().encode(mark + (await work(text, reader.formatFor(batch))))
    done.bytes += bytes.length
    done.records += batch.length
    onProgress?.({ ...done })
    return out
  }
  const named = async (batch: Batch): Promise<Uint8Array> => {
    try {
      return await made(batch)
    } catch (error) {
      throw error instanceof DeidError ? new DeidError(error.code, placeOf(format, batch, error.at)) : error
    }
  }
  return async function* (batch: Batch): AsyncGenerator<Uint8Array> {
    if (batch.length === 1 || format === 'text') return yield await named(batch)
    const whole = await made(batch).catch((error: unknown) => {
      if (error instanceof DeidError) return undefined
      throw error
    })
    if (whole !== undefined) return yield whole
    for (const record of batch) yield await named([record])
  }
}

/** The byte order mark goes through as it is. */
function decoded(bytes: Uint8Array, isFirst: boolean): { text: string; mark: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return isFirst && text.startsWith('\ufeff') ? { text: text.slice(1), mark: '\ufeff' } : { text, mark: '' }
  } catch {
    throw new DeidError('text_invalid', 'not UTF-8')
  }
}

function placeOf(format: StreamFormat, batch: Batch, within: string | undefined): string {
  const [first, last] = [batch[0]?.number, batch.at(-1)?.number]
  const name = RECORD_NAMES[format]
  const place = first === last ? `${name} ${first}` : `${name}s ${first} to ${last}`
  // A format counts its own lines and rows from one: here there is one.
  const detail = within?.replace(/^(?:line\[1\]\.?|line 1\b,? ?|row 1\b,? ?|row\[1\]\.?)/, '')
  return detail === undefined || detail === '' ? place : `${place}, ${detail}`
}
