import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { toBase64Url, utf8 } from './bytes.ts'
import { signCheckpoint } from './checkpoint.ts'
import { encodeFrame } from './frame.ts'
import { encodeLeaf, type Leaf } from './leaf.ts'
import { ed25519KeyId, ed25519Verifier, encodeVkey, type NoteSigner, type VerifyEd25519 } from './note.ts'
import { createFrontier, leafHash, type Sha256 } from './tree.ts'

export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest()

export const verifyEd25519: VerifyEd25519 = (publicKey, text, signature) => {
  const x = toBase64Url(publicKey)
  return verify(null, text, { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }, signature)
}

export function createKey(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const bytes = rawPublicKey(publicKey)
  const vkey = encodeVkey(name, bytes, sha256)
  const keyId = ed25519KeyId(name, bytes, sha256)
  const signer: NoteSigner = { name, keyId, sign: (text) => sign(null, text, privateKey) }
  return { vkey, signer, verifier: ed25519Verifier(vkey, { sha256, verifyEd25519 }) }
}

/** An entry of a small log: leaf and body as the journal would write them. */
export function entryAt(index: number, change: Partial<Leaf> = {}): { leaf: Uint8Array; body: Uint8Array } {
  const body = utf8(`sealed body ${index}`)
  const leaf: Leaf = {
    v: 1,
    node: 'a',
    tenant: pseudonym(index % 2),
    seq: Math.floor(index / 2),
    class: 'intent',
    time: 1_795_000_000_000 + index,
    salt: toBase64Url(sha256(utf8(`salt ${index}`)).subarray(0, 16)),
    body: toBase64Url(sha256(body)),
    ...change,
  }
  return { leaf: encodeLeaf(leaf), body }
}

export const pseudonym = (n: number): string => toBase64Url(sha256(utf8(`tenant ${n}`)).subarray(0, 16))

/** Frames one behind another, each its own group. */
export function encodeEntries(entries: readonly { leaf: Uint8Array; body: Uint8Array }[]): Uint8Array {
  return Buffer.concat(entries.map((entry) => encodeFrame({ ...entry, opensGroup: true })))
}

export function signHead(
  key: ReturnType<typeof createKey>,
  leaves: readonly Uint8Array[],
  size = leaves.length,
): Promise<string> {
  const tree = createFrontier(sha256)
  for (const leaf of leaves.slice(0, size)) tree.append(leafHash(sha256, leaf))
  return signCheckpoint({ origin: key.signer.name, size, root: tree.root() }, [key.signer])
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32)
}
