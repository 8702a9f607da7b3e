import { DeidError } from '../errors.ts'
import { entityText } from './entities.ts'
import {
  type Attribute,
  lineAt,
  type MarkupToken,
  malformed,
  readMarkup,
  type TagToken,
  type TextToken,
} from './markup-tokens.ts'

/** A strict XML document as a tree of places. No document type, so no entities but the five of XML and numbers. */
export interface Element {
  /** Without its prefix. */
  readonly name: string
  readonly tag: TagToken
  readonly parent: Element | undefined
  readonly children: (Element | TextToken)[]
  /** Every token between the tags, for a narrative that is read as a whole. */
  readonly inner: MarkupToken[]
}

/** Elements within elements, and tokens in all. */
export const XML_DEPTH_MAX = 100
export const XML_TOKENS_MAX = 2_000_000

/** The root, and what stands around it. Throws `format_invalid`, `format_unsupported` or `input_too_large` with the line. */
export function readXml(xml: string): { root: Element; around: TextToken[] } {
  const tokens = readMarkup(xml, true)
  if (tokens.length > XML_TOKENS_MAX) throw new DeidError('input_too_large')
  const around: TextToken[] = []
  const open: Element[] = []
  let root: Element | undefined
  for (const token of tokens) {
    const parent = open.at(-1)
    const within = open.filter(({ name }) => name === 'text')
    if (token.kind === 'tag') {
      const element: Element = { name: localName(token.name), tag: token, parent, children: [], inner: [] }
      checkAttributes(xml, token)
      if (parent === undefined && root !== undefined) throw malformed(xml, token.start)
      root ??= element
      parent?.children.push(element)
      if (!token.empty) open.push(element)
      if (open.length > XML_DEPTH_MAX) throw new DeidError('input_too_large', lineAt(xml, token.start))
    } else if (token.kind === 'end') {
      if (parent?.tag.name !== token.name) throw malformed(xml, token.start)
      open.pop()
    } else {
      if (token.kind === 'text') checkReferences(xml, token.from, token.to)
      if (parent === undefined && token.kind === 'text' && xml.slice(token.start, token.end).trim() !== '') {
        const isMark = token.start === 0 && xml.slice(token.start, token.end).trim() === '\ufeff'
        if (!isMark) throw malformed(xml, token.start)
      }
      if (parent === undefined) around.push(token)
      else parent.children.push(token)
    }
    for (const one of within) if (token !== one.tag) one.inner.push(token)
  }
  if (root === undefined || open.length > 0) throw malformed(xml, xml.length)
  return { root, around }
}

export function attributeOf({ tag }: Element, name: string): Attribute | undefined {
  return tag.attributes.find((attribute) => attribute.name === name)
}

export function attributeText(xml: string, element: Element, name: string): string | undefined {
  const attribute = attributeOf(element, name)
  return attribute === undefined ? undefined : xml.slice(attribute.start, attribute.end)
}

export function isElement(node: Element | TextToken): node is Element {
  return 'tag' in node
}

/** The character data that stands right inside. */
export function ownText(xml: string, element: Element): string {
  return element.children.flatMap((node) => (isElement(node) ? [] : [xml.slice(node.from, node.to)])).join('')
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function checkAttributes(xml: string, tag: TagToken): void {
  const names = new Set(tag.attributes.map(({ name }) => name))
  if (names.size < tag.attributes.length) throw malformed(xml, tag.start)
  for (const { start, end } of tag.attributes) {
    if (xml.slice(start, end).includes('<')) throw malformed(xml, start)
    checkReferences(xml, start, end)
  }
}

function checkReferences(xml: string, from: number, to: number): void {
  for (let at = xml.indexOf('&', from); at >= 0 && at < to; at = xml.indexOf('&', at + 1)) {
    REFERENCE.lastIndex = at
    const [written = ''] = REFERENCE.exec(xml) ?? []
    if (written === '' || entityText(written) === undefined) throw malformed(xml, at)
  }
}

const REFERENCE = /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/y
