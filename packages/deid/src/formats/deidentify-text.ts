import type { Made, Phi } from '../boundary.ts'
import type { CodeBook } from '../code-book.ts'
import type { Deidentifier, DeidReport } from '../deidentify.ts'
import { DeidError } from '../errors.ts'
import type { Label, LabelOf, PolicyName } from '../policies/policy.ts'
import type { Known } from '../span.ts'
import { findRestorable } from '../stream/find-restorable.ts'
import type { RestoringBook } from '../stream/scanner.ts'
import { LONE_SURROGATE } from '../walk.ts'
import { applyEdits } from './document.ts'
import type { Column, Edit, Format, Opened } from './format.ts'
import { createFormats, FORMAT_NAMES, type FormatName } from './formats.ts'

export interface TextJob<N extends PolicyName = 'safe-harbor'> {
  readonly format: FormatName
  readonly deidentifier: Deidentifier
  readonly book: CodeBook
  /** Identifiers known beforehand, from the patient's record. */
  readonly known?: readonly Known[]
  /** More of `known`, the same for many documents, in a list that never changes. */
  readonly standing?: readonly Known[]
  /** One of the deidentifier's policies; `safe-harbor` without it. */
  readonly policy?: N
}

export type DeidentifiedText<L extends Label = 'clean'> = Made<string, L> & {
  readonly report: Pick<DeidReport, 'counts' | 'leaves' | 'policy'> & {
    readonly format: FormatName
    /** Of a table: what each column was taken for, and why. */
    readonly columns: readonly Column[]
  }
}

/**
 * A text of any format, de-identified: valid in the same format, and byte for byte what it was outside of identifiers.
 * Rejects with `DeidError` and the position; then nothing was made. Store the book before the result is sent.
 *
 * @example
 * const { clean } = await deidentifyText(new Phi(message), { format: 'hl7', deidentifier, book })
 * restoreDocument(clean.value, { format: 'hl7', book }) // the message, to the byte
 */
export async function deidentifyText<N extends PolicyName = 'safe-harbor'>(
  document: Phi,
  job: TextJob<N>,
): Promise<DeidentifiedText<LabelOf<N>>> {
  const made = await deidentifyAs(createFormats()[job.format], document, job)
  return { ...made, report: { ...made.report, format: job.format } }
}

/** The same in a format that is made for the occasion: a part of a table, whose columns are known already. */
export async function deidentifyAs<N extends PolicyName = 'safe-harbor'>(
  format: Format,
  document: Phi,
  job: Omit<TextJob<N>, 'format'>,
) {
  const { deidentifier, known = [], ...rest } = job
  let columns: readonly Column[] = []
  const open = (whole: string): Opened<string> => {
    const opened = openChecked(format, whole, job.policy === 'surrogate' ? job.book : undefined)
    columns = opened.columns ?? []
    return opened
  }
  const made = await deidentifier.deidentifyDocument(document, { ...rest, open, known })
  const { counts, leaves, policy } = made
  return { ...made, report: { counts, leaves, policy, columns } }
}

/**
 * The document with every code of `book` replaced by what it stands for. What `deidentifyText` made and nobody changed
 * comes back to the byte. A re-identification: who may call it, and that it is recorded, is the caller's duty.
 */
export function restoreDocument(
  document: string,
  { format, book }: { format: FormatName; book: RestoringBook },
): string {
  return restoreAs(createFormats()[format], document, book)
}

export function restoreAs({ open, unspell }: Format, document: string, book: RestoringBook): string {
  const plain = unspell === undefined ? document : unspell(document, book)
  const { leaves, rewrite } = open(plain)
  const edits = leaves.map((leaf) => restoringEdits(leaf.text, book))
  return applyEdits(plain, rewrite(edits, 'restore'))
}

/** What a text looks like: the first format that knows it; `text` when none does. */
export function sniffFormat(document: string): FormatName {
  const formats = createFormats()
  return FORMAT_NAMES.find((name) => formats[name].sniff(document)) ?? 'text'
}

/**
 * Opens, and puts together only what opens again: a document that its own format refuses never leaves. With a book of
 * surrogates, only what comes back to the byte: a format may write one in a way that hides it.
 */
function openChecked(format: Format, whole: string, surrogates: CodeBook | undefined): Opened<string> {
  const lone = LONE_SURROGATE.exec(whole)
  if (lone !== null) throw new DeidError('text_invalid', `character ${lone.index}`)
  const opened = format.open(whole)
  return {
    ...opened,
    rebuild(edits, way) {
      const rebuilt = applyEdits(whole, opened.rewrite(edits, way))
      format.open(rebuilt)
      const isLost = surrogates !== undefined && restoreAs(format, rebuilt, surrogates) !== whole
      if (isLost) throw new DeidError('format_unsupported')
      return rebuilt
    },
  }
}

/** Codes and surrogates of this book, each with what it stands for. Others stay. */
export function restoringEdits(said: string, book: RestoringBook): Edit[] {
  return findRestorable(said, book).map(({ start, end, value }) => ({ start, end, text: value }))
}
