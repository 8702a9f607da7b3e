import { z } from 'zod'
import { answer } from '../answer.ts'
import type { Call } from '../ask.ts'
import type { Context } from '../context.ts'
import { chat } from '../dialects/chat/chat.ts'
import type { Stages } from '../stages.ts'
import type { Trail } from '../trail.ts'
import { type Whole, wholeOf, withBody, within } from './within.ts'

export const AskArguments = z.strictObject({
  model: z.string().min(1).max(200).describe('A model that this key may use, as GET /v1/models names it.'),
  question: z.string().min(1).describe('The question, in plain words.'),
})

/** The question as a chat of one turn, through every stage of `POST /v1/chat/completions`; its answer whole. */
export async function askModel(
  stages: Stages,
  call: Call,
  { model, question }: z.infer<typeof AskArguments>,
  context: Context,
  trail: Trail,
): Promise<Whole> {
  const body = { model, messages: [{ role: 'user', content: question }] }
  const whole = await wholeOf(
    answer({ ...withBody(call, context, body), dialect: chat }, { ...stages, begin: () => within(trail) }),
  )
  if (whole.kind === 'refusal') return whole
  const { choices, ...rest } = Completion.parse(JSON.parse(whole.json))
  return { ...whole, json: JSON.stringify({ answer: choices[0]?.message.content ?? '', ...rest }) }
}

/** Of a whole chat answer, what a tool hands on. */
const Completion = z.object({
  model: z.string().optional(),
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
  cordon: z.unknown().optional(),
})
