import { Phi } from '../boundary.ts'
import { type CodeBook, createCodeBook } from '../code-book.ts'
import type { Deidentifier } from '../deidentify.ts'
import { deidentifyText } from '../formats/deidentify-text.ts'
import type { FormatLeaf } from '../formats/format.ts'
import { createFormats, type FormatName } from '../formats/formats.ts'
import type { Mark } from '../replace/draft.ts'
import type { IdentifierKind, Known } from '../span.ts'
import type { Path } from '../walk.ts'
import type { Evidence, Explainer } from './explainer.ts'

/** A part of a document, and what of it is replaced and why. Holds the document's words. */
export interface ExplainedText {
  /** Where it stands: `PID 5`, `row 3, column 2`; empty for a plain text. */
  readonly title: string
  readonly text: string
  readonly places: readonly ExplainedPlace[]
}

export interface ExplainedPlace {
  readonly start: number
  readonly end: number
  readonly kind: IdentifierKind
  readonly rule: string
  /** Empty where the format alone decided, and where the sweep found again what had been found elsewhere. */
  readonly because: readonly Evidence[]
}

export interface ExplainJob {
  readonly format: FormatName
  readonly deidentifier: Deidentifier
  readonly explainer: Explainer
  readonly random: (length: number) => Uint8Array
  readonly known?: readonly Known[]
}

/**
 * Why a document is de-identified as it is: what the engine does replace, part by part, with the reasons of its own detector.
 * Parts of which nothing is replaced are left out, except a plain text. Rejects with `DeidError` as `deidentifyText` does.
 */
export async function explainDocument(document: string, job: ExplainJob): Promise<ExplainedText[]> {
  const { format, deidentifier, explainer, random, known = [] } = job
  const book: CodeBook = createCodeBook({ random })
  const { report } = await deidentifyText(new Phi(document), { format, deidentifier, book, known })
  const { leaves, known: told = [] } = createFormats()[format].open(document)
  const reasons = explainer.explain(leaves.map(readAs), { known: [...known, ...told] })
  return leaves.flatMap((leaf, i) => {
    const marks = report.leaves[i]?.spans ?? []
    if (marks.length === 0 && format !== 'text') return []
    const found = (reasons[i] ?? []).flatMap(({ because }) => because)
    return [{ title: titleOf(leaf.path), text: leaf.text, places: marks.map((mark) => explained(mark, leaf, found)) }]
  })
}

/** The detector reads a column's name before its cell. */
function readAs({ lead = '', text }: FormatLeaf): string {
  return lead + text
}

function explained(
  { start, end, kind, rule }: Mark,
  { lead = '' }: FormatLeaf,
  found: readonly Evidence[],
): ExplainedPlace {
  if (rule.startsWith('format/')) return { start, end, kind, rule, because: [] }
  const because = found
    .map((evidence) => ({ ...evidence, start: evidence.start - lead.length, end: evidence.end - lead.length }))
    .filter((evidence) => evidence.start < end && evidence.end > start)
  return { start, end, kind, rule, because }
}

/** What to say of a place that has no evidence of its own. */
export function withoutEvidence({ rule }: Pick<ExplainedPlace, 'rule'>): string {
  return rule.startsWith('format/') ? 'the place in the document decides' : 'found again, having been found elsewhere'
}

function titleOf(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? String(part) : part))
    .join(' ')
    .trim()
}
