import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Found {
  readonly text: string
  readonly form: Form
}

/** Looks for many texts in many forms at once, reading everything once. */
export interface Searcher {
  /** What stands in these bytes, each once. */
  find(bytes: Uint8Array): Found[]
  /** What stands in the files of a folder and below it (links are not followed), and how much was read. */
  findUnder(folder: string): Promise<Looked>
}

export interface Looked {
  readonly found: readonly (Found & { readonly file: string })[]
  readonly files: number
  readonly bytes: number
}

const utf8 = (text: string) => Buffer.from(text, 'utf8')

/** The forms in which a text could have been written down, each as the byte strings that give it away. */
export const FORMS = {
  plain: (text: string) => [utf8(text)],
  'another case': (text: string) => [utf8(text.toLowerCase()), utf8(text.toUpperCase())],
  decomposed: (text: string) => [utf8(text.normalize('NFD'))],
  'UTF-16': (text: string) => [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()],
  base64: (text: string) => alignments(utf8(text)).map(utf8),
  base64url: (text: string) =>
    alignments(utf8(text)).map((part) => utf8(part.replaceAll('+', '-').replaceAll('/', '_'))),
  hex: (text: string) => [utf8(utf8(text).toString('hex')), utf8(utf8(text).toString('hex').toUpperCase())],
  URL: urlForms,
  'JSON escapes': jsonForms,
} as const satisfies Record<string, (text: string) => Buffer[]>

export type Form = keyof typeof FORMS

/** What of a text's base64 stays the same whatever stands beside it, for each of the three places it can start at. */
function alignments(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const bits = (before + bytes.length) * 8
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6))
  })
}

function urlForms(text: string): Buffer[] {
  const component = encodeURIComponent(text)
  const lower = component.replace(/%../g, (one) => one.toLowerCase())
  const every = [...utf8(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [component, component.replaceAll('%20', '+'), lower, every, every.toUpperCase()].map(utf8)
}

function jsonForms(text: string): Buffer[] {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  const every = text.replace(/[\s\S]/g, escaped)
  const foreign = text.replace(/[^ -~]/g, escaped)
  return [every, every.replace(/[a-f]/g, (digit) => digit.toUpperCase()), foreign].map(utf8)
}

interface Pattern extends Found {
  readonly bytes: Buffer
}

/** Patterns by their last four bytes; a table says at once that almost no place ends one. */
export function createSearcher(texts: readonly string[]): Searcher {
  const byEnd = new Map<number, Pattern[]>()
  const ends = new Uint8Array(1 << 20)
  for (const pattern of texts.flatMap(patternsOf)) {
    const end = pattern.bytes.readUInt32BE(pattern.bytes.length - 4)
    byEnd.set(end, [...(byEnd.get(end) ?? []), pattern])
    ends[slot(end)] = 1
  }

  function find(bytes: Uint8Array): Found[] {
    const found = new Map<string, Found>()
    let last = 0
    for (let i = 0; i < bytes.length; i++) {
      last = (last << 8) | (bytes[i] ?? 0)
      if (ends[slot(last)] === 0) continue
      for (const { bytes: wanted, text, form } of byEnd.get(last >>> 0) ?? [])
        if (i + 1 >= wanted.length && wanted.equals(bytes.subarray(i + 1 - wanted.length, i + 1)))
          found.set(`${form} ${text}`, { text, form })
    }
    return [...found.values()]
  }

  return { find, findUnder: (folder) => findUnder(folder, find) }
}

const slot = (last: number): number => Math.imul(last, 0x9e3779b1) >>> 12

/** Each byte string under the plainest form that has it. */
function patternsOf(text: string): Pattern[] {
  const patterns = new Map<string, Pattern>()
  for (const form of Object.keys(FORMS) as Form[])
    for (const bytes of FORMS[form](text)) {
      const key = bytes.toString('latin1')
      if (!patterns.has(key)) patterns.set(key, { text, form, bytes })
    }
  return [...patterns.values()]
}

async function findUnder(folder: string, find: Searcher['find']): Promise<Looked> {
  const looked = { found: [] as (Found & { file: string })[], files: 0, bytes: 0 }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = await readFile(file)
    looked.files += 1
    looked.bytes += bytes.length
    looked.found.push(...find(bytes).map((one) => ({ ...one, file })))
  }
  return looked
}
