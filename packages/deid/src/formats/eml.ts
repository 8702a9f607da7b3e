import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import type { Path } from '../walk.ts'
import { type Bodies, mediaType } from './body.ts'
import { applyEdits, inOrder } from './document.ts'
import { bareAtom, headerLeaf, unspellHeader } from './eml-header.ts'
import { type Entity, fieldValue, readEntity } from './eml-structure.ts'
import { openTransfer } from './eml-transfer.ts'
import type { Edit, Format, FormatLeaf, OpenedText, Way } from './format.ts'

/**
 * A mail message: header fields by what they hold, parts of text opened whatever their transfer encoding, messages within
 * messages too. A part that cannot be read (an image, a PDF) refuses the message.
 */
export function createEml(bodies: Bodies, depth = 0): Format {
  return {
    name: 'eml',
    sniff: (text) => {
      const [head = ''] = text.slice(0, SNIFF_CHARS).split(/\r?\n\r?\n/, 1)
      return TELLING.filter((field) => field.test(head)).length >= 2 && /^[!-9;-~]+:/.test(head)
    },
    open: (text) => openMessage(text, bodies, depth),
    unspell: (text, book) => unspellMessage(text, bodies, book),
  }
}

const SNIFF_CHARS = 16_384
const TELLING = [/^MIME-Version:/im, /^Message-ID:\s*</im, /^From:.*@/im, /^Received:/im, /^Date:.*\d{4} \d\d:\d\d/im]

interface Part {
  readonly leaves: readonly FormatLeaf[]
  readonly write: (edits: readonly (readonly Edit[])[], way: Way) => readonly Edit[]
}

function openMessage(text: string, bodies: Bodies, depth: number): OpenedText {
  const entity = readEntity(text)
  const parts = entityParts(text, entity, bodies, depth)
  const known = parts.flatMap(({ known: some = [] }) => some)
  return {
    leaves: parts.flatMap(({ leaves }) => leaves),
    known,
    rewrite(edits, way) {
      let at = 0
      const written = parts.flatMap(({ leaves, write }) => {
        const own = edits.slice(at, at + leaves.length)
        at += leaves.length
        return own.some((some) => some.length > 0) ? write(own, way) : []
      })
      return inOrder(written)
    },
  }
}

type PartOf = Part & Pick<OpenedText, 'known'>

function entityParts(text: string, entity: Entity, bodies: Bodies, depth: number): PartOf[] {
  const path: Path = entity.number === '' ? [] : ['part', entity.number]
  const headers = entity.fields.flatMap((field, i): PartOf[] => {
    const header = headerLeaf(text, field)
    if (header === undefined) return []
    const leaf = { ...header.leaf, path: [...path, 'header', i + 1] }
    return [{ leaves: [leaf], write: ([edits = []], way) => header.write(edits, way) }]
  })
  if (entity.boundaries.length === 0) return [...headers, ...bodyParts(text, entity, bodies, depth, path)]
  const boundaries = entity.boundaries.map((place): PartOf => boundaryPart(text, place, path))
  const around = entity.around.flatMap((place) => aroundParts(text, place, path))
  return [
    ...headers,
    ...boundaries,
    ...around,
    ...entity.parts.flatMap((part) => entityParts(text, part, bodies, depth)),
  ]
}

function bodyParts(text: string, entity: Entity, bodies: Bodies, depth: number, path: Path): PartOf[] {
  const { start, end } = entity.body
  const raw = text.slice(start, end)
  if (raw.trim() === '') return []
  const at = entity.number === '' ? 'body' : `part ${entity.number}`
  const { type, charset, encoding } = contentOf(text, entity)
  if (!bodies.knows(type)) throw new DeidError('format_unsupported', at)
  const transfer = openTransfer(raw, start, encoding, charset, at)
  const { leaves, known, rewrite } = bodies.open(type, transfer.text, at, depth + 1, transfer.breaks)
  return [
    {
      leaves: leaves.map((leaf) => ({ ...leaf, path: [...path, 'body', ...leaf.path] })),
      ...(known === undefined ? {} : { known }),
      write: (edits, way) => transfer.write(rewrite(edits, way), way),
    },
  ]
}

function contentOf(text: string, { fields }: Entity): { type: string; charset: string; encoding: string } {
  const { type, charset } = mediaType(fieldValue(text, fields, 'content-type') ?? 'text/plain')
  const encoding = (fieldValue(text, fields, 'content-transfer-encoding') ?? '').toLowerCase()
  return { type, charset, encoding }
}

/** A boundary may be made of a host's name; in every place of one it gets the same code. */
function boundaryPart(text: string, { start, end }: { start: number; end: number }, path: Path): PartOf {
  const said = text.slice(start, end)
  const certain = [{ start: 0, end: said.length, kind: 'OTHERID', rule: 'format/boundary' } as const]
  return {
    leaves: [{ path: [...path, 'boundary'], text: said, certain, settled: true }],
    write: ([edits = []], way) =>
      edits.map((edit) => ({ start, end, text: way === 'clean' ? bareAtom(edit.text, false) : edit.text })),
  }
}

function aroundParts(text: string, { start, end }: { start: number; end: number }, path: Path): PartOf[] {
  const said = text.slice(start, end)
  if (said.trim() === '') return []
  const write: Part['write'] = ([edits = []]) =>
    edits.map((edit) => ({ ...edit, start: edit.start + start, end: edit.end + start }))
  return [{ leaves: [{ path: [...path, 'around'], text: said }], write }]
}

function unspellMessage(text: string, bodies: Bodies, book: Pick<CodeBook, 'find'>): string {
  const visit = (entity: Entity): Edit[] => [
    ...entity.fields.flatMap((field) => unspellHeader(text, field, book)),
    ...entity.boundaries.flatMap(({ start, end }): Edit[] => {
      const value = book.find(`[${text.slice(start, end)}]`)?.value
      return value === undefined ? [] : [{ start, end, text: value }]
    }),
    ...entity.parts.flatMap(visit),
    ...(entity.boundaries.length === 0 ? unspellBody(text, entity, bodies, book) : []),
  ]
  return applyEdits(text, inOrder(visit(readEntity(text))))
}

/** A body whose own format spelled something otherwise; in most there is nothing. */
function unspellBody(text: string, entity: Entity, bodies: Bodies, book: Pick<CodeBook, 'find'>): Edit[] {
  const { start, end } = entity.body
  const { type, charset, encoding } = contentOf(text, entity)
  const raw = text.slice(start, end)
  if (raw.trim() === '' || !bodies.knows(type)) return []
  const transfer = openTransfer(raw, start, encoding, charset, 'body')
  const plain = bodies.unspell(type, transfer.text, book)
  if (plain === transfer.text) return []
  return transfer.write([{ start: 0, end: transfer.text.length, text: plain }], 'restore')
}
