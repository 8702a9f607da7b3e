import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import type { Place } from '../replace/spans.ts'
import type { Known } from '../span.ts'
import { formatPath, type Path } from '../walk.ts'
import type { Codec } from './body.ts'
import { type AttributeTable, actionOf, attributeTable, createVrOf, type DicomAction } from './dicom-attributes.ts'
import {
  ascii,
  bytesOf,
  type DicomDataset,
  type DicomElement,
  type DicomFile,
  EXPLICIT,
  readDicom,
  tagName,
  writeDicom,
} from './dicom-file.ts'
import { keptElement } from './dicom-kept.ts'
import {
  ASCII,
  codecOfDataset,
  codeOfUid,
  editValue,
  placesOfValues,
  saidBy,
  uidOfCode,
  valueCuts,
} from './dicom-values.ts'
import { applyEdits } from './document.ts'
import type { Edit, FormatLeaf, Opened } from './format.ts'
import { isBareName } from './part-names.ts'

/**
 * DICOM headers (PS3.10 files without pixels) under the Basic Application Level Confidentiality Profile of PS3.15. Pixels
 * refuse the file: they may show a name or a face. What the profile removes or empties is gone for good; a name, an id or
 * a UID that a code stands for comes back with `restoreDicom`.
 */
export function openDicom(bytes: Uint8Array): Opened<Uint8Array> {
  const table = attributeTable()
  const file = readDicom(bytes, createVrOf(table))
  const leaves: FormatLeaf[] = []
  const known: Known[] = []
  const plan = (dataset: DicomDataset, path: Path, around: Codec): Planned[] => {
    const codec = codecOfDataset(dataset, around)
    return dataset.flatMap((element) => planElement(element, { table, leaves, known, codec, path, plan }))
  }
  const meta = plan(file.meta, ['meta'], ASCII)
  const dataset = plan(file.dataset, [], ASCII)
  return {
    leaves,
    known,
    rebuild: (edits) =>
      writeDicom({ meta: withSyntax(written(meta, edits)), dataset: labelled(written(dataset, edits)) }),
  }
}

/** The file with what codes of this book stand for; the rest as it is. */
export function restoreDicom(
  bytes: Uint8Array,
  book: Pick<CodeBook, 'find'>,
  find: (said: string) => readonly Edit[],
): Uint8Array {
  const file = readDicom(bytes, createVrOf(attributeTable()))
  const restore = (dataset: DicomDataset, around: Codec): DicomElement[] => {
    const codec = codecOfDataset(dataset, around)
    return dataset.map((element) => restoreElement(element, codec, { book, find, restore }))
  }
  const restored: DicomFile = { meta: restore(file.meta, ASCII), dataset: restore(file.dataset, ASCII) }
  return writeDicom(restored)
}

/** An element as it will be written, once its leaf is cleaned. */
type Planned = (edits: readonly (readonly Edit[])[]) => DicomElement

interface Planning {
  readonly table: AttributeTable
  readonly leaves: FormatLeaf[]
  readonly known: Known[]
  readonly codec: Codec
  readonly path: Path
  readonly plan: (dataset: DicomDataset, path: Path, around: Codec) => Planned[]
}

function planElement(element: DicomElement, planning: Planning): Planned[] {
  const action = actionOf(planning.table, element.tag, element.vr)
  if (element.tag === ENCAPSULATED) throw new DeidError('format_unsupported', tagName(element.tag))
  if (action === 'X') return []
  if (action === 'Z') return [() => ({ ...element, value: new Uint8Array() })]
  const path = [...planning.path, `g${element.tag.slice(0, 4)}`, `e${element.tag.slice(4)}`]
  if (!(element.value instanceof Uint8Array)) return [planSequence(element, element.value, path, planning)]
  if (element.value.length === 0) return [() => element]
  if (action !== 'K') return [planText(element, element.value, action, path, planning)]
  // The class of an object is the standard's own; any other UID says who made it.
  if (element.vr === 'UI') return [planText(element, element.value, 'U', path, planning)]
  const kept = keptElement(element, element.value)
  if (kept === undefined) return []
  return [WORDED_VRS.has(element.vr) ? planWords(kept, element.value, path, planning) : () => kept]
}

/** Types of words and codes. No code of ours fits them: one in which somebody known is named is left empty. */
const WORDED_VRS = new Set(['CS', 'SH'])

function planWords(element: DicomElement, bytes: Uint8Array, path: Path, { leaves }: Planning): Planned {
  const index = leaves.length
  leaves.push({ path, text: ascii(bytes), settled: true, whole: true })
  return (edits) => ((edits[index] ?? []).length === 0 ? element : { ...element, value: new Uint8Array() })
}

/** A PDF or the like, which cannot be read. */
const ENCAPSULATED = '00420011'

function planSequence(
  element: DicomElement,
  items: readonly DicomDataset[],
  path: Path,
  { plan, codec }: Planning,
): Planned {
  const planned = items.map((item, i) => plan(item, [...path, i], codec))
  return (edits) => ({ ...element, value: planned.map((item) => written(item, edits)) })
}

function planText(
  element: DicomElement,
  bytes: Uint8Array,
  action: Exclude<DicomAction, 'X' | 'Z' | 'K'>,
  path: Path,
  { leaves, known, codec }: Planning,
): Planned {
  const { tag, vr } = element
  const said = saidBy(bytes, vr === 'UI' ? ASCII : codec, tag)
  const isUid = action === 'U'
  const kind = isUid ? 'OTHERID' : action
  const certain =
    kind === 'C'
      ? bareNames(said)
      : placesOfValues(said, kind).filter(({ start, end }) => !isUid || !isStandardUid(said.slice(start, end)))
  if (vr === 'PN') known.push(...namesOf(said))
  const index = leaves.length
  leaves.push({
    path,
    text: said,
    certain,
    cuts: valueCuts(said, vr),
    settled: isUid,
    whole: vr === 'SH' && kind === 'C',
  })
  return (edits) => {
    const own = edits[index] ?? []
    if (own.length === 0) return element
    const text = editValue(said, isUid ? own.map((edit) => ({ ...edit, text: uidOfCode(edit.text) })) : own, vr)
    return { ...element, value: (vr === 'UI' ? ASCII : codec).encode(text, formatPath(path)) }
  }
}

/** Values that are nothing but somebody's name: a detector needs more than a word. */
function bareNames(said: string): Place[] {
  return placesOfValues(said, 'NAME').filter(({ start, end }) =>
    isBareName(said.slice(start, end).trim().replaceAll('^', ' ')),
  )
}

/** UIDs of the standard itself: SOP classes, transfer syntaxes, coding schemes. */
function isStandardUid(uid: string): boolean {
  return uid.startsWith('1.2.840.10008.')
}

/** `Bell^Ada^M` as a person says it. */
function namesOf(said: string): Known[] {
  return said.split(/[\\=]/).flatMap((name): Known[] => {
    const [family = '', given = '', middle = ''] = name.split('^').map((part) => part.trim())
    const words = [given, middle, family].filter((word) => word !== '')
    return words.length > 1 ? [{ kind: 'NAME', value: words.join(' ') }] : []
  })
}

function written(planned: readonly Planned[], edits: readonly (readonly Edit[])[]): DicomElement[] {
  return planned.map((write) => write(edits))
}

function withSyntax(meta: readonly DicomElement[]): DicomElement[] {
  const own: DicomElement[] = [
    { tag: '00020010', vr: 'UI', value: bytesOf(EXPLICIT) },
    { tag: '00020012', vr: 'UI', value: bytesOf(IMPLEMENTATION) },
  ]
  return inTagOrder([...meta.filter(({ tag }) => tag !== '00020010' && tag !== '00020012'), ...own])
}

/** Who wrote the file: a UUID of our own as a UID. */
const IMPLEMENTATION = `2.25.${0xc0dec0de_0000_8000_8000_ffff00000001n}`

/** What PS3.15 section E.1.1 asks for: that identity was removed, by which profile and options, and times with it. */
function labelled(dataset: readonly DicomElement[]): DicomElement[] {
  const own: DicomElement[] = [
    { tag: '00120062', vr: 'CS', value: bytesOf('YES') },
    { tag: '00120064', vr: 'SQ', value: METHODS.map(([code, meaning]) => codeItem(code, meaning)) },
    { tag: '00280303', vr: 'CS', value: bytesOf('REMOVED') },
  ]
  const replaced = new Set(own.map(({ tag }) => tag))
  return inTagOrder([...dataset.filter(({ tag }) => !replaced.has(tag)), ...own])
}

/** PS3.16, context group 7050. */
const METHODS: readonly (readonly [code: string, meaning: string])[] = [
  ['113100', 'Basic Application Confidentiality Profile'],
  ['113105', 'Clean Descriptors Option'],
  ['113108', 'Retain Patient Characteristics Option'],
]

function codeItem(code: string, meaning: string): DicomElement[] {
  return [
    { tag: '00080100', vr: 'SH', value: bytesOf(code) },
    { tag: '00080102', vr: 'SH', value: bytesOf('DCM') },
    { tag: '00080104', vr: 'LO', value: bytesOf(meaning) },
  ]
}

function inTagOrder(elements: readonly DicomElement[]): DicomElement[] {
  return [...elements].sort((a, b) => (a.tag < b.tag ? -1 : 1))
}

interface Restoring {
  readonly book: Pick<CodeBook, 'find'>
  readonly find: (said: string) => readonly Edit[]
  readonly restore: (dataset: DicomDataset, around: Codec) => DicomElement[]
}

function restoreElement(element: DicomElement, codec: Codec, { book, find, restore }: Restoring): DicomElement {
  const { tag, vr, value } = element
  if (!(value instanceof Uint8Array)) return { ...element, value: value.map((item) => restore(item, codec)) }
  if (vr === 'UI') {
    const uids = saidBy(value, ASCII, tag).split('\\')
    const restored = uids.map((uid) => book.find(codeOfUid(uid) ?? '')?.value ?? uid)
    return { ...element, value: bytesOf(restored.join('\\')) }
  }
  if (!CODED_VRS.has(vr)) return element
  const said = saidBy(value, codec, tag)
  const edits = find(said)
  return edits.length === 0 ? element : { ...element, value: codec.encode(applyEdits(said, edits), tagName(tag)) }
}

const CODED_VRS = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'])
