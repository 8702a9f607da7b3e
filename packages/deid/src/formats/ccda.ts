import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { readCode } from '../replace/code.ts'
import type { Known } from '../span.ts'
import { type CdaLeaf, characterLeaf, elementLeaves, fullName, MASKED } from './ccda-leaf.ts'
import { attributeOf, type Element, isElement, readXml } from './ccda-tree.ts'
import { applyEdits, inOrder } from './document.ts'
import type { Edit, Format, OpenedText } from './format.ts'
import { escapeMarkup } from './markup-spelling.ts'
import { lineAt, type TextToken } from './markup-tokens.ts'

/**
 * Consolidated CDA (HL7 CDA R2) in XML: header elements by what they are, sections as they are read. A document type is
 * refused, for it could define entities; so are bodies that are not XML.
 */
export const ccda: Format = {
  name: 'ccda',
  sniff: (text) => /<(?:\w{1,20}:)?ClinicalDocument[\s>]/.test(text.slice(0, SNIFF_CHARS)),
  open: openCda,
  unspell: unspellCda,
}

const SNIFF_CHARS = 8_192

function openCda(xml: string): OpenedText {
  const { root, around } = readXml(xml)
  if (root.name !== 'ClinicalDocument') throw new DeidError('format_unsupported', lineAt(xml, root.tag.start))
  const lineOf = createLines(xml)
  const known: Known[] = []
  const parts: CdaLeaf[] = around.flatMap((node) =>
    characterLeaf(xml, node, undefined, undefined, ['line', lineOf(node.start)]),
  )
  const visit = (element: Element): void => {
    const name = fullName(xml, element)
    if (name !== undefined) known.push({ kind: 'NAME', value: name })
    parts.push(...elementLeaves(xml, element, lineOf))
    // A section's text is one leaf, tags and all.
    if (element.name !== 'text') for (const child of element.children) if (isElement(child)) visit(child)
  }
  visit(root)
  return {
    leaves: parts.map(({ leaf }) => leaf),
    known,
    rewrite: (edits, way) =>
      inOrder(parts.flatMap(({ write }, i) => ((edits[i] ?? []).length === 0 ? [] : write(edits[i] ?? [], way)))),
  }
}

/** The line of an offset; offsets may come in any order. */
function createLines(text: string): (at: number) => number {
  const starts = Array.from(text.matchAll(/\n/g), ({ index }) => index)
  return (at) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

/** Takes our comments out again, gives their tags the value back, and ids their own spelling. */
function unspellCda(xml: string, book: Pick<CodeBook, 'find'>): string {
  const edits: Edit[] = []
  const visit = (element: Element, next: Element | TextToken | undefined): void => {
    edits.push(...restoreTag(xml, element, element.tag.empty ? next : element.children[0], book))
    edits.push(...restoreRoot(xml, element, book))
    element.children.forEach((child, i) => {
      if (isElement(child)) visit(child, element.children[i + 1])
    })
  }
  visit(readXml(xml).root, undefined)
  return applyEdits(xml, inOrder(edits))
}

function restoreTag(
  xml: string,
  element: Element,
  behind: Element | TextToken | undefined,
  book: Pick<CodeBook, 'find'>,
): Edit[] {
  if (behind === undefined || isElement(behind) || behind.kind !== 'comment' || behind.start !== element.tag.end)
    return []
  const value = book.find(xml.slice(behind.from, behind.to))?.value
  if (value === undefined || readCode(value) !== undefined) return []
  const masked = attributeOf(element, 'nullFlavor')
  const place = attributeOf(element, 'value') ?? masked
  const isMasked = place !== undefined && place === masked && xml.slice(place.start, place.end) === MASKED
  if (place === undefined || (place === masked && !isMasked)) return []
  const name = isMasked ? [{ start: place.nameStart, end: place.nameStart + place.name.length, text: 'value' }] : []
  return [
    ...name,
    { start: place.start, end: place.end, text: escapeMarkup(value) },
    { start: behind.start, end: behind.end, text: '' },
  ]
}

function restoreRoot(xml: string, element: Element, book: Pick<CodeBook, 'find'>): Edit[] {
  const root = attributeOf(element, 'root')
  if (root === undefined) return []
  const value = book.find(`[${xml.slice(root.start, root.end)}]`)?.value
  return value === undefined ? [] : [{ start: root.start, end: root.end, text: escapeMarkup(value) }]
}
