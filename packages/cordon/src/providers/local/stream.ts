import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Reply } from '../provider.ts'
import { stopIfGone } from './errors.ts'
import type { Envelope, Usage } from './response.ts'

/** Characters of one chunk: few, as with a real vendor, so that codes arrive in pieces. */
const PIECE_CHARACTERS = 5

/** `usage` is sent as the last chunk when the client asked for it. */
export function streamOf(envelope: Envelope, text: string, usage: Usage | undefined, signal: AbortSignal): Reply {
  return { kind: 'stream', events: chunks(envelope, text, usage, signal), tls: undefined }
}

async function* chunks(envelope: Envelope, text: string, usage: Usage | undefined, signal: AbortSignal) {
  const chunk = (
    choices: readonly unknown[],
    more: Record<string, unknown> = usage === undefined ? {} : { usage: null },
  ) => ({
    ...envelope,
    object: 'chat.completion.chunk',
    choices,
    ...more,
  })
  const choice = (delta: Record<string, unknown>, finish_reason: string | null) => [
    { index: 0, delta, logprobs: null, finish_reason },
  ]
  yield chunk(choice({ role: 'assistant', content: '' }, null))
  for (const content of pieces(text)) {
    await nextTurn() // other requests and the client's hanging up get their turn
    stopIfGone(signal)
    yield chunk(choice({ content }, null))
  }
  yield chunk(choice({}, 'stop'))
  if (usage !== undefined) yield chunk([], { usage })
}

/** Cut between characters, never inside one. */
function pieces(text: string): string[] {
  const characters = Array.from(text)
  const count = Math.ceil(characters.length / PIECE_CHARACTERS)
  return Array.from({ length: count }, (_, i) =>
    characters.slice(i * PIECE_CHARACTERS, (i + 1) * PIECE_CHARACTERS).join(''),
  )
}
