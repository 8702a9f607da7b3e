import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import { countWords } from './words.ts'

export interface Passage {
  /** What the answer cites; `undefined` for text that came without a number. */
  readonly citation: string | undefined
  readonly section: string
  readonly text: string
}

export interface Asked {
  readonly question: string
  readonly passages: readonly Passage[]
  readonly words: number
  /** Whether a stream is to end with its usage. */
  readonly usageWanted: boolean
}

const Content = z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]).nullish()

/** Only what an extract needs of a chat request; everything else is ignored. */
const Body = z.object({
  messages: z.array(z.object({ role: z.string(), content: Content })),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
})

/**
 * The last question and the context to answer from: the fenced passages, or, when there is no fence, what the user wrote
 * before the question's own paragraph. System text is instructions and is never quoted, its fences are.
 */
export function readRequest(bytes: Buffer): Asked {
  const { messages, stream_options } = parseBody(bytes)
  const texts = messages.map(({ role, content }) => ({ role, ...splitFence(textOf(content)) }))
  const userTexts = texts.filter(({ role, rest }) => role === 'user' && rest !== '').map(({ rest }) => rest)
  const fenced = texts.flatMap(({ role, passages }) => (FENCED_ROLES.has(role) ? passages : []))
  const { question, before } = splitQuestion(userTexts)
  return {
    question,
    passages: fenced.length > 0 ? fenced : before,
    words: messages.reduce((sum, { content }) => sum + countWords(textOf(content)), 0),
    usageWanted: stream_options?.include_usage === true,
  }
}

const FENCED_ROLES = new Set(['user', 'system', 'developer'])

function parseBody(bytes: Buffer): z.infer<typeof Body> {
  const body = Body.safeParse(JSON.parse(bytes.toString('utf8')))
  if (!body.success) throw new CordonError('internal', { at: 'local-extract: not a chat request' })
  return body.data
}

function textOf(content: z.infer<typeof Content>): string {
  if (typeof content === 'string') return content
  return (content ?? []).map(({ text }) => text ?? '').join('\n')
}

/** `<<<passages …`, then per passage `[n] type · date · section`, its text and a blank line, then `>>>`. */
const FENCE = /^<<<passages[^\n]*\n([\s\S]*?)>>>([\s\S]*)$/

function splitFence(text: string): { passages: Passage[]; rest: string } {
  const [, inside, rest] = FENCE.exec(text) ?? []
  if (inside === undefined || rest === undefined) return { passages: [], rest: text.trim() }
  return { passages: readPassages(inside), rest: rest.trim() }
}

/** A header counts only where the next number is due, so that a passage's own `[7] …` lines stay text. */
function readPassages(inside: string): Passage[] {
  const passages: { citation: string; section: string; lines: string[] }[] = []
  for (const line of inside.split('\n')) {
    const [, citation, header] = /^\[(\d+)\] (.*)$/.exec(line) ?? []
    if (citation === String(passages.length + 1) && header !== undefined)
      passages.push({ citation, section: header.split(' · ').slice(2).join(' '), lines: [] })
    else passages.at(-1)?.lines.push(line)
  }
  return passages.map(({ citation, section, lines }) => ({ citation, section, text: lines.join('\n').trim() }))
}

function splitQuestion(userTexts: readonly string[]): { question: string; before: Passage[] } {
  const paragraphs = (userTexts.at(-1) ?? '').split(/\n\s*\n/)
  const text = [...userTexts.slice(0, -1), ...paragraphs.slice(0, -1)].join('\n\n')
  const before = text === '' ? [] : [{ citation: undefined, section: '', text }]
  return { question: paragraphs.at(-1) ?? '', before }
}
