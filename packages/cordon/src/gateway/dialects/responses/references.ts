import {
  CordonError,
  ResponsesItem,
  ResponsesOutput,
  type ResponsesReference,
  type ResponsesRequest,
} from '@cordon/contract'
import type { Question, References, Restoring } from '../dialect.ts'
import { restoreItem } from './answer.ts'

type Input = Exclude<ResponsesRequest['input'], string>[number]

/** A request whose items are all there. */
export type WholeRequest = Omit<ResponsesRequest, 'input'> & { readonly input: string | readonly ResponsesItem[] }

/** The same request without what it only names: a reference is never sent, whatever becomes of it. */
export function withoutReferences(request: ResponsesRequest): WholeRequest {
  const { input } = request
  return { ...request, input: typeof input === 'string' ? input : input.filter(isWhole) }
}

/**
 * What a request only names, and how it is made whole. A client that takes for granted that the vendor stored its answers
 * sends references to their items; nothing is stored there (`store` is false), so the items come from this conversation.
 * Throws `feature_refused` for one that stands twice: each costs bytes that the request did not.
 */
export function referencesOf(
  request: ResponsesRequest,
  ask: (whole: WholeRequest) => Question,
): References | undefined {
  const { input } = request
  if (typeof input === 'string') return undefined
  const named = input.flatMap((item, n) => (isWhole(item) ? [] : [{ at: `input[${n}].id`, id: item.id }]))
  if (named.length === 0) return undefined
  const twice = named.find(({ id }, n) => named.findIndex((other) => other.id === id) !== n)
  if (twice !== undefined) throw new CordonError('feature_refused', { at: twice.at })
  return {
    named,
    whole: (kept, restoring) =>
      ask({
        ...request,
        input: input.flatMap((item, n) =>
          isWhole(item) ? [item] : wholeOf(kept.get(item.id), restoring, `input[${n}].id`),
        ),
      }),
  }
}

function isWhole(item: Input): item is Exclude<Input, ResponsesReference> {
  return !('type' in item) || item.type !== 'item_reference'
}

/** As its client saw it, in the shape in which it would have sent it. */
function wholeOf(kept: unknown, restoring: Restoring, at: string): ResponsesItem[] {
  const item = ResponsesOutput.safeParse(kept)
  if (!item.success) throw new CordonError('feature_refused', { at })
  const restored = restoreItem(item.data, restoring, [])
  // Reasoning that nobody can read again is of no use: without its encrypted text the vendor looks for what it stored.
  if (restored.type === 'reasoning' && restored.encrypted_content == null && !restored.content?.length) return []
  // The id of a call would have the vendor look for the reasoning that it stored with it; `call_id` ties it to its result.
  const { id: _, ...call } = restored
  const whole = ResponsesItem.safeParse(restored.type === 'function_call' ? call : restored)
  if (!whole.success) throw new CordonError('feature_refused', { at })
  return [whole.data]
}
