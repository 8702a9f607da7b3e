import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { readCode } from '../replace/code.ts'
import type { Place } from '../replace/spans.ts'
import type { IdentifierKind } from '../span.ts'
import type { HeaderField } from './eml-structure.ts'
import { readHeaderText } from './eml-words.ts'
import type { Edit, FormatLeaf, Way } from './format.ts'
import { yearOfCode } from './kept.ts'
import { isBareName, isPlainName } from './part-names.ts'

/**
 * Header fields by what they hold. An address, an id and a date have a grammar that no brackets fit, so a code stands
 * there as `NAME-7Q2K4H`, `EMAIL-7Q2K4H@cordon.invalid` or in a comment behind the first day of its year. A field that
 * is not in the table tells of machines on the way, and goes whole: `X-Cordon-Code: [OTHERID-7Q2K4H]`.
 */
export interface HeaderLeaf {
  readonly leaf: Omit<FormatLeaf, 'path'>
  readonly write: (edits: readonly Edit[], way: Way) => Edit[]
}

export function headerLeaf(text: string, field: HeaderField): HeaderLeaf | undefined {
  const raw = text.slice(field.valueStart, field.end)
  if (raw.trim() === '') return undefined
  return READERS[holdingOf(field)](raw, field, text)
}

/** Undoes what `headerLeaf` wrote in another spelling than a code. */
export function unspellHeader(text: string, field: HeaderField, book: Pick<CodeBook, 'find'>): Edit[] {
  const raw = text.slice(field.valueStart, field.end)
  const holding = holdingOf(field)
  if (field.name === CODE_FIELD || holding === 'date') {
    const [, code = ''] = (holding === 'date' ? DATED : CODED).exec(raw.trim()) ?? []
    const value = book.find(code)?.value
    const isOurs = value !== undefined && readCode(value) === undefined
    if (!isOurs) return []
    return [holding === 'date' ? trimmedEdit(raw, field, value) : { start: field.start, end: field.end, text: value }]
  }
  if (holding === 'whole' || holding === 'text' || holding === 'keep') return []
  const header = readHeaderText(raw, field.valueStart)
  const edits = Array.from(header.text.matchAll(BARE)).flatMap((match): Edit[] => {
    const value = book.find(`[${match[1] ?? ''}]`)?.value
    return value === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, text: value }]
  })
  return header.write(edits)
}

/** A code as an atom, and the host that makes an address of one. `.invalid` belongs to nobody (RFC 2606). */
export function bareAtom(code: string, isAddress: boolean): string {
  return readCode(code) === undefined ? code : code.slice(1, -1) + (isAddress ? HOST : '')
}

const HOST = '@cordon.invalid'
const BARE = /(?<![\w[-])([A-Z]{2,10}(?:-[0-9A-Za-z]{1,12})?-[0-9A-Z]{6})(?:@cordon\.invalid)?(?![\w\]-])/g
const CODE_FIELD = 'X-Cordon-Code'
const CODED = /^(\[[A-Z0-9-]+\])$/
const DATED = /^1 Jan \d{4} 00:00:00 -0000 \((\[[A-Za-z0-9-]+\])\)$/

type Holding = 'addresses' | 'ids' | 'date' | 'text' | 'parameters' | 'keep' | 'whole'

const HOLDINGS: Readonly<Record<Exclude<Holding, 'whole'>, string>> = {
  addresses:
    'from to cc bcc reply-to sender resent-from resent-to resent-cc resent-sender return-path delivered-to errors-to ' +
    'x-original-to disposition-notification-to apparently-to',
  ids: 'message-id in-reply-to references resent-message-id content-id',
  date: 'date resent-date',
  text: 'subject comments keywords thread-topic content-description organization x-cordon-code',
  parameters: 'content-type content-disposition',
  keep: 'mime-version content-transfer-encoding content-language x-priority priority importance precedence auto-submitted',
}

const BY_NAME: ReadonlyMap<string, Holding> = new Map(
  Object.entries(HOLDINGS).flatMap(([holding, names]) => names.split(' ').map((name) => [name, holding as Holding])),
)

function holdingOf({ name }: HeaderField): Holding {
  return BY_NAME.get(name.toLowerCase()) ?? 'whole'
}

type ReadHeader = (raw: string, field: HeaderField, text: string) => HeaderLeaf | undefined

const READERS: Record<Holding, ReadHeader> = {
  addresses: (raw, field) => bareHeader(raw, field, addressPlaces),
  ids: (raw, field) => bareHeader(raw, field, (said) => everyMatch(said, /[^\s<>]+/g, 'OTHERID')),
  date: dateHeader,
  text: textHeader,
  parameters: (raw, field) => bareHeader(raw, field, parameterPlaces),
  keep: (raw, field, text) => (KEPT.test(raw.trim()) ? undefined : wholeHeader(raw, field, text)),
  whole: wholeHeader,
}

/** Versions, encodings, languages, and words of importance. */
const KEPT =
  /^(?:\d(?:\.\d)?(?: \([A-Za-z]{1,12}\))?|base64|quoted-printable|[78]bit|binary|[a-z]{2,3}(?:-[A-Za-z]{2,4})?(?:, ?[a-z]{2,3}(?:-[A-Za-z]{2,4})?){0,5}|low|normal|high|urgent|non-urgent|bulk|list|junk|first-class|special-delivery|no|auto-(?:generated|replied|notified))$/i

function textHeader(raw: string, field: HeaderField): HeaderLeaf {
  const { text, cuts, write } = readHeaderText(raw, field.valueStart)
  return {
    leaf: { text, cuts, certain: isBareName(text.trim()) ? at(0, text, 'NAME') : [], lead: `${field.name}: ` },
    write,
  }
}

function bareHeader(raw: string, field: HeaderField, placesOf: (said: string) => Place[]): HeaderLeaf {
  const { text, cuts, write } = readHeaderText(raw, field.valueStart)
  const isId = holdingOf(field) === 'ids'
  return {
    leaf: { text, cuts, certain: placesOf(text), settled: true },
    write: (edits, way) =>
      write(
        way === 'restore'
          ? edits
          : edits.map((edit) => ({ ...edit, text: bareAtom(edit.text, isId || edit.text.startsWith('[EMAIL-')) })),
      ),
  }
}

function dateHeader(raw: string, field: HeaderField): HeaderLeaf {
  const said = raw.trim()
  const certain: Place[] = [{ start: 0, end: said.length, kind: 'DATE', rule: 'format/header' }]
  return {
    leaf: { text: said, certain },
    write([edit], way) {
      if (edit === undefined) return []
      const isCode = way === 'clean' && readCode(edit.text) !== undefined
      const dated = `1 Jan ${yearOfCode(edit.text) ?? '1900'} 00:00:00 -0000 (${edit.text})`
      return [trimmedEdit(raw, field, isCode ? dated : said.slice(0, edit.start) + edit.text + said.slice(edit.end))]
    },
  }
}

function wholeHeader(_: string, field: HeaderField, text: string): HeaderLeaf {
  const said = text.slice(field.start, field.end)
  const certain: Place[] = [{ start: 0, end: said.length, kind: 'OTHERID', rule: 'format/header' }]
  return {
    leaf: { text: said, certain },
    write: ([edit]) =>
      edit === undefined ? [] : [{ start: field.start, end: field.end, text: `${CODE_FIELD}: ${edit.text}` }],
  }
}

function trimmedEdit(raw: string, field: HeaderField, text: string): Edit {
  const start = field.valueStart + raw.length - raw.trimStart().length
  return { start, end: start + raw.trim().length, text }
}

/** Display names, addresses and comments; a name is what stands before an address in angle brackets. */
function addressPlaces(said: string): Place[] {
  const places: Place[] = []
  for (const match of said.matchAll(/[^,;]*"[^"]*"[^,;<]*(?:<[^>]*>)?|[^,;<]*<[^>]*>|[^,;]+/g)) {
    const mailbox = match[0]
    const address = /[^\s<>"(),;:]+@[^\s<>"(),;:]+/.exec(
      mailbox.replace(/"[^"]*"(?!@)/g, (name) => ' '.repeat(name.length)),
    )
    const name = /^[\s]*(?:[\w -]+:)?\s*"?([^"<]*[^"<\s])"?\s*</.exec(mailbox)?.[1]
    if (name !== undefined) places.push(...found(mailbox, name, match.index, 'NAME'))
    if (address !== null) places.push(...at(match.index + address.index, address[0], 'EMAIL'))
    const comment = /\(([^()]+)\)/.exec(mailbox)
    if (comment?.[1] !== undefined) places.push(...at(match.index + comment.index + 1, comment[1], 'NAME'))
    const isBareWord = name === undefined && address === null && comment === null && !NOBODY.test(mailbox)
    if (isBareWord) places.push(...at(match.index, mailbox, 'NAME'))
  }
  return places.sort((a, b) => a.start - b.start)
}

const NOBODY = /^\s*(?:(?:undisclosed|unlisted)(?:[ -]recipients?)?|recipient list not shown)?\s*:?\s*$/i

/** Parameters keep their names. A boundary is copied into every part, and a file may be named for a person. */
function parameterPlaces(said: string): Place[] {
  return Array.from(said.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))/g)).flatMap((match): Place[] => {
    const [whole, name = '', inQuotes, bare = ''] = match
    const value = inQuotes ?? bare
    // A name can hold no code, and could be somebody's.
    if (!isPlainName(name, PARAMETER_WORDS)) throw new DeidError('format_unsupported', 'header')
    if (value === '' || KEPT_PARAMETERS.has(name.toLowerCase())) return []
    const start = match.index + whole.lastIndexOf(value)
    const language = /^[\w-]*'[\w-]*'/.exec(value)?.[0].length ?? 0
    const extension = /name/i.test(name) ? (/\.[A-Za-z0-9]{1,5}$/.exec(value)?.[0].length ?? 0) : 0
    return at(start + language, value.slice(language, value.length - extension), 'OTHERID')
  })
}

const PARAMETER_WORDS = new Set(
  'charset filename boundary delsp micalg url mode creation modification permission rev'.split(' '),
)

const KEPT_PARAMETERS = new Set([
  'charset',
  'format',
  'delsp',
  'type',
  'report-type',
  'protocol',
  'micalg',
  'size',
  'method',
])

function everyMatch(said: string, pattern: RegExp, kind: IdentifierKind): Place[] {
  return Array.from(said.matchAll(pattern)).flatMap((match) => at(match.index, match[0], kind))
}

function found(within: string, value: string, shift: number, kind: IdentifierKind): Place[] {
  return at(shift + within.indexOf(value), value, kind)
}

function at(start: number, value: string, kind: IdentifierKind): Place[] {
  return value.trim() === '' ? [] : [{ start, end: start + value.length, kind, rule: 'format/header' }]
}
