import type { Clean, Phi } from '../boundary.ts'
import type { CodeBook } from '../code-book.ts'
import type { Deidentified, Deidentifier } from '../deidentify.ts'
import { DeidError } from '../errors.ts'
import { findCodes } from '../replace/code.ts'
import type { Known } from '../span.ts'
import { LONE_SURROGATE } from '../walk.ts'
import { applyEdits } from './document.ts'
import type { Column, Edit, Format, Opened } from './format.ts'
import { createFormats, FORMAT_NAMES, type FormatName } from './formats.ts'

export interface TextJob {
  readonly format: FormatName
  readonly deidentifier: Deidentifier
  readonly book: CodeBook
  /** Identifiers known beforehand, from the patient's record. */
  readonly known?: readonly Known[]
}

export interface DeidentifiedText {
  readonly clean: Clean<string>
  readonly report: Pick<Deidentified<string>, 'counts' | 'leaves'> & {
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
export async function deidentifyText(document: Phi, job: TextJob): Promise<DeidentifiedText> {
  const { report, ...made } = await deidentifyAs(createFormats()[job.format], document, job)
  return { ...made, report: { ...report, format: job.format } }
}

/** The same in a format that is made for the occasion: a part of a table, whose columns are known already. */
export async function deidentifyAs(format: Format, document: Phi, job: Omit<TextJob, 'format'>) {
  const { deidentifier, book, known = [] } = job
  let columns: readonly Column[] = []
  const open = (whole: string): Opened<string> => {
    const opened = openChecked(format, whole)
    columns = opened.columns ?? []
    return opened
  }
  const { clean, counts, leaves } = await deidentifier.deidentifyDocument(document, { open, book, known })
  return { clean, report: { counts, leaves, columns } }
}

/**
 * The document with every code of `book` replaced by what it stands for. What `deidentifyText` made and nobody changed
 * comes back to the byte. A re-identification: who may call it, and that it is recorded, is the caller's duty.
 */
export function restoreDocument(
  document: string,
  { format, book }: { format: FormatName; book: Pick<CodeBook, 'find'> },
): string {
  return restoreAs(createFormats()[format], document, book)
}

export function restoreAs({ open, unspell }: Format, document: string, book: Pick<CodeBook, 'find'>): string {
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

/** Opens, and puts together only what opens again: a document that its own format refuses never leaves. */
function openChecked(format: Format, whole: string): Opened<string> {
  const lone = LONE_SURROGATE.exec(whole)
  if (lone !== null) throw new DeidError('text_invalid', `character ${lone.index}`)
  const opened = format.open(whole)
  return {
    ...opened,
    rebuild(edits, way) {
      const rebuilt = applyEdits(whole, opened.rewrite(edits, way))
      format.open(rebuilt)
      return rebuilt
    },
  }
}

/** Codes of this book, each with what it stands for. Others stay. */
export function restoringEdits(said: string, book: Pick<CodeBook, 'find'>): Edit[] {
  return findCodes(said).flatMap(({ start, end }) => {
    const entry = book.find(said.slice(start, end))
    return entry === undefined ? [] : [{ start, end, text: entry.value }]
  })
}
