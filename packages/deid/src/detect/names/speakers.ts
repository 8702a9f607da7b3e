import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, GIVEN, PREPOSITION, ROLE, SURNAME, WORDLIKE } from '../flags.ts'
import { LINE, WORD } from '../tokens.ts'

const SPEAKER = /(?:t[íi][oa] )?([\p{L}][\p{L}'-]{1,20})(?: [\p{Lu}]\.?)?:/uy

const ROLES =
  /^(?:bot|chatbot|agent|caller|callers|operator|rep|recording|prompt|response|model|tool|mom|dad|int|resp|interviewer|spk|speaker|unknown|user|assistant|system|human|ai|pt|patient|dr|doctor|nurse|re|fw|fwd|to|from|cc|bcc|date|subject|sent|note|plan|assessment|hpi|pmh|cc|dx|rx|labs?|exam|vitals|meds?|impression|objective|subjective|a|p|s|o|q|auto|http|https|ps|fyi|tutor|me|parent|guardian|family|spouse|wife|husband|daughter|son)$/i

/** Lines of one speaker that are kept; hostile text has no end of them. */
const LINES_MAX = 500

/** Speakers of a chat: a word and a colon at the start of three lines or more, in which it is not a heading. */
export function chatSpeakers(reading: Reading): void {
  for (const [word, starts] of speakers(reading)) {
    if (starts.length < 3) continue
    for (const at of starts) add(reading, at, at + word.length, 'NAME', 'name/speaker', 0.8)
  }
}

/** Where each word that may be a speaker begins a line. */
function speakers(reading: Reading): ReadonlyMap<string, number[]> {
  const { tokens, text } = reading
  const lines = new Map<string, number[]>()
  for (let k = 0; k < tokens.count; k++) {
    if ((tokens.gap[k] ?? 0) < LINE || tokens.type[k] !== WORD || !colonNear(reading, k)) continue
    const start = tokens.start[k] ?? 0
    const match = start === 0 || text.charCodeAt(start - 1) <= RETURN ? matchAt(SPEAKER, text, start) : null
    const word = match?.[1]
    if (match === null || word === undefined || ROLES.test(word) || isEveryday(reading, k)) continue
    const starts = lines.get(word) ?? []
    if (starts.length < LINES_MAX) starts.push(start + match[0].indexOf(word))
    lines.set(word, starts)
  }
  return lines
}

/** `student:`, `me:`, `result:`: an everyday word that nobody is called by. */
function isEveryday({ tokens }: Reading, k: number): boolean {
  const flags = tokens.flags[k] ?? 0
  return (flags & (COMMON | CLINICAL | ROLE | WORDLIKE | PREPOSITION)) !== 0 && (flags & (GIVEN | SURNAME)) === 0
}

const RETURN = 13

const colonNear = ({ tokens }: Reading, k: number): boolean =>
  tokens.lower[k + 1] === ':' ||
  tokens.lower[k + 2] === ':' ||
  tokens.lower[k + 3] === ':' ||
  tokens.lower[k + 4] === ':'
