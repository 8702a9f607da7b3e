import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { LINE } from '../tokens.ts'

/** `From: kwame.b <kb@…>`: whoever a header of a letter names before the address. */
export const mailHeaders: Rule = {
  starts: { words: ['from', 'to', 'cc', 'bcc', 'reply-to', 'sender'] },
  read(reading, k) {
    const match = matchAt(HEADER, reading.text, reading.tokens.start[k] ?? 0)
    const name = match?.[1]
    if (match === null || name === undefined) return
    const start = match.index + match[0].indexOf(name, match[0].indexOf(':'))
    add(reading, start, start + name.length, 'NAME', 'name/mail-header', 0.8)
  },
}

const HEADER = /(?:from|to|cc|bcc|reply-to|sender): ?"?(\p{L}[\p{L}.,' -]{1,40}?)"? ?<[^\s<>@]{1,64}@/iuy

/** `[3/2, 7:14 PM] Yesi:`, `7:14 PM - Yesi:`: who writes, after the time of a message. */
export const stampedSpeakers: Rule = { starts: { words: [']', '-', ':'] }, read: stamped }

function stamped(reading: Reading, k: number): void {
  const { tokens } = reading
  const at = k + 1
  if ((tokens.gap[at] ?? 0) !== 1) return
  const begin = lineStart(reading, k)
  if (begin < 0 || !STAMP.test(reading.text.slice(tokens.start[begin], tokens.end[k]))) return
  const match = matchAt(SPEAKER, reading.text, tokens.start[at] ?? 0)
  const name = match?.[1]
  if (name === undefined || NOBODY.test(name)) return
  add(reading, tokens.start[at] ?? 0, (tokens.start[at] ?? 0) + name.length, 'NAME', 'name/speaker', 0.8)
}

const STAMP_TOKENS_MAX = 16

/** The first token of the line of `k`, when it is near. */
function lineStart({ tokens }: Reading, k: number): number {
  for (let i = k; i >= 0 && k - i < STAMP_TOKENS_MAX; i--) if (i === 0 || (tokens.gap[i] ?? 0) >= LINE) return i
  return -1
}

const STAMP = /^\[?(?:[\d/.-]{3,10},? )?\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?:\]| ?-|:)$/i

const SPEAKER = /(\p{L}[\p{L}'’-]{0,20}(?: \p{L}[\p{L}'’.-]{0,20}){0,2}):(?=\s)/uy

const NOBODY =
  /^(?:bot|chatbot|agent|caller|user|assistant|system|patient|pt|nurse|doctor|dr|rn|md|staff|operator|unknown|info|warn|error|debug|fatal|trace|note|me|you)\b/i
