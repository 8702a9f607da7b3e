import { letterOf } from './letter-entities.ts'
import { reread } from './misread.ts'

/**
 * One reading text for all rules: compatibility forms folded (NFKC, one character at a time), zero-width marks removed, look-alike letters
 * made Latin, HTML entities, JSON escapes and percent-encoded letters decoded, digits that a scanner misread put right, with the way back to the original UTF-16 offsets.
 */
export interface Normalised {
  readonly text: string
  /** Original start of the character at a reading offset; undefined when reading and original are the same. */
  readonly from: Int32Array | undefined
  /** Original end of the character at a reading offset. */
  readonly to: Int32Array | undefined
}

/** Stands for `\"` inside a JSON string, so that plain quotes remain structure. */
const INNER_QUOTE = '\u201d'

export function normalise(original: string, confusables: ReadonlyMap<number, string>): Normalised {
  const escapes = original.includes('\\') && original.includes('"') && /\\["nrtu/]/.test(original)
  const percents = PERCENT.test(original)
  if (!escapes && !percents && !NEEDS_WORK.test(original))
    return { text: reread(original), from: undefined, to: undefined }
  const folded = fold(original, confusables, escapes, percents ? addresses(original) : undefined)
  return { ...folded, text: reread(folded.text) }
}

/** Anything not printable ASCII, tab or line break; or an entity. */
const NEEDS_WORK = /[^\t\n\r\x20-\x7e]|&(?:#|[a-z]{2,6};)/i

const ENTITY = /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,6}));/iy
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  rsquo: "'",
}
const ESCAPES: Readonly<Record<string, string>> = { '"': INNER_QUOTE, n: '\n', r: '\n', t: '\t', '/': '/' }

function fold(
  original: string,
  confusables: ReadonlyMap<number, string>,
  escapes: boolean,
  isAddress: ((at: number) => boolean) | undefined,
): Normalised {
  const from = new Int32Array(original.length + 1)
  const to = new Int32Array(original.length + 1)
  const parts: string[] = []
  let length = 0
  let plain = 0
  let i = 0
  while (i < original.length) {
    const code = original.charCodeAt(i)
    if (code < 0x80 && code !== 38 && !(escapes && code === 92) && !(isAddress && code === 37)) {
      from[length] = i
      to[length++] = ++i
      continue
    }
    parts.push(original.slice(plain, i))
    const [put, taken] = code === 37 ? unpercented(original, i, isAddress) : step(original, i, escapes)
    for (let k = 0; k < put.length && length < original.length; k++) {
      from[length] = i
      to[length++] = i + taken
    }
    parts.push(put)
    i += taken
    plain = i
  }
  parts.push(original.slice(plain))
  from[length] = original.length
  return {
    text: latinised(parts.join(''), confusables),
    from: from.subarray(0, length + 1),
    to: to.subarray(0, length),
  }
}

/** What stands at `i`, and how many original units it takes. Never longer than what it takes, so offsets fit. */
function step(original: string, i: number, escapes: boolean): readonly [string, number] {
  const code = original.charCodeAt(i)
  if (code === 38) return entity(original, i)
  if (code === 92 && escapes) return unescaped(original, i)
  if (code < 0x80) return [original.charAt(i), 1]
  if (isInvisible(code)) return ['', 1]
  const plain = PUNCTUATION[code]
  if (plain !== undefined) return [plain, 1]
  return composed(original, i, code)
}

function entity(original: string, i: number): readonly [string, number] {
  ENTITY.lastIndex = i
  const match = ENTITY.exec(original)
  if (match === null) return ['&', 1]
  const code = match[1] !== undefined ? Number(match[1]) : match[2] !== undefined ? Number.parseInt(match[2], 16) : -1
  const text = code >= 0 ? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : named(match[3] ?? '')
  return text === undefined ? ['&', 1] : [text, match[0].length]
}

function named(name: string): string | undefined {
  return NAMED[name.toLowerCase()] ?? letterOf(name)
}

/** A percent-encoded character (RFC 3986, section 2.1, as UTF-8), outside addresses: those are found whole, as they are written. */
function unpercented(original: string, i: number, isAddress?: (at: number) => boolean): readonly [string, number] {
  ENCODED.lastIndex = i
  const [run = ''] = ENCODED.exec(original) ?? []
  // After a digit it may be a percentage.
  const isShare =
    run.length === 3 && /\d/.test(original.charAt(i - 1)) && !/%[0-9a-f]{2}$/i.test(original.slice(i - 3, i))
  if (run === '' || isShare || isAddress?.(i) === true) return ['%', 1]
  try {
    const char = decodeURIComponent(run)
    return char < ' ' || char === '\x7f' ? ['%', 1] : [char, run.length]
  } catch {
    return ['%', 1]
  }
}

const PERCENT = /%[0-9a-f]{2}/i
const ENCODED =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-4](?:%[89ab][0-9a-f]){3}/iy

/** Whether a place is inside an address, asked from left to right. */
function addresses(original: string): (at: number) => boolean {
  const found = [...original.matchAll(/[a-z][a-z+.-]{1,9}:\/\/\S{1,2000}|\bwww\.\S{1,2000}/gi)]
  let next = 0
  return (at) => {
    while (next < found.length && at >= (found[next]?.index ?? 0) + (found[next]?.[0].length ?? 0)) next++
    return next < found.length && at >= (found[next]?.index ?? 0)
  }
}

function unescaped(original: string, i: number): readonly [string, number] {
  const next = original.charAt(i + 1)
  const plain = ESCAPES[next]
  if (plain !== undefined) return [plain, 2]
  const hex = next === 'u' ? original.slice(i + 2, i + 6) : ''
  return /^[0-9a-f]{4}$/i.test(hex) ? [String.fromCharCode(Number.parseInt(hex, 16)), 6] : ['\\', 1]
}

/** Zero-width and bidirectional marks, soft hyphen, word joiner, byte order mark, variation selectors. */
function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064) ||
    code === 0xad ||
    code === 0xfeff ||
    code === 0x34f ||
    (code >= 0xfe00 && code <= 0xfe0f)
  )
}

const PUNCTUATION: Readonly<Record<number, string>> = {
  160: ' ',
  8194: ' ',
  8195: ' ',
  8199: ' ',
  8201: ' ',
  8239: ' ',
  12288: ' ',
  8216: "'",
  8217: "'",
  700: "'",
  8208: '-',
  8209: '-',
  8210: '-',
  8722: '-',
  8220: '"',
  8222: '"',
  8232: '\n',
  8233: '\n',
}

/** Base and combining marks become one composed letter; compatibility forms their plain form, if that is no longer. */
function composed(original: string, i: number, code: number): readonly [string, number] {
  let end = i + (code >= 0xd800 && code <= 0xdbff ? 2 : 1)
  while (end < original.length && isMark(original.charCodeAt(end)) && end - i < 8) end++
  const raw = original.slice(i, end)
  if (end - i === 1 && !isCompatibility(code)) return [raw, 1]
  const plain = raw.normalize('NFKC')
  return plain.length <= raw.length ? [plain, raw.length] : [raw, raw.length]
}

const isMark = (code: number): boolean => code >= 0x300 && code <= 0x36f
const isCompatibility = (code: number): boolean =>
  (code >= 0xff01 && code <= 0xff5e) || (code >= 0xfb00 && code <= 0xfb06) || (code >= 0x2460 && code <= 0x24e9)

function latinised(text: string, confusables: ReadonlyMap<number, string>): string {
  return LOOKALIKE.test(text)
    ? latinise(
        [...Array(text.length).keys()].map((i) => text.charAt(i)),
        confusables,
      ).join('')
    : text
}

/** Greek and Cyrillic. */
const LOOKALIKE = /[\u0370-\u052f]/

/** Word by word: look-alikes become Latin where the word has a Latin letter. */
function latinise(out: string[], confusables: ReadonlyMap<number, string>): string[] {
  let start = 0
  let latin = false
  let alike = false
  for (let i = 0; i <= out.length; i++) {
    const code = i < out.length ? (out[i] ?? '').charCodeAt(0) : 0
    const isLatin = (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    const isAlike = code > 0x36f && confusables.has(code)
    if (isLatin || isAlike || code >= 0xc0) {
      latin ||= isLatin
      alike ||= isAlike
      continue
    }
    if (latin && alike)
      for (let k = start; k < i; k++) out[k] = confusables.get((out[k] ?? '').charCodeAt(0)) ?? out[k] ?? ''
    start = i + 1
    latin = false
    alike = false
  }
  return out
}
