import type { Outbound } from './provider.ts'

/**
 * One prompt as the exact bytes that will leave. They are made once: the journal hashes them, then a provider sends them,
 * so the record and the wire cannot differ. It is made from an `Outbound` and from nothing else; a private field keeps a
 * look-alike from passing.
 *
 * @example const encoded = new Encoded(prompt); journal.hash(encoded.bytes); await provider.chat({ prompt: encoded, … })
 */
export class Encoded {
  readonly #bytes: Buffer
  /** The policy under which the prompt was de-identified, for example `safe-harbor/1`. */
  readonly policy: string

  constructor(prompt: Outbound<Record<string, unknown>>) {
    this.#bytes = Buffer.from(JSON.stringify(prompt.value), 'utf8')
    this.policy = prompt.policy
  }

  /** UTF-8 JSON. Read only: do not write into it. */
  get bytes(): Buffer {
    return this.#bytes
  }
}
