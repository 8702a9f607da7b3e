import { DeidError } from '../errors.ts'

/** DICOM files as elements (PS3.5, PS3.10): little endian, explicit or implicit VR. */
export interface DicomElement {
  /** Eight hexadecimal digits, for example `00100010`. */
  readonly tag: string
  readonly vr: string
  readonly value: Uint8Array | readonly DicomDataset[]
}

export type DicomDataset = readonly DicomElement[]

export interface DicomFile {
  readonly meta: DicomDataset
  readonly dataset: DicomDataset
}

/** Elements in all, sequences within sequences, and bytes of a file. */
export const DICOM_ELEMENTS_MAX = 100_000
export const DICOM_DEPTH_MAX = 16
export const DICOM_BYTES_MAX = 256_000_000

export function isDicom(bytes: Uint8Array): boolean {
  return bytes.length > HEADER_BYTES && ascii(bytes.subarray(PREAMBLE_BYTES, HEADER_BYTES)) === 'DICM'
}

/** `vrOf` tells a VR where the file does not. Throws `format_invalid` with the byte, `format_unsupported` for other transfer syntaxes, `input_too_large`. */
export function readDicom(bytes: Uint8Array, vrOf: (tag: string) => string): DicomFile {
  if (bytes.length > DICOM_BYTES_MAX) throw new DeidError('input_too_large')
  if (!isDicom(bytes)) throw new DeidError('format_invalid', 'byte 128')
  const reader = createReader(bytes, vrOf)
  const meta = reader.elements(HEADER_BYTES, bytes.length, { explicit: true, only: '0002' })
  const syntax = ascii(bytesAt(meta.elements, '00020010') ?? new Uint8Array()).replace(/[\0 ]+$/, '')
  if (syntax === '' || UNREADABLE.has(syntax)) throw new DeidError('format_unsupported', '(0002,0010)')
  const { elements } = reader.elements(meta.end, bytes.length, { explicit: syntax !== IMPLICIT })
  return { meta: meta.elements, dataset: elements }
}

/** Always explicit VR, little endian: a header without pixels needs no other transfer syntax. */
export function writeDicom({ meta, dataset }: DicomFile): Uint8Array {
  const group = concat(meta.filter(({ tag }) => tag !== '00020000').map(encodeElement))
  const length = encodeElement({ tag: '00020000', vr: 'UL', value: u32(group.length) })
  return concat([new Uint8Array(PREAMBLE_BYTES), bytesOf('DICM'), length, group, ...dataset.map(encodeElement)])
}

export function bytesAt(dataset: DicomDataset, tag: string): Uint8Array | undefined {
  const value = dataset.find((element) => element.tag === tag)?.value
  return value instanceof Uint8Array ? value : undefined
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

export function ascii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

export const EXPLICIT = '1.2.840.10008.1.2.1'
const IMPLICIT = '1.2.840.10008.1.2'
/** Deflated, and big endian. */
const UNREADABLE = new Set(['1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2'])

const PREAMBLE_BYTES = 128
const HEADER_BYTES = 132
const UNDEFINED = 0xffff_ffff
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const PIXELS = new Set(['7FE00008', '7FE00009', '7FE00010'])

interface Reading {
  readonly explicit: boolean
  /** Stops before the first element of another group. */
  readonly only?: string
}

function createReader(bytes: Uint8Array, vrOf: (tag: string) => string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let count = 0

  const fail = (at: number): never => {
    throw new DeidError('format_invalid', `byte ${at}`)
  }
  const tagAt = (at: number): string => {
    if (at + 8 > bytes.length) fail(at)
    const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0')
    return hex(view.getUint16(at, true)) + hex(view.getUint16(at + 2, true))
  }
  /** VR, length and where the value begins. */
  const head = (at: number, tag: string, explicit: boolean): { vr: string; length: number; from: number } => {
    if (!explicit) return { vr: vrOf(tag), length: view.getUint32(at + 4, true), from: at + 8 }
    const vr = ascii(bytes.subarray(at + 4, at + 6))
    if (!/^[A-Z]{2}$/.test(vr)) fail(at)
    if (!LONG.has(vr)) return { vr, length: view.getUint16(at + 6, true), from: at + 8 }
    if (at + 12 > bytes.length) fail(at)
    return { vr, length: view.getUint32(at + 8, true), from: at + 12 }
  }
  const items = (from: number, to: number | undefined, explicit: boolean, depth: number) => {
    if (depth > DICOM_DEPTH_MAX) throw new DeidError('input_too_large', `byte ${from}`)
    const datasets: DicomDataset[] = []
    let at = from
    while (to === undefined || at < to) {
      const tag = tagAt(at)
      const length = view.getUint32(at + 4, true)
      if (tag === 'FFFEE0DD' && to === undefined) return { datasets, end: at + 8 }
      if (tag !== 'FFFEE000') fail(at)
      const end = length === UNDEFINED ? undefined : at + 8 + length
      const item = elements(at + 8, end ?? bytes.length, { explicit }, depth + 1, end === undefined)
      datasets.push(item.elements)
      at = item.end
    }
    return { datasets, end: at }
  }
  const elements = (
    from: number,
    to: number,
    { explicit, only }: Reading,
    depth = 0,
    delimited = false,
  ): { elements: DicomElement[]; end: number } => {
    if (to > bytes.length) fail(from)
    const found: DicomElement[] = []
    let at = from
    while (at < to) {
      const tag = tagAt(at)
      if (only !== undefined && !tag.startsWith(only)) return { elements: found, end: at }
      if (delimited && tag === 'FFFEE00D') return { elements: found, end: at + 8 }
      if (++count > DICOM_ELEMENTS_MAX) throw new DeidError('input_too_large', `byte ${at}`)
      if (PIXELS.has(tag)) throw new DeidError('format_unsupported', tagName(tag))
      const { vr, length, from: start } = head(at, tag, explicit)
      if (vr === 'SQ' || length === UNDEFINED) {
        if (vr !== 'SQ' && vr !== 'UN') throw new DeidError('format_unsupported', tagName(tag))
        const end = length === UNDEFINED ? undefined : start + length
        if (end !== undefined && end > to) fail(at)
        const read = items(start, end, explicit && vr === 'SQ', depth)
        found.push({ tag, vr: 'SQ', value: read.datasets })
        at = read.end
      } else {
        if (start + length > to) fail(at)
        found.push({ tag, vr, value: bytes.subarray(start, start + length) })
        at = start + length
      }
    }
    if (at !== to || delimited) fail(at)
    return { elements: found, end: at }
  }
  return { elements }
}

/** As the standard writes it: `(0010,0010)`. */
export function tagName(tag: string): string {
  return `(${tag.slice(0, 4)},${tag.slice(4)})`
}

function encodeElement({ tag, vr, value }: DicomElement): Uint8Array {
  const body = value instanceof Uint8Array ? value : concat(value.map(encodeItem))
  const padded = body.length % 2 === 0 ? body : concat([body, bytesOf(NUL_PADDED.has(vr) ? '\0' : ' ')])
  const head = concat([tagBytes(tag), bytesOf(vr)])
  if (LONG.has(vr)) return concat([head, new Uint8Array(2), u32(padded.length), padded])
  if (padded.length > 0xffff) throw new DeidError('input_too_large', tagName(tag))
  return concat([head, u32(padded.length).subarray(0, 2), padded])
}

const NUL_PADDED = new Set(['UI', 'OB', 'UN'])

function encodeItem(dataset: DicomDataset): Uint8Array {
  const body = concat(dataset.map(encodeElement))
  return concat([tagBytes('FFFEE000'), u32(body.length), body])
}

function tagBytes(tag: string): Uint8Array {
  const bytes = new Uint8Array(4)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true)
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true)
  return bytes
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
