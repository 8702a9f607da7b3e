import { DeidError } from '../errors.ts'
import { readCode } from '../replace/code.ts'
import type { Place } from '../replace/spans.ts'
import type { IdentifierKind } from '../span.ts'
import type { Path } from '../walk.ts'
import {
  isLink,
  isPartName,
  isSharedRoot,
  isStructural,
  isTemplate,
  isTime,
  kindOfId,
  kindOfText,
  TIMESTAMP,
} from './ccda-elements.ts'
import { attributeOf, attributeText, type Element, isElement, ownText } from './ccda-tree.ts'
import { bareAtom } from './eml-header.ts'
import { AGE_CODES } from './fhir-age.ts'
import type { Edit, FormatLeaf, Way } from './format.ts'
import { yearOfCode } from './kept.ts'
import { markupText } from './markup.ts'
import { type Attribute, lineAt, type MarkupToken, type TextToken } from './markup-tokens.ts'
import { isBareName } from './part-names.ts'
import { saysAge, yearsIn } from './short-number.ts'

/** One value of a CDA document: what the detector reads, and how edits of that come back into the XML. */
export interface CdaLeaf {
  readonly leaf: FormatLeaf
  readonly write: (edits: readonly Edit[], way: Way) => readonly Edit[]
}

export function elementLeaves(xml: string, element: Element, lineOf: (at: number) => number): CdaLeaf[] {
  const { tag } = element
  // A name that is none of CDA's could be somebody's, and can hold no code.
  if (![tag.name, ...tag.attributes.map(({ name }) => name)].every(isPartName)) {
    throw new DeidError('format_unsupported', lineAt(xml, tag.start))
  }
  const path: Path = ['line', lineOf(element.tag.start)]
  if (attributeText(xml, element, 'representation') === 'B64') {
    throw new DeidError('format_unsupported', lineAt(xml, element.tag.start))
  }
  const attributes = element.tag.attributes.flatMap((attribute) => attributeLeaf(xml, element, attribute, path))
  if (element.name === 'text') return [...attributes, textLeaf(xml, element.inner, path)]
  const kind = kindOfText(element)
  const texts = element.children.flatMap((node) =>
    isElement(node) ? [] : characterLeaf(xml, node, element, kind, ['line', lineOf(node.start)]),
  )
  return [...attributes, ...texts]
}

/** A text, comment or section between tags that stands by itself. */
export function characterLeaf(
  xml: string,
  node: TextToken,
  element: Element | undefined,
  kind: IdentifierKind | undefined,
  path: Path,
): CdaLeaf[] {
  const said = xml.slice(node.from, node.to)
  if (said.trim() === '' || (node.kind === 'other' && DECLARATION.test(said))) return []
  const isTitle = element !== undefined && TITLED.has(element.name) && TITLE.test(said)
  return isTitle ? [] : [textLeaf(xml, [node], path, node.kind === 'text' || node.kind === 'cdata' ? kind : undefined)]
}

const DECLARATION = /^xml(?:-stylesheet)?\s[\s\w="'./:?-]*$/
const TITLED = new Set(['prefix', 'suffix', 'state', 'country'])
const TITLE = /^\s*(?:[A-Z]{2,3}|Mrs?\.?|Ms\.?|Miss|Dr\.?|Prof\.?|Jr\.?|Sr\.?|I{1,3}|IV|MD|DO|RN|NP|PhD)\s*$/

function textLeaf(xml: string, tokens: readonly MarkupToken[], path: Path, kind?: IdentifierKind): CdaLeaf {
  const { leaf, write } = markupText(xml, tokens)
  return { leaf: { path, ...leaf, certain: kind === undefined ? leaf.certain : trimmed(leaf.text, kind) }, write }
}

function attributeLeaf(xml: string, element: Element, attribute: Attribute, path: Path): CdaLeaf[] {
  const { name, start, end } = attribute
  const raw = xml.slice(start, end)
  if (raw.trim() === '') return []
  if (ID_ELEMENTS.has(element.name) && (name === 'root' || name === 'extension'))
    return idLeaf(xml, element, attribute, path)
  if (TEMPLATES.has(element.name) && isTemplate(name, raw)) return []
  if (element.name === 'telecom' && name === 'value') return [telecomLeaf(xml, attribute, path)]
  if (name === 'value' && TIMESTAMP.test(raw) && isTime(xml, element)) {
    return [besideLeaf(xml, element, attribute, path, 'DATE', yearOfCode)]
  }
  if (name === 'value' && isAgeOver89(xml, element, raw)) {
    const isInYears = yearsIn('90', attributeText(xml, element, 'unit')) === 90
    return [besideLeaf(xml, element, attribute, path, 'AGE90', () => (isInYears ? '90' : undefined))]
  }
  if (isStructural(xml, element, name, raw)) return isLink(name, raw) ? [linkLeaf(xml, attribute, path)] : []
  return [textLeaf(xml, [valueToken(attribute)], path, kindOfAttribute(name, raw))]
}

/** A code in no form, and a word in no list, could be anybody: a detector reads no word by itself. */
function kindOfAttribute(name: string, value: string): IdentifierKind | undefined {
  if (name === 'assigningAuthorityName') return 'FACILITY'
  if (name === 'displayName' || name === 'codeSystemName') return isBareName(value) ? 'NAME' : undefined
  return READ.has(name) || /\s/.test(value.trim()) ? undefined : 'OTHERID'
}

/** Attributes that hold words or addresses. */
const READ = new Set(['value', 'title', 'alt', 'caption', 'abbr', 'summary', 'href', 'name', 'src'])

/** No detector is asked, for `sec20240513` is a name and no date; what is known is looked for, and both ends get one code. */
function linkLeaf(xml: string, attribute: Attribute, path: Path): CdaLeaf {
  const { leaf, write } = textLeaf(xml, [valueToken(attribute)], path)
  return { leaf: { ...leaf, settled: true }, write }
}

const ID_ELEMENTS = new Set(['id', 'setId'])
const TEMPLATES = new Set(['templateId', 'typeId', 'realmCode'])

/** A root is an OID, a UUID or a reserved id: a code without brackets is the last. Everything else may hold one whole. */
function idLeaf(xml: string, element: Element, attribute: Attribute, path: Path): CdaLeaf[] {
  const raw = xml.slice(attribute.start, attribute.end)
  const isRoot = attribute.name === 'root' && /^[\w.-]{1,128}$/.test(raw)
  if (isRoot && isSharedRoot(raw)) return []
  const { leaf, write } = textLeaf(xml, [valueToken(attribute)], path, isRoot ? 'OTHERID' : kindOfId(xml, element))
  if (!isRoot) return [{ leaf, write }]
  return [
    {
      leaf: { ...leaf, settled: true },
      write: (edits, way) =>
        write(way === 'restore' ? edits : edits.map((edit) => ({ ...edit, text: bareAtom(edit.text, false) })), way),
    },
  ]
}

function telecomLeaf(xml: string, attribute: Attribute, path: Path): CdaLeaf {
  const { leaf, write } = textLeaf(xml, [valueToken(attribute)], path)
  const scheme = /^\s*([a-z]+):/i.exec(leaf.text)
  const kind = TELECOMS[scheme?.[1]?.toLowerCase() ?? ''] ?? (leaf.text.includes('@') ? 'EMAIL' : 'PHONE')
  const start = kind === 'URL' ? 0 : (scheme?.[0].length ?? 0)
  const certain: Place[] = [{ start, end: leaf.text.length, kind, rule: 'format/cda' }]
  return { leaf: { ...leaf, certain, settled: true }, write }
}

const TELECOMS: Readonly<Record<string, IdentifierKind>> = {
  tel: 'PHONE',
  fax: 'FAX',
  'x-text-fax': 'FAX',
  mailto: 'EMAIL',
  http: 'URL',
  https: 'URL',
  ftp: 'URL',
  mllp: 'URL',
}

/**
 * A value whose type lets no code stand in it: what may stay stands there, or `nullFlavor="MSK"` says that it is masked,
 * and the code stands in a comment behind the tag: `<time value="2024"/><!--[DATE-2024-7Q2K4H]-->`.
 */
function besideLeaf(
  xml: string,
  element: Element,
  attribute: Attribute,
  path: Path,
  kind: IdentifierKind,
  keep: (code: string) => string | undefined,
): CdaLeaf {
  const { leaf, write } = textLeaf(xml, [valueToken(attribute)], path, kind)
  return {
    leaf: { ...leaf, certain: [{ start: 0, end: leaf.text.length, kind, rule: 'format/cda' }], whole: true },
    write(edits, way) {
      const [edit] = edits
      if (edit === undefined || way === 'restore' || readCode(edit.text) === undefined) return write(edits, way)
      const { end } = element.tag
      const comment = { start: end, end, text: `<!--${edit.text}-->` }
      const kept = keep(edit.text)
      if (kept !== undefined) return [{ start: attribute.start, end: attribute.end, text: kept }, comment]
      if (attributeOf(element, 'nullFlavor') !== undefined) {
        throw new DeidError('format_unsupported', lineAt(xml, element.tag.start))
      }
      const { nameStart } = attribute
      return [
        { start: nameStart, end: nameStart + 'value'.length, text: 'nullFlavor' },
        { start: attribute.start, end: attribute.end, text: MASKED },
        comment,
      ]
    },
  }
}

export const MASKED = 'MSK'

/** 164.514(b)(2)(i)(C): a number of years, or of anything where the observation's code speaks of an age. */
function isAgeOver89(xml: string, element: Element, raw: string): boolean {
  const unit = attributeText(xml, element, 'unit')
  const years = yearsIn(raw, unit)
  if (years === undefined || years < 90 || years >= 130) return false
  return unit === undefined ? isAboutAge(xml, element) : true
}

function isAboutAge(xml: string, { parent }: Element): boolean {
  const code = parent?.children.find((one): one is Element => isElement(one) && one.name === 'code')
  if (code === undefined) return false
  const said = (name: string): string => attributeText(xml, code, name) ?? ''
  return AGE_CODES.has(said('code')) || saysAge(said('displayName')) || saysAge(ownText(xml, code))
}

/** A full name, where its parts stand in elements of their own. */
export function fullName(xml: string, element: Element): string | undefined {
  if (element.name !== 'name') return undefined
  const parts = (name: string): string[] =>
    element.children.flatMap((node) => (isElement(node) && node.name === name ? [ownText(xml, node).trim()] : []))
  const words = [...parts('given'), ...parts('family')]
  return words.length > 1 ? words.join(' ') : undefined
}

function valueToken({ start, end }: Attribute): TextToken {
  return { kind: 'text', start, end, from: start, to: end }
}

function trimmed(text: string, kind: IdentifierKind): Place[] {
  const start = text.length - text.trimStart().length
  const { length } = text.trim()
  return length === 0 ? [] : [{ start, end: start + length, kind, rule: 'format/cda' }]
}
