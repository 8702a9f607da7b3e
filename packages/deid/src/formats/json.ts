import { sayKey } from '../replace/draft.ts'
import type { Place } from '../replace/spans.ts'
import { FIELD_NAME, hasLongNumber, type Path } from '../walk.ts'
import { createFieldRule, type FieldRule } from './field-rule.ts'
import type { Edit, Format, FormatLeaf, OpenedText, Way } from './format.ts'
import { respell, respellNumber, standsForNumber } from './json-spelling.ts'
import { type JsonNode, type JsonScalar, rawOffsets, readJsonTree } from './json-tree.ts'
import { createShortNumberRule } from './short-number.ts'

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
  readonly field: FieldRule
  readonly shortNumber: FieldRule
}

function createRules(): Rules {
  const field = createFieldRule()
  return { field, shortNumber: createShortNumberRule(field) }
}

function collect(node: JsonNode, path: Path, label: string, rules: Rules, leaves: JsonLeaf[]): void {
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) collect(item, [...path, i], label, rules, leaves)
  } else if (node.kind === 'object') {
    for (const { key, value } of node.members) {
      const here = [...path, key.text]
      if (!FIELD_NAME.test(key.text)) leaves.push({ path: here, text: key.text, key: true, token: key })
      collect(value, here, key.text, rules, leaves)
    }
  } else if (node.kind === 'string' || (node.kind === 'number' && hasLongNumber(node.text))) {
    leaves.push(scalarLeaf(node, path, label, rules.field(label, node.text)))
  } else if (node.kind === 'number') {
    const certain = rules.shortNumber(label, node.text)
    if (certain.length > 0) leaves.push(scalarLeaf(node, path, label, certain))
  }
}

function scalarLeaf(token: JsonScalar, path: Path, label: string, certain: readonly Place[]): JsonLeaf {
  const lead = label === '' ? '' : `${sayKey(label)}: `
  return { path, text: token.text, lead, certain, whole: token.kind === 'number', token }
}

function isWhole(edit: Edit, token: JsonScalar): boolean {
  return edit.start === 0 && edit.end === token.text.length
}
