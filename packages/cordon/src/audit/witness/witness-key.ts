import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { toBase64 } from '@cordon/ledger'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Disk } from '../disk.ts'
import { createNoteKey, type NoteKey } from '../ed25519.ts'
import { readWhole, replaceFile } from '../files.ts'

const FILE = 'witness.key'
const HEADER = 'cordon-witness-key/1'
const fileBytesMax = 1_024

/**
 * The witness's own key, made at its first start: three lines (header, name, base64 of the seed), readable by its user
 * alone. `name` is for that first start; later it may be left out, and another one is refused (`usage`): who trusts
 * this witness knows it by name and key together.
 */
export async function openWitnessKey(deps: {
  disk: Disk
  folder: string
  name: string | undefined
  random: RandomBytes
}): Promise<NoteKey> {
  const { disk, folder, name, random } = deps
  const kept = await readWhole(disk, join(folder, FILE), fileBytesMax)
  if (kept !== undefined) return keyOf(new TextDecoder().decode(kept), name)
  const seed = random(32)
  const chosen = name ?? `witness.local/${Buffer.from(random(4)).toString('hex')}`
  if (!/^[^\s+]{1,200}$/u.test(chosen)) throw new CordonError('usage', { at: '--name has white space or a plus' })
  await replaceFile(disk, folder, FILE, new TextEncoder().encode(`${HEADER}\n${chosen}\n${toBase64(seed)}\n`))
  return createNoteKey(chosen, seed, 'cosignature')
}

function keyOf(text: string, name: string | undefined): NoteKey {
  const [header, kept = '', base64 = ''] = text.split('\n')
  const seed = Buffer.from(base64, 'base64')
  if (header !== HEADER || seed.length !== 32 || kept === '')
    throw new CordonError('keys_unavailable', { at: `${FILE} of the witness: bring it back from a backup` })
  if (name !== undefined && name !== kept) throw new CordonError('usage', { at: `--name: this witness is ${kept}` })
  return createNoteKey(kept, seed, 'cosignature')
}
