import { join } from 'node:path'
import { cosignatureVerifier, LedgerError, openNote, parseCheckpoint, uncheckedText } from '@cordon/ledger'
import type { Disk } from '../disk.ts'
import { arithmetic } from '../ed25519.ts'
import { readWhole, replaceFile } from '../files.ts'
import { checkpointBytesMax } from '../limits.ts'
import { nodeDisk } from '../node-disk.ts'

/** Beside the log's own newest checkpoint: the newest that a witness has cosigned, with the cosignatures. */
const FILE = 'witnessed'

/** A signed note. Nothing of it is checked here: who reads it knows the log's key. */
export interface WitnessedCheckpoint {
  readonly checkpoint: string
}

/** The newest checkpoint that a witness is known to hold; `undefined` when none ever did. */
export async function readWitnessed(disk: Disk, folder: string): Promise<WitnessedCheckpoint | undefined> {
  const bytes = await readWhole(disk, join(folder, FILE), checkpointBytesMax)
  return bytes && { checkpoint: new TextDecoder().decode(bytes) }
}

/** Durable when it returns. */
export function keepWitnessed(disk: Disk, folder: string, { checkpoint }: WitnessedCheckpoint): Promise<void> {
  return replaceFile(disk, folder, FILE, new TextEncoder().encode(checkpoint))
}

/** Who contradicts the log, for `doctor`, which looks at files: one line, or none. */
const CONTRADICTED = 'contradicted'

export async function readContradiction(folder: string, disk: Disk = nodeDisk): Promise<string | undefined> {
  const bytes = await readWhole(disk, join(folder, CONTRADICTED), checkpointBytesMax)
  return bytes === undefined || bytes.length === 0 ? undefined : new TextDecoder().decode(bytes).trimEnd()
}

/** Durable when it returns; nothing is written when nothing changed. */
export async function keepContradiction(disk: Disk, folder: string, what: string | undefined): Promise<void> {
  if ((await readContradiction(folder, disk)) === what) return
  await replaceFile(disk, folder, CONTRADICTED, new TextEncoder().encode(what === undefined ? '' : `${what}\n`))
}

/**
 * The newest cosigned checkpoint of this very log, if it covers so many entries and no more than there are. It proves
 * more than a fresh one: somebody outside holds it. The signatures are checked by whoever is shown the proof.
 */
export async function witnessedCovering(
  disk: Disk,
  folder: string,
  wanted: { origin: string; atLeast: number; atMost: number },
): Promise<{ size: number; note: string } | undefined> {
  const kept = await readWitnessed(disk, folder)
  if (kept === undefined) return undefined
  try {
    const { origin, size } = parseCheckpoint(uncheckedText(kept.checkpoint))
    const covers = origin === wanted.origin && size >= wanted.atLeast && size <= wanted.atMost
    return covers ? { size, note: kept.checkpoint } : undefined
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

/** What these witnesses last cosigned, and when (seconds since 1970); `undefined` when none of them did. */
export async function newestCosignature(
  folder: string,
  witnesses: readonly { readonly vkey: string }[],
  disk: Disk = nodeDisk,
): Promise<{ size: number; time: number } | undefined> {
  const kept = await readWitnessed(disk, folder)
  if (kept === undefined) return undefined
  try {
    const verifiers = witnesses.map(({ vkey }) => cosignatureVerifier(vkey, arithmetic))
    const { text, signatures } = await openNote(kept.checkpoint, verifiers)
    const times = signatures.map(({ by, signature }) => verifiers.find((one) => one === by)?.timeOf(signature) ?? 0)
    return { size: parseCheckpoint(text).size, time: Math.max(...times) }
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}
