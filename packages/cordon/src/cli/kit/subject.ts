import { join } from 'node:path'
import { CordonError, type Review, type SampleManifest, type ValidationResult } from '@cordon/contract'
import { DeidError, type GoldDocument, parseGold } from '@cordon/deid'
import { KIT_FILES, readManifest, readNotes, readReview, readText, sha256Hex } from './folder.ts'

/** What is scored, and what is known of where it came from. */
export interface Subject {
  readonly documents: readonly GoldDocument[]
  readonly site: string
  readonly about: string
  readonly sample: ValidationResult['sample']
  readonly review: ValidationResult['review']
  /** Seeds the drawing of documents anew. */
  readonly seed: string
}

export function subjectOf(folder: string | undefined, { gold, about }: { gold?: string; about?: string }): Subject {
  if ((folder === undefined) === (gold === undefined))
    throw new CordonError('usage', { at: 'a kit, or --gold with a file' })
  if (folder !== undefined) return ofKit(folder)
  const text = readText(gold ?? '')
  return {
    documents: goldIn(text, gold ?? ''),
    site: 'not stated',
    about: about ?? 'not stated',
    sample: null,
    review: null,
    seed: sha256Hex(text),
  }
}

/** Every note that was drawn, unchanged, with the labels that the review left: nothing else is a kit's gold. */
function ofKit(folder: string): Subject {
  const { manifest, hash } = readManifest(folder)
  const review = readReview(folder)
  const file = join(folder, KIT_FILES.gold)
  const text = readText(file, 'cordon eval kit merge')
  if (review.manifest !== hash)
    throw new CordonError('resource_invalid', { at: `${folder}: the review is of another sample` })
  if (review.gold !== sha256Hex(text))
    throw new CordonError('resource_invalid', { at: `${file} was changed after the review: merge again` })
  const documents = goldIn(text, file)
  const drawn = readNotes(folder, manifest)
  const whole = documents.length === drawn.length && drawn.every((note, n) => isOf(note, documents[n]))
  if (!whole) throw new CordonError('resource_invalid', { at: `${file} is not of the notes that were drawn` })
  const { site, about, seed } = manifest
  return { documents, site, about, seed, sample: sampleOf(manifest, hash), review: partOf(review) }
}

function isOf(note: { id: string; text: string }, document: GoldDocument | undefined): boolean {
  return document?.id === note.id && document.text === note.text
}

function goldIn(text: string, file: string): GoldDocument[] {
  return text.split('\n').flatMap((line, n) => {
    if (line.trim() === '') return []
    try {
      return [parseGold(line, n + 1)]
    } catch (error) {
      throw error instanceof DeidError ? new DeidError(error.code, `${file}, ${error.at ?? ''}`) : error
    }
  })
}

function sampleOf({ method, seed, drawnAt, frame, strata }: SampleManifest, manifest: string): Subject['sample'] {
  return { manifest, method, seed, drawnAt, frame, strata }
}

function partOf(review: Review): Subject['review'] {
  const { v: _, kind: __, manifest: ___, ...rest } = review
  return rest
}
