import { ChatAnswer, ChatChunk, CordonError } from '@cordon/contract'
import type { Restored, Restorer } from '@cordon/deid'
import { createArguments, restoreArguments } from '../../answers/arguments.ts'
import { createProse, restoreProse } from '../../answers/prose.ts'
import { lookAt } from '../../answers/scan.ts'
import type { RestoredAnswer, RestoredTurn, Restoring, StreamRestorer } from '../dialect.ts'

type Choice = ChatChunk['choices'][number]
type Delta = Choice['delta']

/** The texts of a turn that are restored as prose. */
const PROSE = ['content', 'refusal', 'reasoning_content'] as const

/** Restores a whole answer. What the table does not declare is dropped, not passed through. */
export function restoreWhole(json: Record<string, unknown>, restoring: Restoring): RestoredAnswer {
  const answer = parsed(ChatAnswer.safeParse(json))
  const turns: RestoredTurn[] = []
  const remembered = (restored: Restored): string => {
    turns.push(restored)
    return restored.text
  }
  for (const { message } of answer.choices) {
    for (const field of PROSE) {
      const text = message[field]
      if (typeof text === 'string') message[field] = remembered(restoreProse(text, restoring))
    }
    for (const { function: called } of message.tool_calls ?? []) {
      if (called?.name !== undefined) lookAt(called.name, restoring)
      if (called?.arguments === undefined) continue
      const restored = restoreArguments(called.arguments, restoring, restoring.toolInside(called.name ?? ''))
      if (restored !== undefined) called.arguments = remembered(restored)
    }
  }
  return {
    json: answer,
    turns,
    opaque: [],
    tokensIn: answer.usage?.prompt_tokens,
    tokensOut: answer.usage?.completion_tokens,
  }
}

/** Restores a stream: one event out for each event in, so that pace and framing stay the vendor's. */
export function restoreStream(restoring: Restoring): StreamRestorer {
  const open = new Map<string, Restorer>()
  const toolNames = new Map<string, string>()
  const inside = new Set<string>()
  const turns: RestoredTurn[] = []
  let usage: ChatChunk['usage']
  let newest: ChatChunk | undefined

  function restorer(key: string, make: (restoring: Restoring) => Restorer): Restorer {
    const known = open.get(key) ?? make(restoring)
    open.set(key, known)
    return known
  }

  function restoreDelta(index: number, delta: Delta): void {
    for (const field of PROSE) {
      const text = delta[field]
      if (typeof text === 'string') delta[field] = restorer(`${index}/${field}`, createProse).push(text)
    }
    for (const call of delta.tool_calls ?? []) {
      const key = `${index}/tool/${call.index}`
      if (call.function?.name !== undefined) {
        // What was restored for one tool is not for another that it turns into.
        if (inside.has(key))
          throw new CordonError('upstream_invalid', { at: 'stream (a tool’s name after its arguments)' })
        const name = (toolNames.get(key) ?? '') + call.function.name
        lookAt(name, restoring)
        toolNames.set(key, name)
      }
      if (call.function?.arguments === undefined) continue
      const isInside = restoring.toolInside(toolNames.get(key) ?? '')
      if (isInside) inside.add(key)
      const held = restorer(key, (given) => createArguments(given, isInside))
      call.function.arguments = held.push(call.function.arguments)
    }
  }

  /** What a choice still holds back goes out before its finish_reason does. */
  function flush(index: number, delta: Delta): void {
    for (const [key, held] of open) {
      if (!key.startsWith(`${index}/`)) continue
      const rest = held.end()
      open.delete(key)
      const turn = held.restored()
      if (turn !== undefined) turns.push(turn)
      if (rest !== '') append(delta, key, rest)
    }
  }

  return {
    push(event) {
      const chunk = parsed(ChatChunk.safeParse(event))
      usage = chunk.usage ?? usage
      newest = chunk
      for (const choice of chunk.choices) {
        restoreDelta(choice.index, choice.delta)
        if (choice.finish_reason) flush(choice.index, choice.delta)
      }
      return [chunk]
    },
    end() {
      const events = newest === undefined ? [] : leftovers(newest, open, flush)
      return {
        events,
        answer: { turns, opaque: [], tokensIn: usage?.prompt_tokens, tokensOut: usage?.completion_tokens },
      }
    },
  }
}

/** For a vendor that ends without a finish_reason: what is held back still reaches the client. */
function leftovers(newest: ChatChunk, open: Map<string, Restorer>, flush: (index: number, delta: Delta) => void) {
  const indexes = new Set([...open.keys()].map((key) => Number(key.split('/')[0])))
  return [...indexes].map((index) => {
    const delta: Delta = {}
    flush(index, delta)
    return { ...newest, usage: undefined, choices: [{ index, delta, finish_reason: null }] }
  })
}

function append(delta: Delta, key: string, rest: string): void {
  const [, field, call] = key.split('/')
  if (field === 'tool') {
    delta.tool_calls = [...(delta.tool_calls ?? []), { index: Number(call), function: { arguments: rest } }]
    return
  }
  const prose = PROSE.find((name) => name === field)
  if (prose !== undefined) delta[prose] = (delta[prose] ?? '') + rest
}

function parsed<T>(result: { success: true; data: T } | { success: false }): T {
  if (!result.success) throw new CordonError('upstream_invalid')
  return result.data
}
