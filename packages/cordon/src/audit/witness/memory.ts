import { hash } from 'node:crypto'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { addCheckpointLengthMax, parseCheckpoint, uncheckedText, type WitnessMemory } from '@cordon/ledger'
import type { Disk } from '../disk.ts'
import { readWhole, replaceFile } from '../files.ts'

const HASH_LENGTH = 64
/** Whatever a request may carry can be read back: three bytes of UTF-8 for each UTF-16 unit at most. */
const noteBytesMax = 3 * addCheckpointLengthMax

/**
 * What a witness remembers, one file for each log: a hash of what follows, then the checkpoint with the log's
 * signature and the witness's own. A file that
 * does not hold together is `journal_damaged`, never a log that was not seen before: a witness that forgets signs two
 * histories.
 */
export function createWitnessMemory(disk: Disk, folder: string): WitnessMemory {
  return {
    async read(origin) {
      const name = fileOf(origin)
      const bytes = await readWhole(disk, join(folder, name), noteBytesMax + HASH_LENGTH + 1)
      if (bytes === undefined) return undefined
      const text = new TextDecoder().decode(bytes)
      const note = text.slice(HASH_LENGTH + 1)
      if (text.slice(0, HASH_LENGTH) !== hash('sha256', note)) throw damaged(name)
      const head = parseCheckpoint(uncheckedText(note))
      if (head.origin !== origin) throw damaged(name)
      return head
    },
    write: ({ origin }, note) =>
      replaceFile(disk, folder, fileOf(origin), new TextEncoder().encode(`${hash('sha256', note)}\n${note}`)),
  }
}

/** The file of a log: its origin may hold characters that a file's name may not. */
export const fileOf = (origin: string): string => `log-${hash('sha256', origin).slice(0, 32)}`

const damaged = (name: string): CordonError =>
  new CordonError('journal_damaged', { at: `${name} of the witness: bring it back from a backup of this folder` })
