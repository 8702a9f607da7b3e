import { CordonError } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { type Revision, toolCall } from '../../../providers/mcp/messages.ts'
import type { Dialect, Question } from '../../dialects/dialect.ts'
import { neverStreamed } from '../../dialects/never-streamed.ts'
import { restoreResult } from './result.ts'
import type { ReviewedTool } from './reviewed.ts'
import { isObject } from './schema.ts'
import { type Place, placeText, type Visitor, visit } from './visit.ts'

export interface Talking {
  readonly tool: ReviewedTool
  /** Whether what is said leaves for somebody else. */
  readonly leaves: boolean
  /** Known once the server was looked at, which is after the decision. */
  readonly revision: () => Revision
}

/** A call of one reviewed tool, as a dialect: its question is the arguments, walked by the tool's own schema; its answer the result. */
export function toolDialect({ tool, leaves, revision }: Talking): Dialect {
  return {
    name: 'tool-call',
    shape: 'tool-call',
    feature: 'tool-calls',
    turnsIn: 'input',
    parse: (body) => questionOf(tool, leaves, revision, body),
    restoreWhole: (json, restoring) => restoreResult(json, tool, restoring),
    ...neverStreamed,
  }
}

function questionOf(tool: ReviewedTool, leaves: boolean, revision: () => Revision, body: Phi<unknown>): Question {
  const words = new Set<string>()
  const given = visit(tool.inputSchema, body.reveal(), ['arguments'], reading(leaves, words))
  if (!isObject(given)) throw new CordonError('field_invalid', { at: 'arguments' })
  return {
    model: tool.name,
    stream: false,
    turns: 1,
    metadata: {},
    // Without a session each call is a conversation of its own: its arguments name it.
    opening: { system: new Phi(tool.name), firstUser: new Phi(JSON.stringify(given)) },
    query: new Phi(''),
    schemaTexts: new Phi([]),
    opaque: new Phi([]),
    outgoing: (name) => new Phi(toolCall(revision(), name, given)),
    treat([, field, ...rest]) {
      // All but the arguments was written here.
      if (field !== 'arguments') return 'constant'
      return words.has(JSON.stringify(['arguments', ...rest])) ? 'constant' : 'labelled'
    },
  }
}

function reading(leaves: boolean, words: Set<string>): Visitor {
  return {
    undeclared: 'refused',
    text: (text) => text,
    word: (at) => void words.add(JSON.stringify(at)),
    number(value, at) {
      // A number has no code that could stand for it, and so many digits may name somebody. A text of them is read.
      if (leaves && String(value).replace(/\D/g, '').length >= DIGITS_REFUSED) throw wrong(at, 'invalid')
    },
    wrong,
  }
}

const DIGITS_REFUSED = 5

function wrong(at: Place, why: 'unknown' | 'invalid'): CordonError {
  return new CordonError(why === 'unknown' ? 'field_unknown' : 'field_invalid', { at: placeText(at) })
}
