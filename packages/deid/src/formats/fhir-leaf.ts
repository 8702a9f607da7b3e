import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { findCodes, readCode } from '../replace/code.ts'
import { sayKey } from '../replace/draft.ts'
import type { IdentifierKind } from '../span.ts'
import { escapeJson } from '../stream/json-text.ts'
import { formatPath, type Path } from '../walk.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Bodies, codecOf, mediaType } from './body.ts'
import { applyEdits } from './document.ts'
import { isAgeOver89, isInYears, type Within } from './fhir-age.ts'
import { dateType } from './fhir-dates.ts'
import { type ElementPlace, type FhirDocument, isCodeWord, kindByElement } from './fhir-elements.ts'
import { codeBeside } from './fhir-primitive.ts'
import { bareCode, referencePlaces } from './fhir-reference.ts'
import type { FieldRule } from './field-rule.ts'
import type { Edit, FormatLeaf, Way } from './format.ts'
import { tokenEdits } from './json.ts'
import { type JsonMember, type JsonNode, type JsonScalar, memberOf, textOf } from './json-tree.ts'
import { yearOfCode } from './kept.ts'
import { markupText } from './markup.ts'
import { readMarkup } from './markup-tokens.ts'

/** One value of a FHIR document: what the detector reads of it, and how edits of that come back into the JSON text. */
export interface FhirLeaf {
  readonly leaves: readonly FormatLeaf[]
  readonly write: (edits: readonly (readonly Edit[])[], way: Way) => readonly Edit[]
}

export interface FhirPlace extends ElementPlace {
  readonly path: Path
  readonly member: JsonMember
  readonly within: Within
  readonly isItem: boolean
}

export interface FhirReading {
  readonly json: string
  readonly document: FhirDocument
  readonly bodies: Bodies
  readonly depth: number
  readonly shortNumber: FieldRule
}

/** `undefined` for what stays: words of closed lists, codes of shared terminologies, measurements. */
export function fhirLeaf(token: JsonScalar, place: FhirPlace, reading: FhirReading): FhirLeaf | undefined {
  if (token.kind === 'number') return numberLeaf(token, place, reading)
  if (token.kind !== 'string' || token.text === '') return undefined
  const special = SPECIAL[place.key]?.(token, place, reading)
  if (special !== undefined) return special
  const date = dateType(place, token.text)
  if (date !== undefined) return besideLeaf(token, place, reading, 'DATE', date === 'date' ? yearJson : () => undefined)
  if (isCodeWord(place, token.text) && findCodes(token.text).length === 0) return undefined
  const kind = isAgeOver89(token.text, place) ? 'AGE90' : kindByElement(place, token.text, reading.document)
  return stringLeaf(token, place, reading, kind)
}

type Special = (token: JsonScalar, place: FhirPlace, reading: FhirReading) => FhirLeaf | undefined

const SPECIAL: Readonly<Record<string, Special>> = {
  id: (token, place, reading) => idLeaf(token, place, reading),
  versionId: (token, place, reading) => (/\d{5}/.test(token.text) ? idLeaf(token, place, reading) : undefined),
  reference: referenceLeaf,
  fullUrl: referenceLeaf,
  location: (token, place, reading) =>
    place.ownerKey === 'response' ? referenceLeaf(token, place, reading) : undefined,
  url: (token, place, reading) => (LINK_OWNERS.has(place.ownerKey) ? referenceLeaf(token, place, reading) : undefined),
  div: (token, place, reading) => (place.ownerKey === 'text' ? divLeaf(token, place, reading) : undefined),
  data: dataLeaf,
  hash: (token, place, reading) => besideLeaf(token, place, reading, 'OTHERID', () => undefined),
  carrierAIDC: (token, place, reading) => besideLeaf(token, place, reading, 'DEVICE', () => undefined),
  valueBase64Binary: refuse,
  blob: refuse,
}

const LINK_OWNERS = new Set(['request', 'link'])

function refuse(_: JsonScalar, { path }: FhirPlace): never {
  throw new DeidError('format_unsupported', formatPath(path))
}

function stringLeaf(
  token: JsonScalar,
  place: FhirPlace,
  { json }: FhirReading,
  kind: IdentifierKind | undefined,
): FhirLeaf {
  const certain = kind === undefined ? [] : [{ start: 0, end: token.text.length, kind, rule: 'format/fhir' }]
  const label = kind === undefined ? labelOf(place) : ''
  const leaf: FormatLeaf = { path: place.path, text: token.text, certain, lead: label === '' ? '' : `${label}: ` }
  return { leaves: [leaf], write: ([edits = []], way) => tokenEdits(json, token, edits, way) }
}

/** What an extension calls its value; other free texts of FHIR explain themselves. */
function labelOf({ key, owner }: FhirPlace): string {
  if (/^(?:born|deceased|onset)String$/.test(key)) return key.replace('String', '')
  if (!key.startsWith('value')) return ''
  const name = (textOf(owner, 'url') ?? '').split('/').at(-1) ?? ''
  return sayKey(name.replace(/^(?:us-core|patient)-/, ''))
}

function idLeaf(token: JsonScalar, place: FhirPlace, reading: FhirReading): FhirLeaf {
  const certain = [{ start: 0, end: token.text.length, kind: 'OTHERID', rule: 'format/fhir' } as const]
  return bareLeaf({ path: place.path, text: token.text, certain, whole: true }, token, reading)
}

function referenceLeaf(token: JsonScalar, { path }: FhirPlace, reading: FhirReading): FhirLeaf {
  const certain = referencePlaces(token.text, reading.document)
  return bareLeaf({ path, text: token.text, certain, settled: true }, token, reading)
}

function bareLeaf(leaf: FormatLeaf, token: JsonScalar, { json }: FhirReading): FhirLeaf {
  return {
    leaves: [leaf],
    write([edits = []], way) {
      const bare = edits.map((edit) =>
        way === 'restore' ? edit : { ...edit, text: bareCode(edit.text, token.text.slice(0, edit.start)) },
      )
      return tokenEdits(json, token, bare, way)
    },
  }
}

/** A value whose type holds no code: `keep` says what may stand there, as JSON. */
function besideLeaf(
  token: JsonScalar,
  place: FhirPlace,
  { json }: FhirReading,
  kind: IdentifierKind | undefined,
  keep: (code: string) => string | undefined,
): FhirLeaf {
  const { path, owner, member, isItem } = place
  const certain = kind === undefined ? [] : [{ start: 0, end: token.text.length, kind, rule: 'format/fhir' }]
  return {
    leaves: [{ path, text: token.text, certain, whole: true }],
    write([edits = []], way) {
      const [edit] = edits
      if (edit === undefined) return []
      if (way === 'restore' || readCode(edit.text) === undefined) return tokenEdits(json, token, [edit], way)
      // An array's items have no place of their own beside them.
      if (isItem) throw new DeidError('format_unsupported', formatPath(path))
      return codeBeside(json, { owner, member }, edit.text, keep(edit.text), formatPath(path))
    },
  }
}

function yearJson(code: string): string | undefined {
  const year = yearOfCode(code)
  return year === undefined ? undefined : `"${year}"`
}

function numberLeaf(token: JsonScalar, place: FhirPlace, reading: FhirReading): FhirLeaf | undefined {
  if (isCoordinate(place)) return besideLeaf(token, place, reading, 'STREET', () => undefined)
  if (isAgeOver89(token.text, place)) {
    return besideLeaf(token, place, reading, 'AGE90', () => (isInYears(place.within) ? '90' : undefined))
  }
  const [telling] = reading.shortNumber(labelOf(place), token.text)
  if (telling !== undefined) return besideLeaf(token, place, reading, telling.kind, () => undefined)
  // The size of what is no longer what it was.
  if (place.key === 'size' && memberOf(place.owner, 'data') !== undefined) {
    return besideLeaf(token, place, reading, 'OTHERID', () => undefined)
  }
  return /^\d{7,}$/.test(token.text) ? besideLeaf(token, place, reading, undefined, () => undefined) : undefined
}

/** 164.514(b)(2)(i)(B): equivalent geocodes. */
function isCoordinate({ key, owner }: FhirPlace): boolean {
  const url = textOf(owner, 'url') ?? ''
  return COORDINATES.has(key) || (key === 'valueDecimal' && COORDINATES.has(url))
}

const COORDINATES = new Set(['latitude', 'longitude', 'altitude'])

function divLeaf(token: JsonScalar, { path }: FhirPlace, { json }: FhirReading): FhirLeaf {
  const { leaf, write } = markupText(token.text, readMarkup(token.text, false))
  return {
    leaves: [{ path, ...leaf }],
    write: ([edits = []], way) => tokenEdits(json, token, write(edits, way), way),
  }
}

/** An attachment of text is opened as what it is; anything else (an image, a PDF) cannot be read, and so cannot leave. */
function dataLeaf(token: JsonScalar, { path, owner }: FhirPlace, { bodies, depth }: FhirReading): FhirLeaf {
  const at = formatPath(path)
  const { type, charset } = mediaType(textOf(owner, 'contentType') ?? '')
  const codec = codecOf(charset)
  const bytes = decodeBase64(token.text)
  if (codec === undefined || !bodies.knows(type)) throw new DeidError('format_unsupported', at)
  const text = bytes === undefined ? undefined : codec.decode(bytes)
  if (text === undefined) throw new DeidError('format_invalid', at)
  const body = bodies.open(type, text, at, depth + 1)
  return {
    leaves: body.leaves.map((leaf) => ({ ...leaf, path: [...path, ...leaf.path] })),
    write(edits, way) {
      if (edits.every((some) => some.length === 0)) return []
      const encoded = encodeBase64(codec.encode(applyEdits(text, body.rewrite(edits, way)), at))
      return [{ start: token.start + 1, end: token.end - 1, text: escapeJson(encoded) }]
    },
  }
}

/** An attachment with what its own format spelled otherwise; `undefined` when nothing in it was. */
export function unspellData(
  token: JsonScalar,
  owner: JsonNode,
  bodies: Bodies,
  book: Pick<CodeBook, 'find'>,
): string | undefined {
  const { type, charset } = mediaType(textOf(owner, 'contentType') ?? '')
  const codec = codecOf(charset)
  const bytes = decodeBase64(token.text)
  const body = bytes === undefined ? undefined : codec?.decode(bytes)
  if (codec === undefined || body === undefined) return undefined
  const plain = bodies.unspell(type, body, book)
  return plain === body ? undefined : encodeBase64(codec.encode(plain, 'data'))
}
