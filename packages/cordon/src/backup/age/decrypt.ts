import { CordonError } from '@cordon/contract'
import type { Decrypter } from 'age-encryption'
import { NONCE_BYTES, openPayload } from './payload.ts'

/** Headers are a few lines for each recipient; a longer one was not written by us. */
const HEADER_BYTES_MAX = 65_536
/** The line in front of the header's tag. */
const LAST_LINE = Buffer.from('\n--- ')

/**
 * An age file's contents, as a stream of constant memory. Throws `backup_key_wrong` when none of the identities is a
 * recipient's, and `backup_damaged` when the bytes are not those that were encrypted; what came before is then no
 * result, and must not be used.
 */
export async function* decrypt(
  decrypter: Decrypter,
  sealed: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const source = sealed[Symbol.asyncIterator]()
  try {
    const { header, nonce, rest } = await readHead(source, name)
    const fileKey = await openHeader(decrypter, header, name)
    yield* openPayload(fileKey, nonce, follow(rest, source), name)
  } finally {
    await source.return?.()
  }
}

async function openHeader(decrypter: Decrypter, header: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    return await decrypter.decryptHeader(header)
  } catch (cause) {
    // The library's words: everything else it says is about the header's own form or its tag.
    const wrong = cause instanceof Error && cause.message.includes('no identity matched')
    throw new CordonError(wrong ? 'backup_key_wrong' : 'backup_damaged', { at: name, cause })
  }
}

/** The header up to the end of its last line, the nonce behind it, and what was read beyond. */
async function readHead(
  source: AsyncIterator<Uint8Array>,
  name: string,
): Promise<{ header: Uint8Array; nonce: Uint8Array; rest: Uint8Array }> {
  let held = Buffer.alloc(0)
  for (;;) {
    const end = endOfHeader(held)
    if (end !== undefined && held.length >= end + NONCE_BYTES) {
      const [header, nonce] = [held.subarray(0, end), held.subarray(end, end + NONCE_BYTES)]
      return { header, nonce, rest: held.subarray(end + NONCE_BYTES) }
    }
    if (end === undefined && held.length > HEADER_BYTES_MAX) throw damaged(name)
    const { done, value } = await source.next()
    if (done === true) throw damaged(name)
    held = Buffer.concat([held, value])
  }
}

function endOfHeader(bytes: Buffer): number | undefined {
  const line = bytes.indexOf(LAST_LINE)
  const end = line < 0 ? -1 : bytes.indexOf('\n', line + LAST_LINE.length)
  return end < 0 ? undefined : end + 1
}

async function* follow(first: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (;;) {
    const { done, value } = await source.next()
    if (done === true) return
    yield value
  }
}

const damaged = (name: string): CordonError => new CordonError('backup_damaged', { at: `${name}: no age file` })
