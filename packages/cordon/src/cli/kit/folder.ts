import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CordonError, Review, SampleManifest, ValidationResult } from '@cordon/contract'
import { z } from 'zod'
import { canonicalJson, type Json } from '../../audit/canonical-json.ts'

/** The files of a kit. Those with text of notes are readable by their owner only, and none of them is ever sent anywhere. */
export const KIT_FILES = {
  manifest: 'manifest.json',
  notes: 'notes.jsonl',
  disagreements: 'disagreements.jsonl',
  gold: 'gold.jsonl',
  review: 'review.json',
  result: 'result.json',
  statement: 'statement.txt',
  signed: 'statement.txt.note',
} as const

/** A drawn note, beside the salt of its hash. `source` is where it came from, for the people of the site only. */
export const KitNote = z.strictObject({
  id: z.string(),
  salt: z.string(),
  source: z.string(),
  text: z.string(),
})
export type KitNote = z.infer<typeof KitNote>

const FILE_BYTES_MAX = 1024 * 1024 * 1024

export function sha256Hex(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Commits to a note without telling anything of it to who has not the salt. */
export function noteHash({ salt, text }: Pick<KitNote, 'salt' | 'text'>): string {
  return sha256Hex(salt, '\n', text)
}

/** Writes a file of the kit, for its owner's eyes. Throws `usage` when it is there already: work of people is not replaced. */
export function writeNew(file: string, content: string): void {
  if (existsSync(file)) throw new CordonError('usage', { at: `${file} exists; choose another folder, or remove it` })
  writeOver(file, content)
}

export function writeOver(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, content, { mode: 0o600 })
}

/** Canonical JSON, so that `sha256sum` prints the hash that others name. */
export function asFile(value: object): string {
  return `${canonicalJson(value as Json)}\n`
}

/** A whole file as UTF-8. Throws `usage` naming the file, and the step that makes it. */
export function readText(file: string, madeBy?: string): string {
  try {
    if (statSync(file).size > FILE_BYTES_MAX) throw new CordonError('body_too_large', { at: file })
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (cause) {
    if (cause instanceof CordonError) throw cause
    const why = existsSync(file) ? 'is not UTF-8' : `is missing${madeBy === undefined ? '' : `: ${madeBy} makes it`}`
    throw new CordonError('usage', { at: `${file} ${why}`, cause })
  }
}

/** The manifest, and the hash that the review and the result name. */
export function readManifest(kit: string): { manifest: SampleManifest; hash: string } {
  const text = readText(join(kit, KIT_FILES.manifest), 'cordon eval kit sample')
  return { manifest: parseAs(SampleManifest, text, join(kit, KIT_FILES.manifest)), hash: sha256Hex(text) }
}

export function readReview(kit: string): Review {
  const file = join(kit, KIT_FILES.review)
  return parseAs(Review, readText(file, 'cordon eval kit merge'), file)
}

/** A result and its hash. Throws `resource_invalid` when the file is not the canonical JSON that was written. */
export function readResult(kit: string): { result: ValidationResult; hash: string } {
  const file = join(kit, KIT_FILES.result)
  const text = readText(file, 'cordon eval kit score')
  const result = parseAs(ValidationResult, text, file)
  if (asFile(result) !== text)
    throw new CordonError('resource_invalid', { at: `${file} was changed after it was written` })
  return { result, hash: sha256Hex(text) }
}

/** The drawn notes, each checked against the manifest: none changed, none missing, none added. */
export function readNotes(kit: string, manifest: SampleManifest): KitNote[] {
  const file = join(kit, KIT_FILES.notes)
  const lines = readText(file, 'cordon eval kit sample').split('\n')
  const notes = lines.flatMap((line, n) => (line === '' ? [] : [parseAs(KitNote, line, `${file} line ${n + 1}`)]))
  const hashes = new Map(manifest.documents.map(({ id, hash }) => [id, hash]))
  for (const note of notes) {
    if (hashes.get(note.id) !== noteHash(note))
      throw new CordonError('resource_invalid', { at: `${file}: ${note.id} is not the note that was drawn` })
    hashes.delete(note.id)
  }
  const [missing] = hashes.keys()
  if (missing !== undefined) throw new CordonError('resource_invalid', { at: `${file}: ${missing} is missing` })
  return notes
}

/** JSON of a shape. Throws `resource_invalid` with the place that is wrong, never what stands there. */
export function parseAs<T>(schema: z.ZodType<T>, text: string, at: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CordonError('resource_invalid', { at: `${at}: not JSON` })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new CordonError('resource_invalid', { at: `${at}: ${parsed.error.issues[0]?.path.join('.') || 'its shape'}` })
}
