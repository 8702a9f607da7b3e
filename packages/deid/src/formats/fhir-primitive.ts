import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { findCodes } from '../replace/code.ts'
import { escapeJson } from '../stream/json-text.ts'
import type { Edit } from './format.ts'
import { type JsonMember, type JsonNode, type JsonObject, memberOf, textOf } from './json-tree.ts'

/**
 * An element whose type lets no code stand in it (a date, an instant, a number). What may stay of its value stands there,
 * or nothing does and it says so (data-absent-reason `masked`); the code stands beside it, where FHIR keeps what a
 * primitive cannot say: `"birthDate":"1971","_birthDate":{"extension":[{"url":"urn:cordon:code","valueString":"[DATE-1971-7Q2K4H]"}]}`.
 */
export interface Primitive {
  readonly owner: JsonObject
  readonly member: JsonMember
}

const CODE_URL = 'urn:cordon:code'
const NUMBER_URL = 'urn:cordon:code:number'
const ABSENT = '{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}'

/** `kept` is the element's new value as JSON; `undefined` when nothing may stay. Throws `format_unsupported` at `at`. */
export function codeBeside(
  json: string,
  { owner, member }: Primitive,
  code: string,
  kept: string | undefined,
  at: string,
): Edit[] {
  const isNumber = member.value.kind === 'number'
  const { key, value } = member
  const sibling = siblingOf(owner, key.text)
  if (sibling === undefined) {
    const object = (before: string): string => `{"extension":[${before}${codeExtension(code, isNumber)}]}`
    const name = `"_${escapeJson(key.text)}"`
    if (kept === undefined) return [replace(key, name), replace(value, object(`${ABSENT},`))]
    return [
      replace(value, kept),
      insert(value.end, `,${key.text === 'value' ? comparatorFor(code) : ''}${name}:${object('')}`),
    ]
  }
  if (kept !== undefined) {
    return [replace(value, kept), ...insertExtension(sibling.value, codeExtension(code, isNumber), at)]
  }
  // The element goes; its code remembers how it was written.
  const next = owner.members[owner.members.indexOf(member) + 1]
  if (next !== sibling) throw new DeidError('format_unsupported', at)
  const quote = isNumber ? '' : '"'
  const before = json.slice(key.start, value.start) + quote
  const layout = before + code + quote + json.slice(value.end, sibling.key.start)
  return [
    { start: key.start, end: sibling.key.start, text: '' },
    ...insertExtension(sibling.value, `${ABSENT},${codeExtension(layout, isNumber)}`, at),
  ]
}

/** Undoes `codeBeside` for every element of `object` whose code is of this book. */
export function uncodeElements(object: JsonObject, book: Pick<CodeBook, 'find'>): Edit[] {
  return object.members.flatMap((member, i) => {
    const found = codeWithin(member, book)
    return found === undefined ? [] : restoreElement(object, i, member, found)
  })
}

/** An age over 89 is a number still, "90 or more": 164.514(b)(2)(i)(C). */
function comparatorFor(code: string): string {
  return code.startsWith('[AGE90-') ? '"comparator":">=",' : ''
}

interface FoundCode {
  readonly extension: JsonNode
  readonly isNumber: boolean
  /** What the extension says, its code replaced by the value. */
  readonly said: string
  readonly isLayout: boolean
}

function codeWithin(member: JsonMember, book: Pick<CodeBook, 'find'>): FoundCode | undefined {
  if (!member.key.text.startsWith('_')) return undefined
  const extensions = memberOf(member.value, 'extension')
  const items = extensions?.kind === 'array' ? extensions.items : []
  for (const extension of items) {
    const url = textOf(extension, 'url')
    const text = textOf(extension, 'valueString')
    if ((url !== CODE_URL && url !== NUMBER_URL) || text === undefined) continue
    const [code] = findCodes(text)
    const value = code === undefined ? undefined : book.find(text.slice(code.start, code.end))?.value
    if (code === undefined || value === undefined) continue
    const isLayout = code.start > 0
    const said = text.slice(0, code.start) + (isLayout ? escapeJson(value) : value) + text.slice(code.end)
    return { extension, isNumber: url === NUMBER_URL, said, isLayout }
  }
  return undefined
}

function restoreElement(object: JsonObject, i: number, member: JsonMember, found: FoundCode): Edit[] {
  const name = member.key.text.slice(1)
  const element = object.members.find(({ key }) => key.text === name)
  const value = found.isNumber ? found.said : `"${escapeJson(found.said)}"`
  if (found.isLayout) return [insert(member.key.start, found.said), ...removeExtension(member.value, found.extension)]
  if (element === undefined) return [replace(member.key, `"${escapeJson(name)}"`), replace(member.value, value)]
  return [replace(element.value, value), ...removeBeside(object, i, member, found.extension)]
}

/** The whole `_element` when it holds nothing but ours, with the comma and the comparator that came with it. */
function removeBeside(object: JsonObject, i: number, member: JsonMember, extension: JsonNode): Edit[] {
  const extensions = memberOf(member.value, 'extension')
  const isOurs =
    member.value.kind === 'object' &&
    member.value.members.length === 1 &&
    extensions?.kind === 'array' &&
    extensions.items.length === 1
  if (!isOurs) return removeExtension(member.value, extension)
  const before = object.members[i - 1]
  if (before === undefined) {
    return [{ start: member.key.start, end: object.members[i + 1]?.key.start ?? member.value.end, text: '' }]
  }
  const isComparator = before.key.text === 'comparator' && object.members[i - 2]?.key.text === member.key.text.slice(1)
  const last = isComparator ? (object.members[i - 2] ?? before) : before
  return [{ start: last.value.end, end: member.value.end, text: '' }]
}

/** The extension, an absent reason of ours before it, and the comma behind. */
function removeExtension(holder: JsonNode, extension: JsonNode): Edit[] {
  const extensions = memberOf(holder, 'extension')
  if (holder.kind !== 'object' || extensions?.kind !== 'array') return []
  const { items } = extensions
  const at = items.indexOf(extension)
  const previous = items[at - 1]
  const isMasked = previous !== undefined && textOf(previous, 'valueCode') === 'masked'
  const first = isMasked ? previous : extension
  const next = items[at + 1]
  if (next !== undefined) return [{ start: first.start, end: extension.end + 1, text: '' }]
  const isAll = first === items[0]
  if (!isAll) return [{ start: (items[items.indexOf(first) - 1] ?? first).end, end: extension.end, text: '' }]
  const member = holder.members.find(({ value }) => value === extensions)
  return member === undefined ? [] : [{ start: member.key.start, end: member.value.end + 1, text: '' }]
}

function insertExtension(holder: JsonNode, extension: string, at: string): Edit[] {
  const extensions = memberOf(holder, 'extension')
  if (holder.kind !== 'object' || holder.members.length === 0) throw new DeidError('format_unsupported', at)
  if (extensions === undefined) return [insert(holder.start + 1, `"extension":[${extension}],`)]
  if (extensions.kind !== 'array' || extensions.items.length === 0) throw new DeidError('format_unsupported', at)
  return [insert(extensions.start + 1, `${extension},`)]
}

function codeExtension(text: string, isNumber: boolean): string {
  return `{"url":"${isNumber ? NUMBER_URL : CODE_URL}","valueString":"${escapeJson(text)}"}`
}

function siblingOf(owner: JsonObject, name: string): JsonMember | undefined {
  return owner.members.find(({ key }) => key.text === `_${name}`)
}

function replace({ start, end }: JsonNode, text: string): Edit {
  return { start, end, text }
}

function insert(at: number, text: string): Edit {
  return { start: at, end: at, text }
}
