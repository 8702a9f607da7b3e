import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../kernel/random.ts'
import { fields } from './envelope.ts'
import { exists } from './key-outside.ts'
import { NODE, type RecoverySlot } from './register.ts'
import { readRegister } from './registers.ts'
import { replaceFile } from './replace-file.ts'
import { createWrapping } from './wrap.ts'

/**
 * The offline recovery key: an X25519 key in a file that somebody takes away. It opens the *recovery root*, a second
 * root key under which every register is wrapped too; wrapped to the public half it stays with the registers and so goes
 * into every backup. Losing the machine, the root key or a key service loses nothing while this file exists, and a
 * change of root key needs nothing fetched.
 */
const PREFIX = 'cordon-recovery-1:'
const NOTE = `# Cordon's offline recovery key. It opens everything this installation sealed.
# Move this file off this machine (paper, a token, a safe) and delete it here.
`

/** Makes the recovery key at `path`; answers the recovery root wrapped to it. */
export async function createRecoveryKey(at: {
  path: string
  recoveryRoot: Uint8Array
  random: RandomBytes
}): Promise<RecoverySlot> {
  const made = !(await exists(at.path))
  const recovery = made ? at.random(32) : await readRecoveryKey(at.path)
  const ephemeral = at.random(32)
  const recipient = publicHalf(recovery)
  const wrapped = createWrapping(agreed(ephemeral, recipient, publicHalf(ephemeral), recipient), at.random)
  if (made) await replaceFile(at.path, `${NOTE}${PREFIX}${encode(recovery)}\n`)
  const slot = {
    recipient: encode(recipient),
    ephemeral: encode(publicHalf(ephemeral)),
    wrapped: encode(wrapped.wrap(at.recoveryRoot, 'recovery')),
  }
  return { ...slot, proof: slotProof(slot, recovery).toString('base64url') }
}

/**
 * Everybody may wrap a recovery root of their own to the public half, and so a deployment of their own. Only who held the
 * private half, which `init` does for one moment, makes this proof; and only who has that recovery root, the deployment
 * and the recovery key's holder, wraps registers under it. So the one proof, made once, vouches for every later register.
 */
function slotProof({ recipient, ephemeral, wrapped }: RecoverySlot, recovery: Uint8Array): Buffer {
  const key = Buffer.from(hkdfSync('sha256', recovery, '', 'cordon recovery proof 1', 32))
  return createHmac('sha256', key)
    .update(fields(recipient, ephemeral, wrapped))
    .digest()
}

/** The slot with its proof, for one that has none; nothing when it is another recovery key's. */
export function provenSlot(slot: RecoverySlot, recovery: Uint8Array): RecoverySlot | undefined {
  if (slot.recipient !== encode(publicHalf(recovery))) return undefined
  return { ...slot, proof: slotProof(slot, recovery).toString('base64url') }
}

/** Whether the holder of this recovery key made it. */
export function isProvenSlot(slot: RecoverySlot, recovery: Uint8Array): boolean {
  const given = Buffer.from(slot.proof ?? '', 'base64url')
  const made = slotProof(slot, recovery)
  return given.length === made.length && timingSafeEqual(given, made)
}

/**
 * The recovery root, from the recovery key and a copy of the registers: as a root key (`rootKeyOf`) it opens each of
 * them. Throws `keys_unavailable` when they do not match.
 */
export async function recoverKek(at: {
  path: string
  registerFolder: string
  random: RandomBytes
}): Promise<Uint8Array> {
  return openSlot(await readSlot(at.registerFolder), await readRecoveryKey(at.path), at.random)
}

/** The same from a slot and the key. Throws `keys_unavailable`, also for one whose proof is another's. */
export function openSlot(slot: RecoverySlot, recovery: Uint8Array, random: RandomBytes): Uint8Array {
  if (slot.proof !== undefined && !isProvenSlot(slot, recovery))
    throw new CordonError('keys_unavailable', { at: 'the recovery slot was not made with this recovery key' })
  const [recipient, ephemeral] = [decode(slot.recipient), decode(slot.ephemeral)]
  const shared = agreed(recovery, ephemeral, ephemeral, recipient)
  return createWrapping(shared, random).unwrap(decode(slot.wrapped), 'recovery')
}

/** The private half, 32 bytes. Throws `keys_unavailable` for a file that is none. */
export async function readRecoveryKey(path: string): Promise<Uint8Array> {
  const text = await readText(path)
  const line = text.split('\n').find((one) => one.startsWith(PREFIX))
  const key = decode(line?.slice(PREFIX.length).trim() ?? '')
  if (key.length !== 32) throw new CordonError('keys_unavailable', { at: 'this is not a Cordon recovery key' })
  return key
}

async function readSlot(registerFolder: string): Promise<RecoverySlot> {
  const held = (await readRegister(registerFolder, NODE))?.slot
  if (held === undefined) throw new CordonError('keys_unavailable', { at: 'no register here has a recovery slot' })
  return held
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CordonError('keys_unavailable', { at: 'the recovery key cannot be read', cause: error })
  }
}

/** RFC 7748 agreement, then HKDF-SHA256 bound to both public halves. */
function agreed(mine: Uint8Array, theirs: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array {
  const shared = diffieHellman({ privateKey: privateKey(mine), publicKey: publicKey(theirs) })
  const salt = Buffer.concat([ephemeral, recipient])
  return Buffer.from(hkdfSync('sha256', shared, salt, 'cordon recovery 1', 32))
}

function publicHalf(secret: Uint8Array): Uint8Array {
  return createPublicKey(privateKey(secret)).export({ format: 'der', type: 'spki' }).subarray(-32)
}

/** The fixed DER prefixes of X25519 keys (RFC 8410) in front of the 32 raw bytes. */
function privateKey(secret: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

function publicKey(raw: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), raw])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
