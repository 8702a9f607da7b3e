import type { Phi } from '../boundary.ts'
import type { CodeBook } from '../code-book.ts'
import type { Deidentified, Deidentifier } from '../deidentify.ts'
import type { Known } from '../span.ts'
import { restoringEdits } from './deidentify-text.ts'
import { openDicom, restoreDicom as restoreFile } from './dicom.ts'

export interface DicomJob {
  readonly deidentifier: Deidentifier
  readonly book: CodeBook
  /** Identifiers known beforehand, from the patient's record. */
  readonly known?: readonly Known[]
}

/**
 * A DICOM file without pixels, de-identified by PS3.15's Basic Profile. Rejects with `DeidError` and the attribute: pixels are
 * `format_unsupported` at `(7FE0,0010)`. Store the book before the result is sent.
 */
export function deidentifyDicom(
  file: Phi<Uint8Array>,
  { deidentifier, book, known = [] }: DicomJob,
): Promise<Deidentified<Uint8Array>> {
  // A copy: the caller's bytes could change while the detector answers.
  const open = (bytes: Uint8Array) => openDicom(bytes.slice())
  return deidentifier.deidentifyDocument(file, { open, book, known })
}

/** Names, ids and UIDs back; what the profile removed stays removed. A re-identification, like every restoring. */
export function restoreDicom(file: Uint8Array, book: Pick<CodeBook, 'find'>): Uint8Array {
  return restoreFile(file, book, (said) => restoringEdits(said, book))
}
