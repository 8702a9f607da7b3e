import type { Vendor } from '@cordon/contract'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import type { Provider } from '../provider.ts'
import { stopIfGone } from './errors.ts'
import { extract, restate } from './extract.ts'
import { readRequest } from './request.ts'
import { type Envelope, usageOf, wholeOf } from './response.ts'
import { streamOf } from './stream.ts'

export interface LocalExtractDeps {
  readonly vendor: Vendor
  readonly now: Clock
  readonly random: RandomBytes
}

/**
 * Answers in process, from the bytes that a vendor would have been sent: it quotes the sentences of the given context that
 * share the most words with the last question, each with its citation, under the question itself. It has no weights, opens no socket and claims no
 * intelligence. Tools, formats and sampling are ignored; token counts are counts of words.
 */
export function createLocalExtract({ vendor, now, random }: LocalExtractDeps): Provider {
  return {
    vendor,
    async send({ prompt, model, stream, signal }) {
      stopIfGone(signal)
      const asked = readRequest(prompt.bytes)
      const text = restate(asked.question) + extract(asked.question, asked.passages)
      const envelope: Envelope = {
        id: `chatcmpl-${Buffer.from(random(12)).toString('hex')}`,
        created: Math.floor(now() / 1_000),
        model,
        system_fingerprint: 'local-extract (usage counts words)',
      }
      const usage = usageOf(asked.words, text)
      return stream
        ? streamOf(envelope, text, asked.usageWanted ? usage : undefined, signal)
        : wholeOf(envelope, text, usage)
    },
  }
}
