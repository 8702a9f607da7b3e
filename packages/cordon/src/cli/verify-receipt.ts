import { join } from 'node:path'
import { verifyJournal } from '../audit/verify-files.ts'
import type { Door } from './door.ts'

/**
 * Whether the entry of a receipt stands in a log that verifies, re-derived from the journal's own files. Asking for the
 * entry's proof first makes the boundary sign a checkpoint that covers it.
 */
export async function verifyReceipt(admin: Door, dataFolder: string, index: number) {
  await admin.get(`/api/journal/proof/${index}`)
  const { ok, signed = 0, size, root } = await verifyJournal(join(dataFolder, 'journal'))
  return { size, root, verified: ok && index < signed }
}
