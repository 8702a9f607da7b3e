import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { toBase64Url, utf8 } from './bytes.ts'
import { signCheckpoint } from './checkpoint.ts'
import { cosignatureVerifier, cosigner } from './cosignature.ts'
import { encodeFrame } from './frame.ts'
import { ed25519KeyId, encodeVkey, keyId } from './key.ts'
import { encodeLeaf, type Leaf } from './leaf.ts'
import type { NoteSigner } from './note.ts'
import { createFrontier, leafHash, type Sha256 } from './tree.ts'
import { type Arithmetic, ed25519Verifier, logVerifier, type VerifyEcdsa, type VerifyEd25519 } from './verifier.ts'

export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest()

export const verifyEd25519: VerifyEd25519 = (publicKey, text, signature) => {
  const x = toBase64Url(publicKey)
  return verify(null, text, { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }, signature)
}

export const verifyEcdsa: VerifyEcdsa = (publicKey, text, signature) => {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  return verify('sha256', text, key, signature)
}

export const arithmetic: Arithmetic = { sha256, verifyEd25519, verifyEcdsa }

export function createKey(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const bytes = rawPublicKey(publicKey)
  const vkey = encodeVkey(name, bytes, sha256)
  const id = ed25519KeyId(name, bytes, sha256)
  const signer: NoteSigner = { name, keyId: id, sign: (text) => sign(null, text, privateKey) }
  return { vkey, signer, verifier: ed25519Verifier(vkey, { sha256, verifyEd25519 }) }
}

/** A log's key on P-256, as an HSM that knows no Ed25519 holds it. */
export function createEcdsaKey(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const bytes = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }))
  const vkey = encodeVkey(name, bytes, sha256, 'ecdsa')
  const signer: NoteSigner = {
    name,
    keyId: keyId({ name, type: 'ecdsa', bytes }, sha256),
    sign: (text) => sign('sha256', text, privateKey),
  }
  return { vkey, signer, verifier: logVerifier(vkey, arithmetic) }
}

/** A witness's key, and a clock for it that stands still. */
export function createWitnessKey(name: string, seconds = 1_795_000_000) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const bytes = rawPublicKey(publicKey)
  const vkey = encodeVkey(name, bytes, sha256, 'cosignature')
  const id = keyId({ name, type: 'cosignature', bytes }, sha256)
  const signer = cosigner({ name, keyId: id, sign: (text) => sign(null, text, privateKey) }, () => seconds)
  return { vkey, signer, verifier: cosignatureVerifier(vkey, arithmetic) }
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
