import type { Vendor } from '@cordon/contract'
import type { Outbound, Shape } from './provider.ts'

/**
 * Turns a prompt into the exact bytes that will leave. They are made once: the journal hashes them, then a provider sends
 * them, so that the record and the wire cannot differ.
 *
 * @example const encoded = encode(prompt, 'chat'); sha256(encoded.bytes); await provider.send({ prompt: encoded, … })
 */
export function encode(
  prompt: Outbound<Record<string, unknown>>,
  shape: Shape,
  kind: Vendor['kind'] = 'openai',
): Encoded {
  return new Encoded(prompt, shape, kind)
}

export type { Encoded }

/** Only `encode` makes one, and only from an `Outbound`; a private field keeps a look-alike from passing. */
class Encoded {
  readonly #bytes: Buffer

  constructor(prompt: Outbound<Record<string, unknown>>, shape: Shape, kind: Vendor['kind']) {
    const body = shape === 'messages' || shape === 'count-tokens' ? withInputs(prompt.value) : prompt.value
    this.#bytes = Buffer.from(JSON.stringify(kind === 'vertex' ? forVertex(body, shape) : body), 'utf8')
  }

  /** UTF-8 JSON, for reading only. */
  get bytes(): Buffer {
    return this.#bytes
  }
}

/** Vertex names a Claude model in the address and its version in the body; its OpenAI-shaped door wants the publisher's name, too. */
function forVertex({ model, ...body }: Record<string, unknown>, shape: Shape): Record<string, unknown> {
  if (shape === 'messages') return { ...body, anthropic_version: 'vertex-2023-10-16' }
  const named = typeof model === 'string' && !model.includes('/') ? `google/${model}` : model
  return { ...body, model: named }
}

/** In Messages a tool's input is an object; it was cleaned as the JSON text of one. */
function withInputs(body: Record<string, unknown>): Record<string, unknown> {
  const { messages } = body as { messages: { content: string | { type: string; input?: string }[] }[] }
  const turns = messages.map((turn) => ({
    ...turn,
    content:
      typeof turn.content === 'string'
        ? turn.content
        : turn.content.map((block) =>
            block.type === 'tool_use' ? { ...block, input: JSON.parse(block.input ?? '{}') as unknown } : block,
          ),
  }))
  return { ...body, messages: turns }
}
