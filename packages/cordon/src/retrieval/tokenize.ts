import { ABBREVIATIONS } from './abbreviations.ts'
import { stem } from './porter.ts'

/** Turns text into what is counted, and a question into what is looked for. */
export interface Tokenizer {
  readonly tokens: (text: string) => string[]
  /** Each term of a question and how much it weighs. */
  readonly terms: (question: string) => Map<string, number>
}

/** "blood pressure" is one thing asked for, not three: its words weigh little beside what they mean together. */
const WORD_OF_PHRASE_WEIGHT = 0.3

/**
 * Words, stemmed, with a concept (`=bp`) beside each abbreviation and each phrase it stands for: the index and the
 * question both get the concept, so `BP` finds "blood pressure" and the other way round without matching "blood".
 * Create one per search: it remembers stems, and what it remembers is PHI.
 */
export function createTokenizer(): Tokenizer {
  const stems = new Map<string, string>()
  const stemmed = (word: string) => {
    const known = stems.get(word)
    if (known !== undefined) return known
    const made = stem(word)
    stems.set(word, made)
    return made
  }

  function* walk(text: string): Generator<{ term: string; weight: number }> {
    const raw = words(text)
    let phraseEnds = 0
    for (let at = 0; at < raw.length; at++) {
      const lower = (raw[at] ?? '').toLowerCase()
      const phrase = phraseAt(raw, at)
      if (phrase) yield { term: phrase.concept, weight: 1 }
      if (phrase) phraseEnds = Math.max(phraseEnds, at + phrase.words.length)
      if (!STOP.has(lower)) yield { term: stemmed(lower), weight: at < phraseEnds ? WORD_OF_PHRASE_WEIGHT : 1 }
    }
  }

  function terms(question: string): Map<string, number> {
    const found = new Map<string, number>()
    for (const { term, weight } of walk(question)) found.set(term, Math.max(weight, found.get(term) ?? 0))
    return found
  }

  return { tokens: (text) => Array.from(walk(text), ({ term }) => term), terms }
}

/** Letters and digits; a decimal, a date and a reading such as 120/80 stay whole, because they answer as a whole. */
export function words(text: string): string[] {
  return text.normalize('NFKC').match(/\d+(?:[.,/:-]\d+)*(?=\b|[\p{L}])|[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? []
}

const STOP = new Set(
  `a an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it
   its may me my of on or our she should so some such than that the their them then there these they this to was we were
   what when where which who why will with would you your patient patients patient's any please tell show give list
   about take takes taking taken get gets got there's`.split(/\s+/),
)

interface Phrase {
  readonly concept: string
  readonly words: readonly string[]
  readonly exact: boolean
}

/** Phrases by their first word in lower case, longest first. */
const PHRASES: ReadonlyMap<string, readonly Phrase[]> = phrases()

function phrases(): Map<string, Phrase[]> {
  const byFirst = new Map<string, Phrase[]>()
  for (const row of ABBREVIATIONS) {
    for (const member of row) {
      const exact = member !== member.toLowerCase()
      const parts = words(member).map((word) => (exact ? word : word.toLowerCase()))
      const first = (parts[0] ?? '').toLowerCase()
      byFirst.set(first, [...(byFirst.get(first) ?? []), { concept: `=${row[0] ?? ''}`, words: parts, exact }])
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)
  return byFirst
}

/** The phrase that starts at this word, if one does: the longest wins. */
function phraseAt(raw: readonly string[], at: number): Phrase | undefined {
  return PHRASES.get((raw[at] ?? '').toLowerCase())?.find(({ words: parts, exact }) =>
    parts.every((part, i) => (exact ? raw[at + i] : raw[at + i]?.toLowerCase()) === part),
  )
}
