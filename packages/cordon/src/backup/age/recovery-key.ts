import { CordonError } from '@cordon/contract'
import { readRecoveryKey } from '../../crypto/recovery.ts'
import { NODE } from '../../crypto/register.ts'
import { readRegister } from '../../crypto/registers.ts'

/**
 * The offline recovery key is an X25519 key, and so is an age identity: it opens every backup as one more recipient, so
 * that whoever holds it needs nothing else. Both uses derive their keys under labels of their own.
 */
export async function recoveryIdentity(path: string): Promise<string> {
  return bech32('age-secret-key-', await readRecoveryKey(path)).toUpperCase()
}

/** The public half, from the node's register. Throws `keys_unavailable` when the register names none. */
export async function recoveryRecipient(registerFolder: string): Promise<string> {
  const slot = (await readRegister(registerFolder, NODE))?.slot
  if (slot === undefined) throw new CordonError('keys_unavailable', { at: 'no register here has a recovery slot' })
  return bech32('age', Buffer.from(slot.recipient, 'base64url'))
}

const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** Bech32 (BIP 173), as age writes its keys: any length. */
function bech32(prefix: string, bytes: Uint8Array): string {
  const data = fiveBits(bytes)
  const spread = [...Buffer.from(prefix, 'latin1')]
  const expanded = [...spread.map((code) => code >> 5), 0, ...spread.map((code) => code & 31)]
  const sum = checksum([...expanded, ...data, 0, 0, 0, 0, 0, 0]) ^ 1
  const check = Array.from({ length: 6 }, (_, at) => (sum >>> (5 * (5 - at))) & 31)
  return `${prefix}1${[...data, ...check].map((value) => CHARACTERS[value] ?? '').join('')}`
}

function fiveBits(bytes: Uint8Array): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => Number.parseInt(group.padEnd(5, '0'), 2))
}

function checksum(values: readonly number[]): number {
  let sum = 1
  for (const value of values) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    for (const [at, generator] of GENERATOR.entries()) if ((top >>> at) & 1) sum ^= generator
  }
  return sum
}
