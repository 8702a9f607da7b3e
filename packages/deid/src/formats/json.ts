import { sayKey } from '../replace/draft.ts'
import type { Place } from '../replace/spans.ts'
import { FIELD_NAME, hasLongNumber, type Path } from '../walk.ts'
import { ELEMENT_WORDS } from './fhir-names.ts'
import { createFieldRule, type FieldRule } from './field-rule.ts'
import type { Edit, Format, FormatLeaf, OpenedText, Way } from './format.ts'
import { respell, respellNumber, standsForNumber } from './json-spelling.ts'
import {
  type JsonNode,
  type JsonObject,
  type JsonScalar,
  memberOf,
  rawOffsets,
  readJsonTree,
  textOf,
} from './json-tree.ts'
import { isBareName, isPlainName, namesPerson } from './part-names.ts'
import { createShortNumberRule, labelUnder, NAMING_KEYS } from './short-number.ts'

/** JSON of any shape. A number that identifies becomes a string; a key that does refuses the document. */
export const json: Format = {
  name: 'json',
  // Not `[NAME-…]`: a text that begins and ends with a code.
  sniff: (text) => /^\s*(?:\{|\[\s*["{[\]\dtfn-])/.test(text) && /[}\]]\s*$/.test(text),
  open: (text) => openJson(text, [{ root: readJsonTree(text), path: [] }]),
}

/** One JSON value on each line. */
export const ndjson: Format = {
  name: 'ndjson',
  sniff: (text) => /^\s*\{.*\}[ \t]*\r?\n\s*\{/.test(text),
  open: (text) => openJson(text, readLines(text)),
}

/** The values of a text of lines, with the path of each. Throws with the character. */
export function readLines(text: string): { root: JsonNode; path: Path }[] {
  const roots: { root: JsonNode; path: Path }[] = []
  let from = 0
  for (let line = 1; from < text.length; line++) {
    const newline = text.indexOf('\n', from)
    const to = newline < 0 ? text.length : newline
    if (text.slice(from, to).trim() !== '') roots.push({ root: readJsonTree(text, from, to), path: ['line', line] })
    from = to + 1
  }
  return roots
}

/** A leaf and the token it was read from. */
export interface JsonLeaf extends FormatLeaf {
  readonly token: JsonScalar
}

/** Writes edits of tokens into their JSON text. */
export function rewriteTokens(
  text: string,
  leaves: readonly JsonLeaf[],
  edits: readonly (readonly Edit[])[],
  way: Way,
): Edit[] {
  return leaves.flatMap(({ token }, i) => tokenEdits(text, token, edits[i] ?? [], way))
}

export function tokenEdits(json: string, token: JsonScalar, edits: readonly Edit[], way: Way): Edit[] {
  const [first] = edits
  if (first === undefined) return []
  if (token.kind === 'number') return [{ start: token.start, end: token.end, text: respellNumber(first.text) }]
  const raw = json.slice(token.start + 1, token.end - 1)
  if (way === 'restore' && isWhole(first, token) && standsForNumber(raw)) {
    return [{ start: token.start, end: token.end, text: first.text }]
  }
  const rawAt = rawOffsets(raw)
  return edits.map((edit) => {
    const [start, end] = [rawAt(edit.start), rawAt(edit.end)]
    const text = respell(raw.slice(start, end), token.text.slice(edit.start, edit.end), edit.text, way)
    return { start: token.start + 1 + start, end: token.start + 1 + end, text }
  })
}

function openJson(text: string, roots: readonly { root: JsonNode; path: Path }[]): OpenedText {
  const leaves: JsonLeaf[] = []
  const rules = createRules()
  for (const { root, path } of roots) collect(root, path, '', rules, leaves)
  return { leaves, rewrite: (edits, way) => rewriteTokens(text, leaves, edits, way) }
}

interface Rules {
  /** Keys that were read. */
  readonly keys: Set<string>
  readonly field: FieldRule
  readonly shortNumber: FieldRule
}

function createRules(): Rules {
  const field = createFieldRule()
  return { field, shortNumber: createShortNumberRule(field), keys: new Set() }
}

function collect(node: JsonNode, path: Path, label: string, rules: Rules, leaves: JsonLeaf[]): void {
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) collect(item, [...path, i], label, rules, leaves)
  } else if (node.kind === 'object') collectMembers(node, path, label, rules, leaves)
  else if (node.kind === 'string' || (node.kind === 'number' && hasLongNumber(node.text))) {
    const short = rules.shortNumber(label, node.text)
    leaves.push(scalarLeaf(node, path, label, short.length > 0 ? short : rules.field(label, node.text)))
  } else if (node.kind === 'number') {
    const certain = rules.shortNumber(label, node.text)
    if (certain.length > 0) leaves.push(scalarLeaf(node, path, label, certain))
  }
}

function collectMembers(object: JsonObject, path: Path, label: string, rules: Rules, leaves: JsonLeaf[]): void {
  for (const { key, value } of object.members) {
    // A key that could name somebody is not said where it stands.
    const isField = FIELD_NAME.test(key.text)
    const isPlain = isField && isPlainName(key.text, ELEMENT_WORDS)
    if (!isPlain && !rules.keys.has(key.text)) leaves.push(keyLeaf(key, [...path, HIDDEN], isField))
    rules.keys.add(key.text)
    const isShown = isField && !namesPerson(key.text)
    collect(value, [...path, isShown ? key.text : HIDDEN], labelOf(key.text, object, label), rules, leaves)
  }
}

/**
 * A name in a key refuses the document: a detector that reads `mary_okonkwo` alone sees none, so its words are looked up,
 * and what is known by then. Only what is no name of a field is read like a text.
 */
function keyLeaf(token: JsonScalar, path: Path, settled: boolean): JsonLeaf {
  const { text } = token
  const certain: Place[] = namesPerson(text) ? [{ start: 0, end: text.length, kind: 'NAME', rule: 'format/key' }] : []
  return { path, text, key: true, settled, certain, token }
}

const HIDDEN = '?'

function labelOf(key: string, object: JsonObject, above: string): string {
  const said = NAMING_KEYS.map((name) => textOf(object, name) ?? textOf(memberOf(object, name), 'text'))
  return labelUnder(key, said.find((text) => text !== undefined) ?? '', above)
}

function scalarLeaf(token: JsonScalar, path: Path, label: string, certain: readonly Place[]): JsonLeaf {
  const lead = label === '' ? '' : `${sayKey(label)}: `
  const isName = certain.length === 0 && token.kind === 'string' && isBareName(token.text)
  const named: Place[] = isName ? [{ start: 0, end: token.text.length, kind: 'NAME', rule: 'format/field' }] : []
  return { path, text: token.text, lead, certain: isName ? named : certain, whole: token.kind === 'number', token }
}

function isWhole(edit: Edit, token: JsonScalar): boolean {
  return edit.start === 0 && edit.end === token.text.length
}
