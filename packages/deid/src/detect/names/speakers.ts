import { add, type Reading } from '../evidence.ts'

const SPEAKER = /^(?:t[íi][oa] )?([\p{L}][\p{L}'-]{1,20})(?: [\p{Lu}]\.?)?:/gmu

const ROLES =
  /^(?:user|assistant|system|human|ai|pt|patient|dr|doctor|nurse|re|fw|fwd|to|from|cc|bcc|date|subject|sent|note|plan|assessment|hpi|pmh|cc|dx|rx|labs?|exam|vitals|meds?|impression|objective|subjective|a|p|s|o|q|auto|http|https|ps|fyi)$/i

/** Speakers of a chat: a word and a colon at the start of three lines or more, in which it is not a heading. */
export function chatSpeakers(reading: Reading): void {
  const lines = new Map<string, number[]>()
  if (!reading.text.includes(':')) return
  for (const match of reading.text.matchAll(SPEAKER)) {
    const word = match[1] ?? ''
    if (ROLES.test(word)) continue
    const at = match.index + match[0].indexOf(word)
    lines.set(word, [...(lines.get(word) ?? []), at].slice(0, 500))
  }
  for (const [word, starts] of lines) {
    if (starts.length < 3) continue
    for (const at of starts) add(reading, at, at + word.length, 'NAME', 'name/speaker', 0.8)
  }
}
