import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import type { RandomBytes } from '../kernel/random.ts'
import { replaceFile } from './replace-file.ts'
import { createWrapping } from './wrap.ts'

/**
 * The offline recovery key: an X25519 key in a file that somebody takes away. The root key, wrapped to its public
 * half, stays with the registers and so goes into every backup; a later root key is wrapped to it without fetching
 * the private half. Losing the machine and the root key loses nothing while this file exists.
 */
const PREFIX = 'cordon-recovery-1:'
const NOTE = `# Cordon's offline recovery key. It opens everything this installation sealed.
# Move this file off this machine (paper, a token, a safe) and delete it here.
`
const slot = z.strictObject({
  format: z.literal(1),
  recipient: z.string(),
  ephemeral: z.string(),
  wrapped: z.string(),
})

/** Makes the recovery key at `path` and wraps `kek` to it in `registerFolder`. */
export async function createRecoveryKey(at: {
  path: string
  registerFolder: string
  kek: Uint8Array
  random: RandomBytes
}): Promise<void> {
  const [recovery, ephemeral] = [at.random(32), at.random(32)]
  const recipient = publicHalf(recovery)
  const wrapped = createWrapping(agreed(ephemeral, recipient, publicHalf(ephemeral), recipient), at.random)
  await replaceFile(at.path, `${NOTE}${PREFIX}${encode(recovery)}\n`)
  const value: z.infer<typeof slot> = {
    format: 1,
    recipient: encode(recipient),
    ephemeral: encode(publicHalf(ephemeral)),
    wrapped: encode(wrapped.wrap(at.kek, 'recovery')),
  }
  await replaceFile(slotPath(at.registerFolder), `${JSON.stringify(value)}\n`)
}

/** The root key, from the recovery key and a copy of the registers. Throws `keys_unavailable` when they do not match. */
export async function recoverKek(at: {
  path: string
  registerFolder: string
  random: RandomBytes
}): Promise<Uint8Array> {
  const recovery = await readRecoveryKey(at.path)
  const held = await readSlot(at.registerFolder)
  const [recipient, ephemeral] = [decode(held.recipient), decode(held.ephemeral)]
  return createWrapping(agreed(recovery, ephemeral, ephemeral, recipient), at.random).unwrap(
    decode(held.wrapped),
    'recovery',
  )
}

export const slotPath = (registerFolder: string): string => join(registerFolder, '_recovery.json')

async function readRecoveryKey(path: string): Promise<Uint8Array> {
  const text = await readText(path)
  const line = text.split('\n').find((one) => one.startsWith(PREFIX))
  const key = decode(line?.slice(PREFIX.length).trim() ?? '')
  if (key.length !== 32) throw new CordonError('keys_unavailable', { at: 'this is not a Cordon recovery key' })
  return key
}

async function readSlot(registerFolder: string): Promise<z.infer<typeof slot>> {
  try {
    return slot.parse(JSON.parse(await readText(slotPath(registerFolder))))
  } catch (error) {
    throw new CordonError('keys_unavailable', { at: 'the recovery slot cannot be read', cause: error })
  }
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
