import { ABBREVIATIONS } from './abbreviations.ts'
import { stem } from './porter.ts'

/**
 * Words, stemmed, with a concept (`=bp`) beside each abbreviation and each phrase it stands for: the index and the
 * question both get the concept, so `BP` finds "blood pressure" and the other way round without matching "blood".
 * Create one per search: it remembers stems, and what it remembers is PHI.
 */
export function createTokenizer(): (text: string) => string[] {
  const stems = new Map<string, string>()
  const stemmed = (word: string) => {
    const known = stems.get(word)
    if (known !== undefined) return known
    const made = stem(word)
    stems.set(word, made)
    return made
  }
  return (text) => {
    const raw = words(text)
    const found: string[] = []
    for (let at = 0; at < raw.length; at++) {
      const word = raw[at] ?? ''
      const lower = word.toLowerCase()
      found.push(...concepts(raw, at))
      if (!STOP.has(lower)) found.push(stemmed(lower))
    }
    return found
  }
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

/** The concept that starts at this word, if one does: the longest phrase wins. */
function concepts(raw: readonly string[], at: number): string[] {
  const candidates = PHRASES.get((raw[at] ?? '').toLowerCase())
  const hit = candidates?.find(({ words: parts, exact }) =>
    parts.every((part, i) => (exact ? raw[at + i] : raw[at + i]?.toLowerCase()) === part),
  )
  return hit ? [hit.concept] : []
}
