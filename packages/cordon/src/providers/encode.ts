import type { Outbound } from './provider.ts'

/**
 * Turns a prompt into the exact bytes that will leave. They are made once: the journal hashes them, then a provider sends
 * them, so that the record and the wire cannot differ.
 *
 * @example const encoded = encode(prompt); sha256(encoded.bytes); await provider.send({ prompt: encoded, … })
 */
export function encode(prompt: Outbound<Record<string, unknown>>): Encoded {
  return new Encoded(prompt)
}

export type { Encoded }

/** Only `encode` makes one, and only from an `Outbound`; a private field keeps a look-alike from passing. */
class Encoded {
  readonly #bytes: Buffer

  constructor(prompt: Outbound<Record<string, unknown>>) {
    this.#bytes = Buffer.from(JSON.stringify(prompt.value), 'utf8')
  }

  /** UTF-8 JSON, for reading only. */
  get bytes(): Buffer {
    return this.#bytes
  }
}
