import type { CodeBook } from '../code-book.ts'
import type { Place } from '../replace/spans.ts'
import type { IdentifierKind } from '../span.ts'
import { type FhirDocument, idKindOfSystem, isStandardUri } from './fhir-elements.ts'
import { RESOURCE_TYPES } from './fhir-names.ts'

/**
 * Ids and references: type `id` allows no brackets, so a code stands there without them, and a `urn:uuid:` becomes one
 * that holds the code. The same id has the same code everywhere, so references still resolve.
 */
export function referencePlaces(value: string, document: FhirDocument): Place[] {
  const local = /^#(.+)$/.exec(value)
  if (local !== null) return [place(1, value.length, 'OTHERID')]
  const uuid = /^urn:(?:uuid|oid):/.exec(value)
  if (uuid !== null) return [place(uuid[0].length, value.length, 'OTHERID')]
  const conditional = /^((?:https?:\/\/.+\/)?)([A-Z][A-Za-z]+)\?(.*)$/.exec(value)
  if (conditional !== null && RESOURCE_TYPES.has(conditional[2] ?? '')) {
    const [, base = '', type = '', query = ''] = conditional
    return [...basePlaces(base), ...queryPlaces(query, base.length + type.length + 1, document)]
  }
  const restful = /^((?:https?:\/\/.+\/)?)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(\/_history\/[\w\-.]+)?$/.exec(value)
  if (restful !== null && RESOURCE_TYPES.has(restful[2] ?? '')) {
    const [, base = '', type = '', id = ''] = restful
    const at = base.length + type.length + 1
    return [...basePlaces(base), place(at, at + id.length, 'OTHERID')]
  }
  if (RESOURCE_TYPES.has(value) || isStandardUri(value)) return []
  return [place(0, value.length, /^https?:/.test(value) ? 'URL' : 'OTHERID')]
}

/** A code as an id, a host or a uuid holds it. */
export function bareCode(code: string, before: string): string {
  const tail = /-([0-9A-Z]{6})\]$/.exec(code)?.[1]
  // In a search stands what an Identifier says, and that is no id.
  if (tail === undefined || before.includes('?') || !/^\[(?:OTHERID|URL)-/.test(code)) return code
  return before.endsWith('urn:uuid:') ? UUID_START + bitsOf(tail).toString(16).padStart(8, '0') : code.slice(1, -1)
}

/** What a text that holds bare codes of this book says; itself when it holds none. */
export function unbare(text: string, book: Pick<CodeBook, 'find'>): string {
  return text
    .replace(UUID, (uuid, hex: string) => book.find(`[OTHERID-${tailOf(Number.parseInt(hex, 16))}]`)?.value ?? uuid)
    .replace(BARE, (bare) => book.find(`[${bare}]`)?.value ?? bare)
}

export function holdsBare(text: string): boolean {
  return text.includes('OTHERID-') || text.includes('URL-') || text.includes(UUID_START)
}

/** Version 8 (RFC 9562): its bits are ours to give. The last 30 are the code's own random ones. */
const UUID_START = 'c0dec0de-0000-8000-8000-0000'
const UUID = /c0dec0de-0000-8000-8000-0000([0-9a-f]{8})/g
const BARE = /(?<![\w[-])(?:OTHERID|URL)-[0-9A-Z]{6}(?![\w\]-])/g
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function bitsOf(tail: string): number {
  return Array.from(tail).reduce((bits, char) => bits * 32 + ALPHABET.indexOf(char), 0)
}

function tailOf(bits: number): string {
  return Array.from({ length: 6 }, (_, i) => ALPHABET.charAt(Math.floor(bits / 32 ** (5 - i)) % 32)).join('')
}

/** The host and path of a server, which name whoever runs it. */
function basePlaces(base: string): Place[] {
  if (base === '' || isStandardUri(base)) return []
  return [place(base.indexOf('://') + 3, base.length - 1, 'URL')]
}

/** `identifier=system|value`, and other searches by value. */
function queryPlaces(query: string, shift: number, { idKinds }: FhirDocument): Place[] {
  let at = shift
  return query.split('&').flatMap((part): Place[] => {
    const [, name = '', system = '', bar = '', value = ''] = /^([^=]*=)([^|]*)(\|?)(.*)$/.exec(part) ?? []
    const start = at + name.length
    at += part.length + 1
    const [from, said, inSystem] = bar === '' ? [start, system, ''] : [start + system.length + 1, value, system]
    const kind = idKinds.get(said) ?? idKindOfSystem(inSystem)
    const places = said === '' ? [] : [place(from, from + said.length, kind)]
    const isOwn = inSystem !== '' && !isStandardUri(inSystem)
    return isOwn ? [place(start, start + inSystem.length, 'URL'), ...places] : places
  })
}

function place(start: number, end: number, kind: IdentifierKind): Place {
  return { start, end, kind, rule: 'format/fhir' }
}
