import { type ErrorCode, type ResponsesItem, ResponsesRequest } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { fieldRefusal } from '../../field-refusal.ts'
import { splitAdmitted } from '../admitted.ts'
import { withNeutralIds } from '../call-ids.ts'
import type { Opaque, Question } from '../dialect.ts'
import { featuresOf } from '../features.ts'
import { schemaStrings } from '../schema-strings.ts'
import { includeOf } from './reasoning.ts'
import { referencesOf, type WholeRequest, withoutReferences } from './references.ts'
import { createTreat } from './treat.ts'

type Message = Extract<ResponsesItem, { role: unknown }>

/** Parses a Responses body against the dated table, and minimises it: what an answer does not need stays here. */
export function parseResponses(body: Phi<unknown>, admitFields: readonly string[]): Question {
  const { known, admitted } = splitAdmitted('responses', body.reveal(), admitFields)
  const parsed = ResponsesRequest.safeParse(known)
  if (!parsed.success) throw fieldRefusal(parsed.error, codeOf)
  const more = { admitted, admitFields }
  const references = referencesOf(parsed.data, (whole) => questionOf(whole, more))
  const question = questionOf(withoutReferences(parsed.data), more)
  return references === undefined
    ? question
    : { ...question, references, turns: question.turns + references.named.length }
}

interface More {
  readonly admitted: Record<string, unknown>
  readonly admitFields: readonly string[]
}

function questionOf(request: WholeRequest, { admitted, admitFields }: More): Question {
  // Who says that nothing is stored brings its items along; who does not may name them, as if they had been.
  const isReferable = request.store !== false
  const items = typeof request.input === 'string' ? [said(request.input)] : request.input
  const users = items.filter(isMessage).filter(({ role }) => role === 'user')
  return {
    model: request.model,
    stream: request.stream === true,
    features: [...featuresOf(request), ...(isStateful(request) ? (['stored-state'] as const) : [])],
    turns: items.length,
    metadata: request.metadata ?? {},
    opening: { system: new Phi(systemOf(request, items)), firstUser: new Phi(textOf(users[0])) },
    query: new Phi(textOf(users.at(-1))),
    schemaTexts: new Phi(schemaTexts(request)),
    opaque: new Phi(items.flatMap(opaqueOf)),
    isReferable,
    isStored: request.store === true,
    ...stateOf(request),
    outgoing: (model, fenced) =>
      new Phi({
        ...minimised(request),
        ...(isReferable ? including(includeOf(request, model)) : {}),
        ...admitted,
        model,
        input: outgoingInput(request.input, fenced),
      }),
    treat: createTreat(admitFields),
  }
}

/** Places whose refusal has its own reason: what runs at the vendor, or is not text. */
function codeOf(path: readonly PropertyKey[]): ErrorCode {
  if (path[0] === 'include') return 'feature_refused'
  if (path[0] === 'tools' && path.at(-1) === 'type') return 'feature_refused'
  if (path[0] === 'input' && path.length > 3 && path.at(-1) === 'type') return 'part_unsupported'
  if (path[0] === 'input' && path.length === 3 && path[2] === 'type') return 'feature_refused'
  return 'field_invalid'
}

/** What it wants kept, or go on from, at the vendor. */
function stateOf({ store, previous_response_id: id }: WholeRequest): Pick<Question, 'kept' | 'continues'> {
  const at = id == null ? 'store' : 'previous_response_id'
  if (store !== true && id == null) return {}
  return { kept: { feature: 'stored-state', at }, ...(id == null ? {} : { continues: { at, id } }) }
}

const isStateful = (request: WholeRequest) => stateOf(request).kept !== undefined

/**
 * 164.502(b): who is speaking is not needed for an answer. `store` is false unless it was asked for, and then an agreement has
 * to cover it: the vendor keeps nothing because nobody said otherwise.
 */
function minimised(request: WholeRequest): Record<string, unknown> {
  const { user: _, safety_identifier: _id, prompt_cache_key: _key, metadata: _meta, input: _input, ...rest } = request
  return { ...rest, store: request.store === true }
}

const including = (include: ResponsesRequest['include']) => (include == null ? {} : { include })

function outgoingInput(input: WholeRequest['input'], fenced: Phi | undefined): unknown {
  const items = typeof input === 'string' ? input : withNeutralIds(input.map(withoutAnnotations))
  if (fenced === undefined) return items
  const turns = typeof items === 'string' ? [said(items)] : items
  const newest = turns.findLastIndex((item) => isMessage(item) && item.role === 'user')
  return turns.toSpliced(newest === -1 ? turns.length : newest, 0, said(fenced.reveal()))
}

const said = (content: string): Message => ({ role: 'user', content })

/** Empty lists that an earlier answer brought along: nobody walks into them, so they do not leave. */
function withoutAnnotations(item: ResponsesItem): ResponsesItem {
  if (!isMessage(item) || typeof item.content === 'string') return item
  const content = item.content.map((part) =>
    part.type === 'output_text' ? { type: part.type, text: part.text } : part,
  )
  return { ...item, content }
}

function isMessage(item: ResponsesItem): item is Message {
  return 'role' in item
}

function opaqueOf(item: ResponsesItem, n: number): Opaque[] {
  if (!('encrypted_content' in item) || typeof item.encrypted_content !== 'string') return []
  return [{ at: `input[${n}].encrypted_content`, text: item.encrypted_content }]
}

/** Names of tools and formats, wherever they stand, and everything in schemas that is not a description. */
function schemaTexts({ tools = [], tool_choice: choice, input, text }: WholeRequest): string[] {
  const named = [...(typeof input === 'string' ? [] : input), ...(typeof choice === 'object' ? [choice] : [])]
  const ofTools = [
    ...tools.flatMap(({ name, parameters }) => [name, ...schemaStrings(parameters)]),
    ...named.flatMap((item) => ('name' in item && typeof item.name === 'string' ? [item.name] : [])),
  ]
  const format = text?.format
  return format?.type === 'json_schema' ? [...ofTools, format.name, ...schemaStrings(format.schema)] : ofTools
}

function systemOf({ instructions }: WholeRequest, items: readonly ResponsesItem[]): string {
  const first = items.find((item) => isMessage(item) && (item.role === 'system' || item.role === 'developer'))
  return [instructions ?? '', first !== undefined && isMessage(first) ? textOf(first) : ''].join('\n')
}

function textOf(message: Message | undefined): string {
  const content = message?.content ?? ''
  if (typeof content === 'string') return content
  return content.map((part) => ('text' in part ? part.text : part.refusal)).join('\n')
}
