import { DeidError } from '../errors.ts'
import { delimiterOf, SNIFF_CHARS } from '../formats/csv.ts'
import { CARRIAGE_RETURN, createPieces, joined, LINE_FEED } from './pieces.ts'

/** The formats that come record by record, so that a stream of any length needs the memory of a few. */
export const STREAM_FORMATS = ['text', 'ndjson', 'fhir', 'hl7', 'csv', 'tsv'] as const
export type StreamFormat = (typeof STREAM_FORMATS)[number]

/** How people count the records of a format. */
export const RECORD_NAMES: Record<StreamFormat, string> = {
  text: 'line',
  ndjson: 'line',
  fhir: 'line',
  hl7: 'message',
  csv: 'row',
  tsv: 'row',
}

export interface StreamRecord {
  /** Counted from one. */
  readonly number: number
  readonly bytes: Uint8Array
}

/** Cuts a stream of bytes into records: no two of them share a byte, and together they are all of it. */
export interface Records {
  push(bytes: Uint8Array): Generator<StreamRecord>
  end(): Generator<StreamRecord>
}

/** Throws `input_too_large` with the record's number, before more than `bytesMax` of it is held. */
export function createRecords(format: StreamFormat, bytesMax: number): Records {
  const joins = JOINS[format]()
  let number = 1
  let open: Uint8Array[] = []
  let size = 0
  const at = (): string => `${RECORD_NAMES[format]} ${number}`
  const pieces = createPieces(format === 'hl7' ? [CARRIAGE_RETURN, LINE_FEED] : [LINE_FEED], bytesMax, at)

  const close = (): StreamRecord[] => {
    if (open.length === 0) return []
    const bytes = joined(open, size)
    open = []
    size = 0
    return [{ number: number++, bytes }]
  }
  const add = (piece: Uint8Array): StreamRecord[] => {
    const joint = joins(piece)
    const before = joint === 'begins' ? close() : []
    size += piece.length
    if (size > bytesMax) throw new DeidError('input_too_large', at())
    open.push(piece)
    return joint === 'ends' ? close() : before
  }
  return {
    *push(bytes) {
      for (const piece of pieces.push(bytes)) yield* add(piece)
    },
    *end() {
      const rest = pieces.end()
      if (rest !== undefined) yield* add(rest)
      yield* close()
    },
  }
}

/** What a piece does to the record that is open: it begins a new one, goes on in it, or is its last. */
type Joint = 'begins' | 'within' | 'ends'
type Joins = (piece: Uint8Array) => Joint

const alone = (): Joins => () => 'ends'

const JOINS: Record<StreamFormat, () => Joins> = {
  text: alone,
  ndjson: alone,
  fhir: alone,
  hl7: createMessages,
  csv: () => createRows('csv'),
  tsv: () => createRows('tsv'),
}

/** A message begins with its header; what stands before the first one belongs to it. */
function createMessages(): Joins {
  let begun = false
  return (piece) => {
    // MLLP puts a vertical tab before a message.
    const from = piece[0] === 0x0b ? 1 : 0
    const isHeader = piece[from] === 0x4d && piece[from + 1] === 0x53 && piece[from + 2] === 0x48
    if (!isHeader || !begun) {
      begun ||= isHeader
      return 'within'
    }
    return 'begins'
  }
}

const QUOTE = 0x22

/** A row goes on over line ends inside quotes. Quotes count where a cell begins, as RFC 4180 has it. */
function createRows(name: 'csv' | 'tsv'): Joins {
  let delimiter: number | undefined
  let place: 'begin' | 'plain' | 'quoted' | 'closing' = 'begin'
  return (piece) => {
    // The first line shows what stands between cells; the table itself is held to it.
    delimiter ??= delimiterOf(name, new TextDecoder().decode(piece.subarray(0, SNIFF_CHARS))).charCodeAt(0)
    for (const byte of piece) {
      if (place === 'quoted') place = byte === QUOTE ? 'closing' : 'quoted'
      else if (byte === delimiter || byte === LINE_FEED) place = 'begin'
      // At a cell's beginning a quote opens it; behind a quote inside one it stands for itself.
      else place = byte === QUOTE && place !== 'plain' ? 'quoted' : 'plain'
    }
    return place === 'quoted' ? 'within' : 'ends'
  }
}
