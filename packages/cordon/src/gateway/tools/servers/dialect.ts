import { CordonError } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { type Revision, toolCall } from '../../../providers/mcp/messages.ts'
import type { Dialect, Question } from '../../dialects/dialect.ts'
import { neverStreamed } from '../../dialects/never-streamed.ts'
import { type Given, numbersOf } from './numbers.ts'
import { restoreResult } from './result.ts'
import type { ReviewedTool } from './reviewed.ts'
import { isObject } from './schema.ts'
import { type Place, placeText, type Visitor, visit } from './visit.ts'

export interface Talking {
  readonly tool: ReviewedTool
  /** Known once the server was looked at, which is after the decision. */
  readonly revision: () => Revision
}

/** A call of one reviewed tool, as a dialect: its question is the arguments, walked by the tool's own schema; its answer the result. */
export function toolDialect({ tool, revision }: Talking): Dialect {
  return {
    name: 'tool-call',
    shape: 'tool-call',
    feature: 'tool-calls',
    turnsIn: 'input',
    parse: (body) => questionOf(tool, revision, body),
    restoreWhole: (json, restoring) => restoreResult(json, tool, restoring),
    ...neverStreamed,
  }
}

function questionOf(tool: ReviewedTool, revision: () => Revision, body: Phi<unknown>): Question {
  const words = new Set<string>()
  const leaves: Given[] = []
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
    numbers: numbersOf(leaves),
    opaque: new Phi([]),
    outgoing: (name) => new Phi(toolCall(revision(), name, given)),
    treat([, field, ...rest]) {
      // All but the arguments was written here.
      if (field !== 'arguments') return 'constant'
      return words.has(JSON.stringify(['arguments', ...rest])) ? 'constant' : 'labelled'
    },
  }
}

function reading(leaves: Given[], words: Set<string>): Visitor {
  return {
    undeclared: 'refused',
    text(value, at) {
      leaves.push({ at, value })
      return value
    },
    word: (at) => void words.add(JSON.stringify(at)),
    number(value, at) {
      // JSON.parse made another number of it than the one that was said: wherever it goes, it is about something else.
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw wrong(at, 'invalid')
      leaves.push({ at, value })
    },
    wrong,
  }
}

function wrong(at: Place, why: 'unknown' | 'invalid'): CordonError {
  return new CordonError(why === 'unknown' ? 'field_unknown' : 'field_invalid', { at: placeText(at) })
}
