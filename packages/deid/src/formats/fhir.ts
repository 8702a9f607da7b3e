import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import type { IdentifierKind, Known } from '../span.ts'
import { escapeJson } from '../stream/json-text.ts'
import { formatPath, type Path } from '../walk.ts'
import type { Bodies } from './body.ts'
import { applyEdits, inOrder } from './document.ts'
import type { Within } from './fhir-age.ts'
import { type FhirDocument, idKind, isPartName } from './fhir-elements.ts'
import { type FhirLeaf, type FhirReading, fhirLeaf, unspellData } from './fhir-leaf.ts'
import { RESOURCE_TYPES } from './fhir-names.ts'
import { uncodeElements } from './fhir-primitive.ts'
import { holdsBare, unbare } from './fhir-reference.ts'
import type { Edit, Format, OpenedText, Way } from './format.ts'
import { readLines } from './json.ts'
import { type JsonNode, type JsonObject, type JsonScalar, memberOf, readJsonTree, textOf } from './json-tree.ts'
import { createShortNumberRule } from './short-number.ts'

/**
 * FHIR R4 in JSON: a resource, a bundle, or bulk data with a resource on each line. Elements are read by what they are;
 * narratives and attachments of text are opened. What cannot be read (an image, a PDF) refuses the document.
 */
export function createFhir(bodies: Bodies, depth = 0): Format {
  return {
    name: 'fhir',
    sniff: (text) => /^\s*\{/.test(text) && /"resourceType"\s*:\s*"[A-Z]/.test(text.slice(0, SNIFF_CHARS)),
    open: (text) => openFhir(text, bodies, depth),
    unspell: (text, book) => unspellFhir(text, bodies, book),
  }
}

const SNIFF_CHARS = 4_096
/** Elements of one object: the largest resource of R4 has fewer than a hundred. */
const MEMBERS_MAX = 1_000

function openFhir(json: string, bodies: Bodies, depth: number): OpenedText {
  const roots = readRoots(json)
  const document = readDocument(roots.map(({ root }) => root))
  const known: Known[] = []
  const parts: FhirLeaf[] = []
  const reading: FhirReading = { json, document, bodies, depth, shortNumber: createShortNumberRule() }
  for (const { root, path } of roots) collect(root, path, reading, parts, known)
  return {
    leaves: parts.flatMap(({ leaves }) => leaves),
    known,
    rewrite: (edits, way) => writeParts(parts, edits, way),
  }
}

/** One resource, or one on each line. */
function readRoots(json: string): { root: JsonNode; path: Path }[] {
  const isLines = /^\s*\{.*\}[ \t]*\r?\n\s*\{/.test(json)
  return isLines ? readLines(json) : [{ root: readJsonTree(json), path: [] }]
}

function writeParts(parts: readonly FhirLeaf[], edits: readonly (readonly Edit[])[], way: Way): Edit[] {
  let at = 0
  const written = parts.flatMap(({ leaves, write }) => {
    const own = edits.slice(at, at + leaves.length)
    at += leaves.length
    return own.some((some) => some.length > 0) ? write(own, way) : []
  })
  return inOrder(written)
}

function collect(root: JsonNode, path: Path, reading: FhirReading, parts: FhirLeaf[], known: Known[]): void {
  const visitObject = (object: JsonObject, here: Path, ownerKey: string, above: string, outer?: Within): void => {
    if (object.members.length > MEMBERS_MAX) throw new DeidError('input_too_large', formatPath(here))
    const resourceType = textOf(object, 'resourceType') ?? above
    if (resourceType !== above && !RESOURCE_TYPES.has(resourceType)) throw unknownPart([...here, 'resourceType'])
    const within: Within = { object, outer }
    known.push(...fullNames(object))
    for (const member of object.members) {
      const { key, value } = member
      const path = [...here, key.text]
      if (!isPartName(key.text)) throw unknownPart([...here, '?'])
      visitMember(value, { path, key: key.text, owner: object, ownerKey, resourceType, member, within, isItem: false })
    }
  }
  const visitMember = (node: JsonNode, place: Parameters<typeof fhirLeaf>[1]): void => {
    if (node.kind === 'object') visitObject(node, place.path, place.key, place.resourceType, place.within)
    else if (node.kind === 'array') {
      node.items.forEach((item, i) => {
        visitMember(item, { ...place, path: [...place.path, i], isItem: true })
      })
    } else {
      const leaf = fhirLeaf(node, place, reading)
      if (leaf !== undefined) parts.push(leaf)
    }
  }
  if (root.kind === 'object') visitObject(root, path, '', '')
}

/** Fail closed: what is called as nothing of FHIR is called could be somebody's name, so only its place is said. */
function unknownPart(path: Path): DeidError {
  return new DeidError('format_unsupported', formatPath(path))
}

/** A HumanName as a person says it, for its parts are leaves of their own. */
function fullNames(object: JsonObject): Known[] {
  const family = textOf(object, 'family')
  const given = memberOf(object, 'given')
  if (family === undefined || given?.kind !== 'array') return []
  const words = given.items.flatMap((item) => (item.kind === 'string' ? [item.text] : []))
  return [{ kind: 'NAME', value: [...words, family].join(' ') }]
}

/** The facts that a value alone does not tell. */
function readDocument(roots: readonly JsonNode[]): FhirDocument {
  const idKinds = new Map<string, IdentifierKind>()
  const targets = new Map<string, string>()
  const visit = (node: JsonNode): void => {
    if (node.kind === 'array') node.items.forEach(visit)
    if (node.kind !== 'object') return
    for (const { key, value } of node.members) {
      if (key.text === 'identifier') noteIdentifiers(value, idKinds)
      visit(value)
    }
    const resource = memberOf(node, 'resource')
    const fullUrl = textOf(node, 'fullUrl')
    const type = textOf(resource, 'resourceType')
    if (fullUrl !== undefined && type !== undefined) targets.set(fullUrl, type)
    const id = textOf(node, 'id')
    const ownType = textOf(node, 'resourceType')
    if (id !== undefined && ownType !== undefined) targets.set(`#${id}`, ownType)
  }
  roots.forEach(visit)
  return { idKinds, targets }
}

function noteIdentifiers(node: JsonNode, idKinds: Map<string, IdentifierKind>): void {
  for (const one of node.kind === 'array' ? node.items : [node]) {
    const value = textOf(one, 'value')
    if (value !== undefined && !idKinds.has(value)) idKinds.set(value, idKind(one))
  }
}

/** Elements whose code stands beside them get their value back, and ids and references their own spelling. */
function unspellFhir(json: string, bodies: Bodies, book: Pick<CodeBook, 'find'>): string {
  const edits: Edit[] = []
  const write = ({ start, end }: JsonScalar, text: string, taken: readonly Edit[]): void => {
    const isTaken = taken.some((edit) => start < edit.end && end > edit.start)
    if (!isTaken) edits.push({ start: start + 1, end: end - 1, text: escapeJson(text) })
  }
  /** `taken` are edits around `node` that may replace it. */
  const visit = (node: JsonNode, taken: readonly Edit[]): void => {
    if (node.kind === 'array') for (const item of node.items) visit(item, taken)
    else if (node.kind === 'object') visitObject(node, taken)
    else if (node.kind === 'string' && holdsBare(node.text)) write(node, unbare(node.text, book), taken)
  }
  const visitObject = (object: JsonObject, taken: readonly Edit[]): void => {
    const beside = uncodeElements(object, book)
    edits.push(...beside)
    const all = beside.length === 0 ? taken : [...taken, ...beside]
    for (const { key, value } of object.members) {
      const isData = key.text === 'data' && value.kind === 'string'
      const data = isData ? unspellData(value, object, bodies, book) : undefined
      if (isData && data !== undefined) write(value, data, all)
      else if (!isData) visit(value, all)
    }
  }
  for (const { root } of readRoots(json)) visit(root, [])
  return applyEdits(json, inOrder(edits))
}
