import type { Reply } from '../provider.ts'
import { countWords } from './words.ts'

/** What every answer and every chunk of one exchange has in common. */
export interface Envelope {
  readonly id: string
  /** Seconds since 1970. */
  readonly created: number
  readonly model: string
  readonly system_fingerprint: string
}

export interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}

/** Words, not tokens: this provider has no tokeniser. */
export function usageOf(wordsIn: number, text: string): Usage {
  const wordsOut = countWords(text)
  return { prompt_tokens: wordsIn, completion_tokens: wordsOut, total_tokens: wordsIn + wordsOut }
}

export function wholeOf(envelope: Envelope, text: string, usage: Usage): Reply {
  const message = { role: 'assistant', content: text, refusal: null }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
  return { kind: 'whole', json: { ...envelope, object: 'chat.completion', choices, usage }, tls: undefined }
}
