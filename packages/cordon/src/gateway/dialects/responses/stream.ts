import { CordonError, ResponsesEvent } from '@cordon/contract'
import type { Restorer } from '@cordon/deid'
import { createArguments } from '../../answers/arguments.ts'
import { createProse } from '../../answers/prose.ts'
import type { KeptItem, RestoredTurn, Restoring, StreamRestorer } from '../dialect.ts'
import {
  called,
  itemsIn,
  opaqueIn,
  parsed,
  prose,
  restoreAnswer,
  restoreItem,
  restorePart,
  tokensOf,
} from './answer.ts'

type DeltaEvent = Extract<ResponsesEvent, { delta: string }>
type Tokens = ReturnType<typeof tokensOf>

/**
 * Restores a stream: one event out for each event in, and, before a text is said to be done, what was held back of it. Texts stand
 * several times in it (as deltas, done, in their part, in their item, in the answer): each place is restored by itself,
 * and the whole answer, which comes last, is what is remembered.
 */
export function restoreStream(restoring: Restoring): StreamRestorer {
  /** Each text that is open, with its newest delta event. */
  const open = new Map<string, { restorer: Restorer; newest: DeltaEvent }>()
  const toolNames = new Map<number, string>()
  const passing: RestoredTurn[] = []
  const turns: RestoredTurn[] = []
  let opaque: string[] = []
  let items: KeptItem[] = []
  let id: string | undefined
  let tokens: Tokens = { tokensIn: undefined, tokensOut: undefined }
  let number = 0
  let last: ResponsesEvent[] = []

  /** Events are numbered anew: some were added. */
  const numbered = (events: ResponsesEvent[]) => events.map((event) => ({ ...event, sequence_number: number++ }))
  const isInside = (index: number) => restoring.toolInside(toolNames.get(index) ?? '')

  function pushDelta(event: DeltaEvent): ResponsesEvent {
    const isArguments = event.type === 'response.function_call_arguments.delta'
    const make = (): Restorer =>
      isArguments ? createArguments(restoring, isInside(event.output_index)) : createProse(restoring)
    const { restorer } = open.get(keyOf(event)) ?? { restorer: make() }
    open.set(keyOf(event), { restorer, newest: event })
    return { ...event, delta: restorer.push(event.delta) }
  }

  /** What was restored for one tool is not for another that it turns into. */
  function refuseRenamed(index: number, name: string): void {
    if (toolNames.get(index) !== name) throw new CordonError('upstream_invalid', { at: 'stream (another tool)' })
  }

  function flush(key: string): ResponsesEvent[] {
    const held = open.get(key)
    open.delete(key)
    const rest = held?.restorer.end() ?? ''
    return held === undefined || rest === '' ? [] : [{ ...held.newest, delta: rest }]
  }

  function restored(event: ResponsesEvent): ResponsesEvent[] {
    switch (event.type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return [{ ...event, response: restoreAnswer(event.response, restoring, passing) }]
      case 'response.completed':
      case 'response.incomplete':
        tokens = tokensOf(event.response)
        opaque = opaqueIn(event.response)
        items = itemsIn(event.response)
        id = event.response.id
        return [{ ...event, response: restoreAnswer(event.response, restoring, turns) }]
      case 'response.output_item.added':
        if (event.item.type === 'function_call') toolNames.set(event.output_index, event.item.name)
        return [{ ...event, item: restoreItem(event.item, restoring, passing) }]
      case 'response.output_item.done':
        if (event.item.type === 'function_call') refuseRenamed(event.output_index, event.item.name)
        return [{ ...event, item: restoreItem(event.item, restoring, passing) }]
      case 'response.content_part.added':
      case 'response.content_part.done':
        return [{ ...event, part: restorePart(event.part, restoring, passing) }]
      case 'response.reasoning_summary_part.added':
      case 'response.reasoning_summary_part.done':
        return [{ ...event, part: { ...event.part, text: prose(event.part.text, restoring, passing) } }]
      case 'response.output_text.delta':
      case 'response.refusal.delta':
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
      case 'response.function_call_arguments.delta':
        return [pushDelta(event)]
      case 'response.output_text.done':
      case 'response.reasoning_text.done':
      case 'response.reasoning_summary_text.done':
        return [...flush(keyOf(event)), { ...event, text: prose(event.text, restoring, passing) }]
      case 'response.refusal.done':
        return [...flush(keyOf(event)), { ...event, refusal: prose(event.refusal, restoring, passing) }]
      case 'response.function_call_arguments.done': {
        if (event.name !== undefined) refuseRenamed(event.output_index, event.name)
        const text = called(event.arguments, restoring, isInside(event.output_index), passing)
        return [...flush(keyOf(event)), { ...event, arguments: text }]
      }
    }
  }

  return {
    push(given) {
      const event = parsed(ResponsesEvent.safeParse(given))
      const events = restored(event)
      passing.length = 0
      if (event.type !== 'response.completed' && event.type !== 'response.incomplete') return numbered(events)
      // Held until the outcome is durable: it is what tells a client that the answer is whole.
      last = events
      return []
    },
    end() {
      const events = numbered([...[...open.keys()].flatMap(flush), ...last])
      return { events, answer: { turns, opaque, items, id, ...tokens } }
    },
  }
}

/** Which text an event is about: its item, its part or summary, and what kind of text it is. */
function keyOf(event: Extract<ResponsesEvent, { output_index: number }>): string {
  const part = 'content_index' in event ? event.content_index : 'summary_index' in event ? event.summary_index : 0
  return `${event.output_index}/${part}/${event.type.slice(0, event.type.lastIndexOf('.'))}`
}
