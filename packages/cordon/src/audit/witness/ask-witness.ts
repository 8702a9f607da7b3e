import { CordonError } from '@cordon/contract'
import { SECOND } from '../../kernel/clock.ts'
import type { Egress, EgressAnswer } from '../../kernel/egress.ts'

/** What came of one add-checkpoint. */
export type WitnessWord =
  | { readonly kind: 'cosigned'; readonly lines: string }
  /** It last cosigned this size: not the one that it was told. */
  | { readonly kind: 'knows'; readonly size: number }
  /** It does not see the new tree continue the one that it knows. */
  | { readonly kind: 'disagrees' }
  /** Not reached, or it does not know this log, or its answer is none. */
  | { readonly kind: 'silent' }

const answerBytesMax = 65_536
const answerMs = 5 * SECOND

/** One request to one witness, bounded in time and bytes. Never throws for what the witness does. */
export async function askWitness(
  egress: Egress,
  { origin, path }: { readonly origin: string; readonly path: string },
  body: string,
): Promise<WitnessWord> {
  try {
    const answer = await egress.request({
      origin,
      method: 'POST',
      path,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body,
      signal: AbortSignal.timeout(answerMs),
    })
    return wordOf(answer.status, await readAnswer(answer))
  } catch (error) {
    if (error instanceof CordonError) return { kind: 'silent' }
    throw error
  }
}

function wordOf(status: number, text: string): WitnessWord {
  if (status === 200) return { kind: 'cosigned', lines: text }
  const size = /^(0|[1-9][0-9]{0,15})\n$/.exec(text)?.[1]
  if (status === 409 && size !== undefined) return { kind: 'knows', size: Number(size) }
  return status === 422 ? { kind: 'disagrees' } : { kind: 'silent' }
}

async function readAnswer(answer: EgressAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body) {
    bytes += chunk.length
    if (bytes > answerBytesMax) {
      answer.close()
      throw new CordonError('upstream_too_large')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
