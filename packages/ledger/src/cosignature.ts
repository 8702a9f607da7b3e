import { concat, utf8 } from './bytes.ts'
import { LedgerError } from './error.ts'
import { keyId, parseVkey } from './key.ts'
import type { NoteSigner, NoteVerifier } from './note.ts'
import type { Arithmetic } from './verifier.ts'

/**
 * A witness's word on a checkpoint (c2sp.org/tlog-cosignature, type 0x04): at this time, this was the largest tree of
 * this log that I had seen, and it continues every one that I had seen before. Eight bytes of time, then Ed25519 over
 *
 *     cosignature/v1
 *     time 1679315147
 *     the checkpoint's text
 */
export interface CosignatureVerifier extends NoteVerifier {
  /** The time that a verified signature states, in seconds since 1970. */
  timeOf(signature: Uint8Array): number
}

/** Signs as a witness. `nowSeconds` is asked once for each signature; `sign` is plain Ed25519 by the witness's key. */
export function cosigner(key: NoteSigner, nowSeconds: () => number): NoteSigner {
  const { name, keyId: id } = key
  return {
    name,
    keyId: id,
    sign: async (text) => {
      const time = nowSeconds()
      if (!Number.isSafeInteger(time) || time < 0) throw new LedgerError('range_invalid', 'a time is whole seconds')
      return concat(timeBytes(time), await key.sign(cosignedMessage(time, text)))
    },
  }
}

/** The verifier of a witness's key. Throws `key_malformed` unless the vkey is of type 0x04. */
export function cosignatureVerifier(vkey: string, deps: Arithmetic): CosignatureVerifier {
  const key = parseVkey(vkey, deps.sha256)
  if (key.type !== 'cosignature') throw new LedgerError('key_malformed', 'a witness’s key is of type 0x04')
  return {
    name: key.name,
    keyId: keyId(key, deps.sha256),
    timeOf,
    verify: async (text, signature) => {
      if (signature.length !== LENGTH || timeOf(signature) > Number.MAX_SAFE_INTEGER) return false
      return deps.verifyEd25519(key.bytes, cosignedMessage(timeOf(signature), text), signature.subarray(8))
    },
  }
}

const LENGTH = 8 + 64

const cosignedMessage = (time: number, text: Uint8Array): Uint8Array =>
  concat(utf8(`cosignature/v1\ntime ${time}\n`), text)

function timeOf(signature: Uint8Array): number {
  const view = new DataView(signature.buffer, signature.byteOffset, signature.length)
  return view.getUint32(0) * 2 ** 32 + view.getUint32(4)
}

function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(time / 2 ** 32))
  view.setUint32(4, time % 2 ** 32)
  return bytes
}
