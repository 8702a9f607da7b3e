import { CordonError } from '@cordon/contract'
import { LedgerError, type NoteVerifier } from '@cordon/ledger'
import { noteVerifier } from '../../audit/ed25519.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { lineKey, listLines } from '../journal/shipped.ts'
import { logVerifiers } from '../snapshot/log-keys.ts'
import { MANIFEST_BYTES_MAX, snapshotKey } from '../snapshot/manifest.ts'

/** Whose signatures count for a backup, and why they are believed. */
export interface Trust {
  readonly verifiers: readonly NoteVerifier[]
  /**
   * `given`: as the auditor kept it; `register`: in registers that only the holder of the root key, or of the
   * recovery key's own proof, can have made; `beside`: as it lies in the place, unproven.
   */
  readonly from: 'given' | 'register' | 'beside'
}

const UNPROVEN =
  'the recovery slot bears no proof of the recovery key, so anybody who can write there may have made this: --vkey, the log’s key as it was kept'

const VKEY_BYTES_MAX = 1_000

/**
 * The key that has to have signed: the one that is given, else the one in the opened key register, else the one that
 * lies beside the backup, which finds accidents but nobody who replaced both. Throws `backup_damaged` when the given
 * one is not the register's, and `keys_unavailable` when anybody who can write to the place could have made the register.
 */
export async function trustFor(
  id: string,
  deps: { store: ObjectStore; keyring: Keyring | undefined; proven: boolean; vkey: string | undefined },
): Promise<Trust> {
  const { store, keyring, vkey } = deps
  const own = keyring && logVerifiers(await nodeOf(store, id), keyring.checkpointSeed)
  if (vkey !== undefined) {
    const given = verifierOf(vkey, 'usage')
    if (own !== undefined && !own.some((one) => one.name === given.name && one.keyId === given.keyId))
      throw new CordonError('backup_damaged', { at: 'the registers hold another log’s key than the one that was kept' })
    return { verifiers: [given], from: 'given' }
  }
  if (own !== undefined && !deps.proven) throw new CordonError('keys_unavailable', { at: UNPROVEN })
  if (own !== undefined) return { verifiers: own, from: 'register' }
  const beside: NoteVerifier[] = []
  for (const { number } of await listLines(store)) {
    const bytes = await store.get(lineKey(number, 'log.vkey'), VKEY_BYTES_MAX)
    if (bytes !== undefined) beside.push(verifierOf(Buffer.from(bytes).toString('utf8').trim()))
  }
  return { verifiers: beside, from: 'beside' }
}

function verifierOf(vkey: string, code: 'usage' | 'backup_damaged' = 'backup_damaged'): NoteVerifier {
  try {
    return noteVerifier(vkey)
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new CordonError(code, { at: 'the log’s verifier key is none', cause })
  }
}

/** The node that the manifest names. It only chooses the name of the key: the signature is checked under it. */
async function nodeOf(store: ObjectStore, id: string): Promise<string> {
  const note = await store.get(snapshotKey(id, 'manifest'), MANIFEST_BYTES_MAX)
  if (note === undefined) throw new CordonError('backup_incomplete', { at: `${id}: manifest` })
  const [, node] = /"node":"([a-z0-9][a-z0-9.-]{0,62})"/.exec(Buffer.from(note).toString('utf8')) ?? []
  if (node === undefined) throw new CordonError('backup_damaged', { at: `${id}: manifest` })
  return node
}
