import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { join } from 'node:path'
import {
  ed25519KeyId,
  ed25519Verifier,
  encodeVkey,
  type NoteSigner,
  type NoteVerifier,
  openCheckpoint,
  signCheckpoint,
  type TreeHead,
  toBase64,
  type VerifyEd25519,
} from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { readWhole, replaceFile } from './files.ts'
import type { Checkpoint } from './journal.ts'
import { checkpointBytesMax } from './limits.ts'
import { sha256 } from './sealed-entry.ts'

/** Signs this log's heads: the newest is always in the file `checkpoint`, beside the segments. */
export interface Checkpoints {
  readonly latest: Checkpoint | undefined
  /** The newest checkpoint if it covers `size` entries, else one signed now. Callers of one moment share a signature. */
  covering(size: number): Promise<Checkpoint>
}

export function createCheckpoints(deps: {
  disk: Disk
  folder: string
  key: LogKey
  /** The durable log's size and root, taken together: one size never has two roots. */
  head: () => { size: number; root: Uint8Array }
  latest: Checkpoint | undefined
  onSigned: (checkpoint: Checkpoint) => void
}): Checkpoints {
  const { disk, folder, key } = deps
  let latest = deps.latest
  let signing: Promise<void> | undefined

  async function signNow(): Promise<void> {
    const { size, root } = deps.head()
    const note = await signCheckpoint({ origin: key.origin, size, root }, [key.signer])
    await replaceFile(disk, folder, 'checkpoint', new TextEncoder().encode(note))
    latest = { origin: key.origin, size, root: toBase64(root), note }
    deps.onSigned(latest)
  }

  return {
    get latest() {
      return latest
    },
    async covering(size) {
      while (latest === undefined || latest.size < size) {
        signing ??= signNow().finally(() => {
          signing = undefined
        })
        await signing
      }
      return latest
    },
  }
}

/** The key of one log. The signer is an interface: a KMS or an HSM takes its place without a change here. */
export interface LogKey {
  readonly origin: string
  readonly vkey: string
  readonly signer: NoteSigner
  readonly verifier: NoteVerifier
}

/** Ed25519 (RFC 8032) from a seed of 32 bytes; the log of a node is named `cordon/<node>`. */
export function createLogKey(node: string, seed: Uint8Array): LogKey {
  const origin = `cordon/${node}`
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)
  const vkey = encodeVkey(origin, publicKey, sha256)
  return {
    origin,
    vkey,
    signer: { name: origin, keyId: ed25519KeyId(origin, publicKey, sha256), sign: (text) => sign(null, text, secret) },
    verifier: ed25519Verifier(vkey, { sha256, verifyEd25519 }),
  }
}

export const verifyEd25519: VerifyEd25519 = (publicKey, text, signature) =>
  verify(null, text, publicKeyObject(publicKey), signature)

/** The signed note in the folder and what it says; `undefined` when there is none. Throws what `openCheckpoint` does. */
export async function readCheckpoint(
  disk: Disk,
  folder: string,
  verifier: NoteVerifier,
): Promise<(TreeHead & { note: string }) | undefined> {
  const bytes = await readWhole(disk, join(folder, 'checkpoint'), checkpointBytesMax)
  if (bytes === undefined) return undefined
  const note = new TextDecoder().decode(bytes)
  return { ...(await openCheckpoint(note, verifier)), note }
}

// The fixed heads of the DER forms that hold an Ed25519 seed and public key (RFC 8410 §7 and §4).
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_ED25519, publicKey]), format: 'der', type: 'spki' })
}
