import type { Decision } from '../policy/decision/decide.ts'
import type { Ask, Call, Frame } from './ask.ts'
import type { Cleaned } from './clean.ts'
import type { Asked } from './dialects/dialect.ts'
import type { Dispatched } from './dispatch.ts'
import type { Trail } from './trail.ts'

export type Permit = Extract<Decision, { effect: 'permit' }>

/** The stages of a request, in the order that `answer` calls them. Each is made by the file of its name. */
export interface Stages {
  begin(call: Call): Trail
  read(ask: Ask): Promise<Asked>
  admit(ask: Ask, question: Asked, trail: Trail): Promise<Decision>
  clean(ask: Ask, question: Asked, decision: Permit): Promise<Cleaned>
  dispatch(ask: Ask, cleaned: Cleaned, decision: Permit, trail: Trail): Promise<Dispatched>
  restore(ask: Ask, reply: Dispatched, cleaned: Cleaned, trail: Trail): AsyncGenerator<Frame, void>
}
