import { Encrypter, type Recipient } from 'age-encryption'
import { invariant } from '../../kernel/invariant.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { NONCE_BYTES, sealPayload } from './payload.ts'

/**
 * An age file (age-encryption.org/v1) for these recipients, as a stream of constant memory: any age program opens it.
 * The header is made by the `age-encryption` library, the payload by node's own cipher.
 *
 * @example store.put('x.age', encrypt(['age1…', 'age1…'], bytes, random))
 */
export async function* encrypt(
  recipients: readonly string[],
  plain: AsyncIterable<Uint8Array>,
  random: RandomBytes,
): AsyncGenerator<Uint8Array> {
  const { header, fileKey } = await makeHeader(recipients)
  const nonce = random(NONCE_BYTES)
  yield Buffer.concat([header, nonce])
  yield* sealPayload(fileKey, nonce, plain)
}

/** The library encrypts an empty file; we keep its header and learn its file key as one more recipient of nothing. */
async function makeHeader(recipients: readonly string[]): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  const encrypter = new Encrypter()
  let fileKey: Uint8Array | undefined
  const listener: Recipient = {
    wrapFileKey(key) {
      fileKey = Uint8Array.from(key)
      return []
    },
  }
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  encrypter.addRecipient(listener)
  const empty = await encrypter.encrypt(new Uint8Array(0))
  invariant(fileKey !== undefined, 'the library asks every recipient')
  return { header: empty.subarray(0, empty.length - NONCE_BYTES - EMPTY_PAYLOAD_BYTES), fileKey }
}

/** One last chunk with nothing in it: its tag. */
const EMPTY_PAYLOAD_BYTES = 16
