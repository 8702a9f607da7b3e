import { join } from 'node:path'
import type { Disk } from '../disk.ts'
import { readWhole, replaceFile } from '../files.ts'
import { checkpointBytesMax } from '../limits.ts'

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
